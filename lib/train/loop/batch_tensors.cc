// SPDX-License-Identifier: Apache-2.0
#include "lib/train/loop/batch_tensors.h"

#include <ATen/Functions.h>

#include <algorithm>
#include <vector>

#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

void Append(const std::vector<float>& row, std::vector<float>* all) {
  all->insert(all->end(), row.begin(), row.end());
}

bool All(const std::vector<float>& values, float value) {
  return std::all_of(values.begin(), values.end(), [value](float x) { return x == value; });
}

// λ a + (1 - λ) b of rows and their partners.
at::Tensor Mixed(const at::Tensor& rows, const Mix& mix) {
  if (!rows.defined()) return rows;
  std::vector<int64_t> shape(rows.dim(), 1);
  shape[0] = -1;
  const at::Tensor share = mix.share.to(rows.device()).view(shape);
  return rows.mul(share).add(rows.index_select(0, mix.partner.to(rows.device())).mul(share.neg().add(1)));
}

// Known is what is known of both.
at::Tensor MixedMask(const at::Tensor& mask, const Mix& mix) {
  if (!mask.defined()) return mask;
  return mask.mul(mask.index_select(0, mix.partner.to(mask.device())));
}

}  // namespace

Targets TargetTensors(const WindowBatch& batch, const TargetTable& table, double hop_s,
                      const at::Device& device) {
  const auto rows = static_cast<int64_t>(batch.windows.size());
  const auto classes = static_cast<int64_t>(table.classes().size());
  std::vector<int64_t> labels;
  std::vector<float> values, scope, frames, frame_mask, weights;
  for (const ItemWindow& one : batch.windows) {
    const int32_t item = one.item;
    const bool unsaid = !table.Known(item) && table.kind() != TargetKind::kClasses;
    weights.push_back(unsaid ? 0 : table.WeightOf(item));
    if (table.kind() == TargetKind::kClasses) {
      labels.push_back(table.ClassOf(item));
      continue;
    }
    Append(table.TagsOf(item), &values);
    if (!table.has_tags()) continue;
    Append(table.ScopeOf(item), &scope);
    if (table.kind() != TargetKind::kEvents) continue;
    FrameTimes times;
    times.hop_s = hop_s;
    times.first_centre_s = hop_s * (static_cast<double>(one.window.first) + 0.5);
    times.frames = batch.frames;
    Append(table.Rasterise(item, times), &frames);
    const float timed = table.Timed(item) ? 1 : 0;
    for (int32_t t = 0; t < batch.frames; ++t) {
      frame_mask.push_back(t < one.window.valid ? timed : 0);
    }
  }
  Targets targets;
  // One kind of target: where there are distributions, the likeliest class is not the truth.
  if (!labels.empty()) targets.classes = IntTensor(labels).to(device);
  if (table.kind() == TargetKind::kShares) {
    targets.shares = FloatTensor(values, {rows, classes}).to(device);
  }
  if (table.has_tags()) {
    targets.tags = FloatTensor(values, {rows, classes}).to(device);
    if (!All(scope, 1)) targets.tag_mask = FloatTensor(scope, {rows, classes}).to(device);
  }
  if (!frames.empty()) {
    targets.frames = FloatTensor(frames, {rows, batch.frames, classes}).to(device);
    targets.frame_mask = FloatTensor(frame_mask, {rows, batch.frames}).to(device);
  }
  // Of an unknown class, which is -1, the weight says nothing.
  if (!All(weights, 1)) targets.weights = FloatTensor(weights, {rows}).to(device);
  return targets;
}

Targets MixTargets(const Targets& targets, const Mix& mix, int64_t classes) {
  if (!mix.partner.defined()) return targets;
  Targets mixed;
  at::Tensor weights = targets.weights;
  if (targets.classes.defined()) {
    const at::Tensor known = targets.classes.ge(0).to(at::kFloat);
    mixed.shares =
        Mixed(at::one_hot(targets.classes.clamp_min(0), classes).to(at::kFloat), mix);
    weights = weights.defined() ? weights.mul(known) : known;
  } else {
    mixed.shares = Mixed(targets.shares, mix);
  }
  mixed.tags = Mixed(targets.tags, mix);
  mixed.tag_mask = MixedMask(targets.tag_mask, mix);
  mixed.frames = Mixed(targets.frames, mix);
  mixed.frame_mask = MixedMask(targets.frame_mask, mix);
  mixed.weights = MixedMask(weights, mix);
  return mixed;
}

}  // namespace auricle
