// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/networks/wide_resnet.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/nn/layers/map_top.h"
#include "lib/nn/net/ways.h"
#include "lib/nn/networks/headed_net.h"
#include "lib/nn/networks/wide_resnet_layout.h"
#include "lib/nn/networks/wide_resnet_trunk.h"
#include "lib/nn/torch/guard.h"
#include "protos/network.pb.h"

namespace auricle {
namespace {

class WideResnetNet : public HeadedNet {
 public:
  WideResnetNet(const Network& config, const Ways& all, WideResnetLayout layout, MapTop top)
      : HeadedNet(config, all),
        layout_(std::move(layout)),
        top_(std::move(top)),
        trunk_(layout_, ways(), config.wide_resnet().input_bn(), Adder()) {
    top_.AddTo(ways(), layout_.final_depth() + 1, Adder());
    HeadOptions heads;
    heads.sizes = {top_.features(), layout_.channels()};
    heads.dropout = config.wide_resnet().head_dropout();
    heads.hidden = true;
    AddHeads(heads, PooledDepth() + 1);
  }

  int64_t MinFrames() const override {
    return config_.wide_resnet().top() == MEAN_8X8 ? config_.windows().frames() : 1;
  }
  std::vector<TapInfo> Taps(int64_t frames) const override {
    std::vector<TapInfo> taps = layout_.Taps(frames, config_.bins());
    for (const TapInfo& tap : top_.Taps(layout_.Last(frames))) taps.push_back(tap);
    AppendTaps(top_.features(), &taps);
    return taps;
  }
  absl::StatusOr<std::string> ResolveTap(const std::string& tap) const override {
    return ResolveAmong(Taps(1), tap);
  }

 protected:
  int Depth(const std::string& resolved) const override {
    const int depth = layout_.Depth(resolved);
    if (depth >= 0) return depth;
    const int top = top_.DepthOf(resolved);
    if (top >= 0) return layout_.final_depth() + 1 + top;
    return PooledDepth() + (resolved == "pooled" ? 0 : 1);
  }

  Features Trunk(const at::Tensor& input, const at::Tensor& lengths,
                 const TrunkPass& pass) override {
    const WideResnetTrunk::Map map =
        trunk_.Apply(input, lengths, {pass.way, pass.training, pass.rng, pass.taps});
    if (!map.tensor.defined()) return {};
    Features features;
    if (pass.frames) features.frames = FramesOfMap(map.tensor);
    features.lengths = map.lengths;
    if (pass.pooled) {
      features.pooled =
          top_.Apply(map.tensor, {pass.way, map.lengths, pass.training, pass.rng, pass.taps});
    }
    return features;
  }

  bool TrunkHasDropout() const override { return layout_.has_dropout() || top_.has_dropout(); }
  int64_t pooled_features() const override { return top_.features(); }
  std::string SharedPrefix() const override { return top_.shared_prefix(); }

  absl::Status CheckInput(const Batch& batch) const override {
    RETURN_IF_ERROR(CheckBatch(batch, /*min_frames=*/1));
    const int64_t fixed = config_.windows().frames(), frames = batch.features.size(2);
    if (config_.wide_resnet().top() != MEAN_8X8 || frames == fixed) return absl::OkStatus();
    return absl::InvalidArgumentError(
        absl::StrCat("features have ", frames, " frames, top MEAN_8X8 of this network wants ",
                     fixed, ", as it was built for; the other tops take any length"));
  }

 private:
  int PooledDepth() const { return layout_.final_depth() + top_.depths(); }

  WideResnetLayout layout_;
  MapTop top_;
  WideResnetTrunk trunk_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Net>> MakeWideResnet(const Network& config) {
  ASSIGN_OR_RETURN(Ways ways, WaysOf(config));
  ASSIGN_OR_RETURN(WideResnetLayout layout, WideResnetLayout::Create(config));
  const WideResnet& wide = config.wide_resnet();
  const int frames = config.windows().frames();
  if (wide.top() == MEAN_8X8 && frames <= 0) {
    return absl::InvalidArgumentError(
        "top MEAN_8X8 wants windows of fixed length: its heads' sizes depend on it");
  }
  ASSIGN_OR_RETURN(MapTop top, MapTop::Create({wide.top(), wide.share_top(), layout.channels(),
                                               layout.Last(frames), layout.Last(config.bins()),
                                               wide.recurrent()}));
  return TorchGuard([&]() -> absl::StatusOr<std::unique_ptr<Net>> {
    auto net = std::make_unique<WideResnetNet>(config, ways, std::move(layout), std::move(top));
    RETURN_IF_ERROR(net->Finish());
    return std::unique_ptr<Net>(std::move(net));
  });
}

}  // namespace auricle
