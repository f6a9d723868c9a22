// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/networks/headed_net.h"

#include <ATen/Functions.h>

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/nn/layers/batch_norm.h"
#include "lib/nn/net/heads.h"
#include "lib/nn/torch/guard.h"

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

HeadedNet::HeadedNet(const Network& config, const Ways& ways) : Net(config), ways_(ways) {
  all_heads_.assign(config.heads().begin(), config.heads().end());
  if (all_heads_.empty()) {
    Head only;
    for (int i = 0; i < config.classes(); ++i) only.add_classes();
    *only.mutable_input_norm() = config.input_norm();
    all_heads_.push_back(std::move(only));
  }
  absl::StatusOr<InputLayers> input = InputLayers::Create(config);
  if (!input.ok()) {
    status_ = input.status();
    return;
  }
  input_ = *std::move(input);
  input_.AddTo(config.bins(), Adder());
}

absl::Status HeadedNet::Finish() {
  RETURN_IF_ERROR(status_);
  for (const Head& head : all_heads_) {
    absl::StatusOr<NormLayer> norm = NormLayer::Create(head.input_norm(), config_.bins());
    if (!norm.ok()) {
      return head.name().empty()
                 ? norm.status()
                 : absl::Status(norm.status().code(), absl::StrCat("head '", head.name(),
                                                                   "': ", norm.status().message()));
    }
    norms_.push_back(*std::move(norm));
  }
  return absl::OkStatus();
}

absl::Status HeadedNet::SetInputNorm(const InputNorm& norm) {
  ASSIGN_OR_RETURN(const NormLayer layer, NormLayer::Create(norm, config_.bins()));
  for (NormLayer& one : norms_) one = layer;
  for (Head& head : *config_.mutable_heads()) *head.mutable_input_norm() = norm;
  if (config_.heads_size() == 0) *config_.mutable_input_norm() = norm;
  return absl::OkStatus();
}

void HeadedNet::AddHeads(const HeadOptions& options, int depth) {
  if (config_.trunk() || !status_.ok()) return;
  const TensorAdder add = Adder();
  for (const Head& head : all_heads_) {
    HeadOptions own = options;
    if (!head.name().empty()) own.prefix.clear();
    absl::StatusOr<std::unique_ptr<HeadModule>> made = MakeHead(head, own);
    if (!made.ok()) {
      status_ = made.status();
      return;
    }
    heads_.push_back(*std::move(made));
    heads_.back()->AddHidden(depth, add);
  }
  for (const auto& head : heads_) head->AddOutput(depth + 1, add);
}

