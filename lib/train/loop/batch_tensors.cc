// SPDX-License-Identifier: Apache-2.0
#include "lib/train/loop/batch_tensors.h"

#include <ATen/Functions.h>

#include <algorithm>
#include <vector>

#include "lib/data/batch_targets.h"
#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

bool All(const std::vector<float>& values, float value) {
  return std::all_of(values.begin(), values.end(), [value](float x) { return x == value; });
}

// λ a + (1 - λ) b of rows and their partners.
at::Tensor Mixed(const at::Tensor& rows, const Mix& mix) {
  if (!rows.defined()) return rows;
  std::vector<int64_t> shape(rows.dim(), 1);
  shape[0] = -1;
  const at::Tensor share = mix.share.to(rows.device()).view(shape);
  return rows.mul(share).add(
      rows.index_select(0, mix.partner.to(rows.device())).mul(share.neg().add(1)));
}

// Known is what is known of both.
at::Tensor MixedMask(const at::Tensor& mask, const Mix& mix) {
  if (!mask.defined()) return mask;
  return mask.mul(mask.index_select(0, mix.partner.to(mask.device())));
}

}  // namespace

Targets TargetTensors(const WindowBatch& batch, const StoredItems& items, const TargetTable& table,
                      int64_t output_frames, const at::Device& device) {
  const auto rows = static_cast<int64_t>(batch.windows.size());
  const auto classes = static_cast<int64_t>(table.classes().size());
  FrameGrid grid;
  if (table.kind() == TargetKind::kEvents && output_frames > 0) {
    grid.frames = output_frames;
    grid.stride = static_cast<double>(batch.frames) / static_cast<double>(output_frames);
    grid.first = (grid.stride - 1) / 2;
  }
  const BatchTargets known = TargetsOf(batch, items, table, grid);
  const auto tensor = [&device](const std::vector<float>& values,
                                const std::vector<int64_t>& shape) {
    return values.empty() ? at::Tensor() : FloatTensor(values, shape).to(device);
  };
  Targets targets;
  // One kind of target: where there are distributions, the likeliest class is not the truth.
  if (known.shares.empty() && !known.classes.empty()) {
    targets.classes = IntTensor(known.classes).to(device);
  }
  targets.shares = tensor(known.shares, {rows, classes});
  targets.tags = tensor(known.tags, {rows, classes});
  if (!All(known.mask, 1)) targets.tag_mask = tensor(known.mask, {rows, classes});
  targets.frames = tensor(known.frames, {rows, grid.frames, classes});
  if (!All(known.frame_mask, 1)) {
    targets.frame_mask = tensor(known.frame_mask, {rows, grid.frames, classes});
  }
  std::vector<float> weights = known.weights;
  // An unknown class is -1, which says it; an unknown distribution has no weight.
  for (size_t i = 0; i < weights.size() && !known.shares.empty() && i < known.known.size(); ++i) {
    weights[i] *= known.known[i];
  }
  if (!All(weights, 1)) targets.weights = tensor(weights, {rows});
  return targets;
}

Targets MixTargets(const Targets& targets, const Mix& mix, int64_t classes) {
  if (!mix.partner.defined()) return targets;
  Targets mixed;
  at::Tensor weights = targets.weights;
  if (targets.classes.defined()) {
    const at::Tensor known = targets.classes.ge(0).to(at::kFloat);
    mixed.shares = Mixed(at::one_hot(targets.classes.clamp_min(0), classes).to(at::kFloat), mix);
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
