// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/networks/emonet_fusion.h"

#include <ATen/Functions.h>

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "lib/base/status_macros.h"
#include "lib/nn/layers/batch_norm.h"
#include "lib/nn/layers/map_top.h"
#include "lib/nn/net/ways.h"
#include "lib/nn/networks/headed_net.h"
#include "lib/nn/networks/recurrent_branch.h"
#include "lib/nn/networks/wide_resnet_layout.h"
#include "lib/nn/networks/wide_resnet_trunk.h"
#include "lib/nn/torch/guard.h"
#include "protos/network.pb.h"

namespace auricle {
namespace {

struct Parts {
  WideResnetLayout layout;
  MapTop top;
  RecurrentBranch branch;
};

class EmonetFusion : public HeadedNet {
 public:
  EmonetFusion(const Network& config, const Ways& all, Parts parts)
      : HeadedNet(config, all),
        layout_(std::move(parts.layout)),
        top_(std::move(parts.top)),
        branch_(std::move(parts.branch)) {
    for (const Way& way : ways()) {
      if (!config.wide_resnet().input_bn()) break;
      input_norms_.push_back(
          BatchNorm::Create(absl::StrCat(way.prefix, ".input.norm"), 1, /*depth=*/0, Adder()));
    }
    trunk_.emplace(layout_, ways(), /*input_norm=*/false, Adder());
    top_.AddTo(ways(), TopDepth(), Adder());
    branch_.AddTo(ways(), BranchDepth(), Adder());
    HeadOptions heads;
    heads.sizes = {features(), layout_.channels()};
    heads.dropout = config.wide_resnet().head_dropout();
    heads.hidden = true;
    AddHeads(heads, PooledDepth() + 1);
  }

  std::vector<TapInfo> Taps(int64_t frames) const override {
    std::vector<TapInfo> taps = layout_.Taps(frames, config_.bins());
    for (const TapInfo& tap : top_.Taps(layout_.Last(frames))) taps.push_back(tap);
    for (const TapInfo& tap : branch_.Taps(frames)) taps.push_back(tap);
    AppendTaps(features(), &taps);
    return taps;
  }
  absl::StatusOr<std::string> ResolveTap(const std::string& tap) const override {
    return ResolveAmong(Taps(1), tap);
  }

 protected:
  int Depth(const std::string& resolved) const override {
    if (const int depth = layout_.Depth(resolved); depth >= 0) return depth;
    if (const int depth = top_.DepthOf(resolved); depth >= 0) return TopDepth() + depth;
    if (const int depth = branch_.Depth(resolved, BranchDepth()); depth >= 0) return depth;
    return PooledDepth() + (resolved == "pooled" ? 0 : 1);
  }

  Features Trunk(const at::Tensor& input, const at::Tensor& lengths,
                 const TrunkPass& pass) override {
    at::Tensor x = input;
    if (!input_norms_.empty()) {
      NormOptions options;
      options.training = pass.training;
      options.lengths = lengths;
      x = input_norms_[pass.way].Apply(x, options);
    }
    const WideResnetTrunk::Map map =
        trunk_->Apply(x, lengths, {pass.way, pass.training, pass.rng, pass.taps});
    if (!map.tensor.defined()) return {};
    Features features;
    if (pass.frames) features.frames = FramesOfMap(map.tensor);
    features.lengths = map.lengths;
    if (!pass.pooled) return features;
    const at::Tensor cnn =
        top_.Apply(map.tensor, {pass.way, map.lengths, pass.training, pass.rng, pass.taps});
    if (!cnn.defined()) return {};
    const at::Tensor rnn =
        branch_.Apply(x, {pass.way, lengths, pass.training, pass.rng, pass.taps});
    if (rnn.defined()) features.pooled = at::cat({cnn, rnn}, 1);
    return features;
  }

  bool TrunkHasDropout() const override {
    return layout_.has_dropout() || top_.has_dropout() || branch_.has_dropout();
  }
  int64_t pooled_features() const override { return features(); }
  std::string SharedPrefix() const override { return top_.shared_prefix(); }
  absl::Status CheckInput(const Batch& batch) const override {
    return CheckBatch(batch, /*min_frames=*/1);
  }

 private:
  int TopDepth() const { return layout_.final_depth() + 1; }
  int BranchDepth() const { return TopDepth() + top_.depths(); }
  int PooledDepth() const { return BranchDepth() + branch_.depths() - 1; }
  int64_t features() const { return top_.features() + branch_.out(); }

  WideResnetLayout layout_;
  MapTop top_;
  RecurrentBranch branch_;
  std::vector<BatchNorm> input_norms_;     // One per way, or none.
  absl::optional<WideResnetTrunk> trunk_;  // Made behind the norms of its input.
};

}  // namespace

absl::StatusOr<std::unique_ptr<Net>> MakeEmonetFusion(const Network& config) {
  ASSIGN_OR_RETURN(const Ways ways, WaysOf(config));
  ASSIGN_OR_RETURN(WideResnetLayout layout, WideResnetLayout::Create(config));
  const WideResnet& wide = config.wide_resnet();
  if (wide.top() == MEAN_8X8) {
    return absl::InvalidArgumentError(
        "top MEAN_8X8 wants windows of fixed length, a fusion takes any; use ATTENTION");
  }
  MapTop::Options options;
  options.kind = wide.top();
  options.share = wide.share_top();
  options.channels = layout.channels();
  options.bins = layout.Last(config.bins());
  options.recurrent = wide.recurrent();
  ASSIGN_OR_RETURN(MapTop top, MapTop::Create(options));
  ASSIGN_OR_RETURN(RecurrentBranch branch, RecurrentBranch::Create(config, {"rnn.", 1}));
  Parts parts = {std::move(layout), std::move(top), std::move(branch)};
  return TorchGuard([&]() -> absl::StatusOr<std::unique_ptr<Net>> {
    auto net = std::make_unique<EmonetFusion>(config, ways, std::move(parts));
    RETURN_IF_ERROR(net->Finish());
    return std::unique_ptr<Net>(std::move(net));
  });
}

}  // namespace auricle
