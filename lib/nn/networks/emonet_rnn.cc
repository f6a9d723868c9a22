// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/networks/emonet_rnn.h"

#include <utility>

#include "lib/base/status_macros.h"
#include "lib/nn/net/ways.h"
#include "lib/nn/networks/headed_net.h"
#include "lib/nn/networks/recurrent_branch.h"
#include "lib/nn/torch/guard.h"
#include "protos/network.pb.h"

namespace auricle {
namespace {

constexpr int kDownPool = 8;  // As published.
constexpr int kFirst = 1;     // Depth of what stands behind the input.

class EmonetRnn : public HeadedNet {
 public:
  EmonetRnn(const Network& config, const Ways& all, RecurrentBranch branch)
      : HeadedNet(config, all), branch_(std::move(branch)) {
    branch_.AddTo(ways(), kFirst, Adder());
    HeadOptions heads;
    heads.sizes = {branch_.out(), 0};
    heads.dropout = config.recurrent().head_dropout();
    heads.hidden = true;
    AddHeads(heads, kFirst + branch_.depths());
  }

  std::vector<TapInfo> Taps(int64_t frames) const override {
    std::vector<TapInfo> taps = {{"input", {1, frames, config_.bins()}, false}};
    for (const TapInfo& tap : branch_.Taps(frames)) taps.push_back(tap);
    AppendTaps(branch_.out(), &taps);
    return taps;
  }
  absl::StatusOr<std::string> ResolveTap(const std::string& tap) const override {
    return ResolveAmong(Taps(1), tap);
  }

 protected:
  int Depth(const std::string& resolved) const override {
    if (resolved == "input") return 0;
    const int depth = branch_.Depth(resolved, kFirst);
    if (depth >= 0) return depth;
    return kFirst + branch_.depths() - (resolved == "pooled" ? 1 : 0);
  }

  Features Trunk(const at::Tensor& input, const at::Tensor& lengths,
                 const TrunkPass& pass) override {
    pass.taps->Offer("input", input, lengths);
    Features features;
    features.pooled = branch_.Apply(input, {pass.way, lengths, pass.training, pass.rng, pass.taps});
    return features;
  }

  bool TrunkHasDropout() const override { return branch_.has_dropout(); }
  int64_t pooled_features() const override { return branch_.out(); }
  absl::Status CheckInput(const Batch& batch) const override {
    return CheckBatch(batch, /*min_frames=*/1);
  }

 private:
  RecurrentBranch branch_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Net>> MakeEmonetRnn(const Network& config) {
  ASSIGN_OR_RETURN(const Ways ways, WaysOf(config));
  ASSIGN_OR_RETURN(RecurrentBranch branch, RecurrentBranch::Create(config, {"", kDownPool}));
  return TorchGuard([&]() -> absl::StatusOr<std::unique_ptr<Net>> {
    auto net = std::make_unique<EmonetRnn>(config, ways, std::move(branch));
    RETURN_IF_ERROR(net->Finish());
    return std::unique_ptr<Net>(std::move(net));
  });
}

}  // namespace auricle