void HeadedNet::AppendTaps(int64_t features, std::vector<TapInfo>* taps) const {
  taps->push_back({kPooled, {features}, false});
  if (!heads_.empty() && heads_.front()->hidden() > 0) {
    taps->push_back({"hidden", {heads_.front()->hidden()}, true});
  }
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

absl::StatusOr<int> HeadedNet::IndexOf(const std::string& head) const {
  if (config_.heads_size() > 0) return HeadIndex(config_, head);
  if (head.empty()) return 0;
  return absl::InvalidArgumentError(
      absl::StrCat("network '", config_.name(), "' has one output, and no head '", head, "'"));
}

bool HeadedNet::TrunkTrains(int head) const {
  const Way& way = ways_.ways[ways_.of_head[head]];
  const int depth = Depth(kPooled);
  return std::any_of(tensors().begin(), tensors().end(), [&](const NetTensor& tensor) {
    return !tensor.buffer && tensor.depth <= depth && tensor.tensor.requires_grad() &&
           IsOnWay(tensor.name, way);
  });
}

std::string HeadedNet::FixedTap(const std::string& head) const {
  const absl::StatusOr<int> index = IndexOf(head);
  if (!index.ok() || input_.draws() || TrunkTrains(*index)) return "";
  const bool reads_frames = !heads_.empty() && heads_[*index]->reads_frames();
  return reads_frames ? "" : kPooled;
}

absl::Status HeadedNet::CheckResume(const Batch& batch, const Request& request) const {
  for (const std::string& head : request.heads) {
    if (request.resume == kPooled && FixedTap(head) == kPooled) continue;
    return absl::InvalidArgumentError(absl::StrCat("a pass through network '", config_.name(),
                                                   "' cannot be resumed from '", request.resume,
                                                   "': what stands before it is trained"));
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

absl::Status HeadedNet::CheckDraws(const Request& request, const std::vector<Group>& groups,
                                   bool resumed) const {
  if (!training() || request.rng != nullptr) return absl::OkStatus();
  bool draws = !resumed && input_.draws();
  for (const Group& group : groups) {
    const bool fixed = resumed || !FixedTap(all_heads_[group.front()].name()).empty();
    draws = draws || (!fixed && TrunkHasDropout());
    for (const int head : group) {
      draws = draws || (!request.heads.empty() && !heads_.empty() && heads_[head]->has_dropout());
    }
  }
  if (!draws) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "dropout in training mode needs a random stream in the request");
}

absl::StatusOr<std::vector<HeadedNet::Group>> HeadedNet::Groups(const Request& request) const {
  std::vector<Group> groups;
  if (request.heads.empty()) {
    int head = 0;
    if (!request.way_of.empty()) {
      ASSIGN_OR_RETURN(head, IndexOf(request.way_of));
    }
    groups.push_back({head});
    return groups;
  }
  std::map<std::string, size_t> place;
  for (const std::string& name : request.heads) {
    ASSIGN_OR_RETURN(const int head, IndexOf(name));
    const std::string key =
        absl::StrCat(ways_.of_head[head], "/", all_heads_[head].input_norm().SerializeAsString());
    const auto added = place.emplace(key, groups.size());
    if (added.second) groups.emplace_back();
    groups[added.first->second].push_back(head);
  }
  return groups;
}

void HeadedNet::Pass(const Batch& batch, const Request& request, const Group& group, Rng* input_rng,
                     TapCollector* taps, Outputs* outputs) {
  const bool resumed = !request.resume.empty();
  Features features;
  if (resumed) {
    features.pooled = batch.features;
  } else {
    TrunkPass trunk;
    trunk.way = ways_.of_head[group.front()];
    trunk.training = training() && FixedTap(all_heads_[group.front()].name()).empty();
    trunk.rng = request.rng;
    trunk.taps = taps;
    trunk.frames = false;
    bool items = request.heads.empty();
    for (const int head : group) {
      const bool reads_frames = !heads_.empty() && heads_[head]->reads_frames();
      trunk.frames = trunk.frames || reads_frames;
      items = items || !reads_frames;
    }
    trunk.pooled = items || taps->Wants(kPooled);
    const InputLayers::Result input =
        input_.Apply(batch, &norms_[group.front()], training(), input_rng);
    outputs->mix = input.mix;
    // With one channel these are the same bytes in channels-last order, which convolutions keep.
    const at::Tensor x = input.features.contiguous();
    const int64_t n = x.size(0), t = x.size(2), f = x.size(3);
    features = Trunk(x.as_strided({n, 1, t, f}, {t * f, 1, f, 1}), input.lengths, trunk);
  }
  if (features.pooled.defined()) taps->Offer(kPooled, features.pooled, {});
  if (request.heads.empty() || taps->Done()) return;
  for (const int head : group) {
    const HeadOutput output = heads_[head]->Apply(features, {training(), request.rng, taps});
    for (const std::string& name : request.heads) {
      if (*IndexOf(name) == head) outputs->heads[name] = output;
    }
  }
}

absl::StatusOr<Outputs> HeadedNet::Forward(const Batch& batch, const Request& request) {
  ASSIGN_OR_RETURN(const std::vector<Group> groups, Groups(request));
  const bool resumed = !request.resume.empty();
  RETURN_IF_ERROR(resumed ? CheckResume(batch, request) : CheckInput(batch));
  RETURN_IF_ERROR(CheckDraws(request, groups, resumed));
  batch_share_ = request.updates < 0
                     ? BatchNorm::kBatchShare
                     : std::max(BatchNorm::kBatchShare, 1.0 / (1.0 + request.updates));
  TapCollector taps;
  RETURN_IF_ERROR(taps.Init(*this, request));
  // Every pass of a batch is masked and mixed alike.
  const uint64_t input_seed = training() && !resumed && input_.draws() ? request.rng->Next() : 0;
  return TorchGuard([&]() -> absl::StatusOr<Outputs> {
    Outputs outputs;
    for (const Group& group : groups) {
      Rng input_rng(input_seed, "input");
      Pass(batch, request, group, &input_rng, &taps, &outputs);
    }
    outputs.taps = taps.Take();
    return outputs;
  });
}

at::Tensor FramesOfMap(const at::Tensor& map) {
  return map.to(at::kFloat).mean(3).transpose(1, 2).contiguous();
}

}  // namespace auricle
