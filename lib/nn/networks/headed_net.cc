// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/networks/headed_net.h"

#include <ATen/Functions.h>

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/nn/layers/batch_norm.h"
#include "lib/nn/net/heads.h"
#include "lib/nn/torch/guard.h"
#include "lib/nn/torch/mask.h"

namespace auricle {
namespace {

constexpr char kPooled[] = "pooled";

bool HasPrefix(const std::string& name, const std::string& prefix) {
  return absl::StartsWith(name, absl::StrCat(prefix, "."));
}

}  // namespace

TensorAdder HeadedNet::Adder() {
  return {[this](const std::string& name, const std::vector<int64_t>& shape, const Init& init,
                 int depth, bool decays) { return Add(name, shape, init, depth, decays); },
          [this](const std::string& name, const std::vector<int64_t>& shape, double first,
                 int depth) { return AddBuffer(name, shape, first, depth); },
          &batch_share_};
}

absl::Status HeadedNet::InitNorms() {
  for (const Head& head : config_.heads()) {
    absl::StatusOr<NormLayer> norm = NormLayer::Create(head.input_norm(), config_.bins());
    if (!norm.ok()) {
      return absl::Status(norm.status().code(),
                          absl::StrCat("head '", head.name(), "': ", norm.status().message()));
    }
    norms_.push_back(*std::move(norm));
  }
  return absl::OkStatus();
}

absl::Status HeadedNet::SetInputNorm(const InputNorm& norm) {
  ASSIGN_OR_RETURN(const NormLayer layer, NormLayer::Create(norm, config_.bins()));
  for (int head = 0; head < config_.heads_size(); ++head) {
    norms_[head] = layer;
    *config_.mutable_heads(head)->mutable_input_norm() = norm;
  }
  return absl::OkStatus();
}

void HeadedNet::AddHeads(int64_t features, double dropout, int depth) {
  if (config_.trunk()) return;
  const TensorAdder add = Adder();
  for (const Head& head : config_.heads()) {
    heads_.push_back(HeadLayers({features, head.classes_size(), dropout}));
    heads_.back().AddHidden(head.name(), depth, add);
  }
  for (int i = 0; i < config_.heads_size(); ++i) {
    heads_[i].AddOutput(config_.heads(i).name(), depth + 1, add);
  }
}

void HeadedNet::AppendTaps(int64_t features, std::vector<TapInfo>* taps) const {
  taps->push_back({kPooled, {features}, false});
  if (!heads_.empty()) taps->push_back({"hidden", {heads_.front().hidden()}, true});
}

absl::StatusOr<std::string> HeadedNet::ResolveAmong(const std::vector<TapInfo>& taps,
                                                    const std::string& tap) const {
  std::vector<std::string> names;
  for (const TapInfo& info : taps) {
    names.push_back(info.name);
    if (info.has_pre) names.push_back(absl::StrCat(info.name, ".pre"));
  }
  if (std::find(names.begin(), names.end(), tap) != names.end()) return tap;
  return absl::InvalidArgumentError(
      absl::StrCat("network '", config_.name(), "' has no tap '", tap, "'", InsteadOf(tap, names)));
}

bool HeadedNet::IsOnWay(const std::string& name, const Way& way) const {
  if (!HasPrefix(name, "core") && !HasPrefix(name, "way")) return true;
  return HasPrefix(name, way.prefix) ||
         (!SharedPrefix().empty() && HasPrefix(name, SharedPrefix()));
}

std::string HeadedNet::FixedTap(const std::string& head) const {
  const absl::StatusOr<int> index = HeadIndex(config_, head);
  if (!index.ok()) return "";
  const Way& way = ways_.ways[ways_.of_head[*index]];
  const int depth = Depth(kPooled);
  for (const NetTensor& tensor : tensors()) {
    if (tensor.buffer || tensor.depth > depth || !tensor.tensor.requires_grad()) continue;
    if (IsOnWay(tensor.name, way)) return "";
  }
  return kPooled;
}

absl::Status HeadedNet::CheckResume(const Batch& batch, const Request& request) const {
  if (request.resume != kPooled || FixedTap(request.head) != kPooled) {
    return absl::InvalidArgumentError(absl::StrCat(
        "a pass cannot be resumed from '", request.resume, "': what stands before it is trained"));
  }
  for (const std::string& tap : request.taps) {
    ASSIGN_OR_RETURN(const std::string resolved, ResolveTap(tap));
    if (Depth(resolved) >= Depth(kPooled)) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("tap '", tap, "' lies before 'pooled', from where the pass is resumed"));
  }
  const at::Tensor& x = batch.features;
  if (x.defined() && x.dim() == 2 && x.size(0) > 0 && x.size(1) == pooled_features() &&
      x.scalar_type() == at::kFloat) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "features are ", x.defined() ? absl::StrCat("[", absl::StrJoin(x.sizes(), ", "), "]") : "no",
      " values of tap 'pooled', want float32 [items, ", pooled_features(), "]"));
}

absl::Status HeadedNet::CheckDropout(const Request& request, bool trunk_training) const {
  const bool drops = (trunk_training && TrunkHasDropout()) ||
                     (training() && request.logits && !heads_.empty() && heads_[0].dropout() > 0);
  if (!drops || request.rng != nullptr) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "dropout in training mode needs a random stream in the request");
}

at::Tensor HeadedNet::Standardise(const Batch& batch, int head) {
  const at::Tensor x = ZeroPadding(norms_[head].Apply(batch.features), batch.lengths).contiguous();
  // With one channel these are the same bytes in channels-last order, which convolutions then keep.
  const int64_t n = x.size(0), t = x.size(2), f = x.size(3);
  return x.as_strided({n, 1, t, f}, {t * f, 1, f, 1});
}

absl::StatusOr<Outputs> HeadedNet::Forward(const Batch& batch, const Request& request) {
  ASSIGN_OR_RETURN(const int head, HeadIndex(config_, request.head));
  const bool resumed = !request.resume.empty();
  RETURN_IF_ERROR(resumed ? CheckResume(batch, request) : CheckInput(batch));
  TrunkPass trunk;
  trunk.way = ways_.of_head[head];
  trunk.training = !resumed && training() && FixedTap(request.head).empty();
  trunk.rng = request.rng;
  RETURN_IF_ERROR(CheckDropout(request, trunk.training));
  batch_share_ = request.updates < 0
                     ? BatchNorm::kBatchShare
                     : std::max(BatchNorm::kBatchShare, 1.0 / (1.0 + request.updates));
  TapCollector taps;
  trunk.taps = &taps;
  RETURN_IF_ERROR(taps.Init(*this, request));
  return TorchGuard([&]() -> absl::StatusOr<Outputs> {
    Outputs outputs;
    const at::Tensor pooled =
        resumed ? batch.features : Pooled(Standardise(batch, head), batch.lengths, trunk);
    if (pooled.defined()) taps.Offer(kPooled, pooled, {});
    if (!taps.Done()) outputs.logits = heads_[head].Apply(pooled, {training(), trunk.rng, &taps});
    outputs.taps = taps.Take();
    return outputs;
  });
}

}  // namespace auricle
