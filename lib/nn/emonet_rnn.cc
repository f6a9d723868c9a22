// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/emonet_rnn.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/nn/guard.h"
#include "lib/nn/headed_net.h"
#include "lib/nn/recurrent_input.h"
#include "lib/nn/recurrent_stack.h"
#include "lib/nn/runtime.h"
#include "lib/nn/ways.h"

namespace auricle {
namespace {

constexpr int kUnits = 512, kDownPool = 8;  // As published.

RecurrentStack::Sizes SizesOf(const Network& config) {
  const Recurrent& options = config.recurrent();
  RecurrentStack::Sizes sizes;
  sizes.in = options.mfccs() > 0 ? options.mfccs() : config.bins();
  sizes.projection = options.input_projection() ? sizes.in : 0;
  sizes.units = options.units() > 0 ? options.units() : kUnits;
  return sizes;
}

class EmonetRnn : public HeadedNet {
 public:
  EmonetRnn(const Network& config, const Ways& all)
      : HeadedNet(config, all), stack_(config.recurrent(), SizesOf(config), "") {
    stack_.AddTo(ways(), /*depth=*/1, Adder());
    AddHeads(stack_.out(), config.recurrent().head_dropout(), PooledDepth() + 1);
  }

  using HeadedNet::InitNorms;

  std::vector<TapInfo> Taps(int64_t frames) const override {
    std::vector<TapInfo> taps = {{"input", {1, frames, config_.bins()}, false}};
    if (down_pool() > 1) {
      frames = (frames + down_pool() - 1) / down_pool();
      taps.push_back({"down", {SizesOf(config_).in, frames, 1}, false});
    }
    for (const TapInfo& tap : stack_.Taps(frames)) taps.push_back(tap);
    AppendTaps(stack_.out(), &taps);
    return taps;
  }
  absl::StatusOr<std::string> ResolveTap(const std::string& tap) const override {
    return ResolveAmong(Taps(1), tap);
  }

 protected:
  int Depth(const std::string& resolved) const override {
    if (resolved == "input" || resolved == "down") return 0;
    const int depth = stack_.DepthOf(resolved);
    if (depth >= 0) return 1 + depth;
    return PooledDepth() + (resolved == "pooled" ? 0 : 1);
  }

  at::Tensor Pooled(const at::Tensor& input, const at::Tensor& lengths,
                    const TrunkPass& pass) override {
    pass.taps->Offer("input", input, lengths);
    if (pass.taps->Done()) return {};
    const AutocastScope full(input.device().type(), false);
    Steps x = {input.squeeze(1), lengths};
    if (config_.recurrent().mfccs() > 0) {
      x.values = Cepstra(x.values, config_.recurrent().mfccs());
    }
    x = MeansOfFrames(x, down_pool());
    if (down_pool() > 1) {
      pass.taps->Offer("down", x.values.transpose(1, 2).unsqueeze(3), x.lengths);
    }
    if (pass.taps->Done()) return {};
    return stack_.Apply(x.values, {pass.way, x.lengths, pass.training, pass.rng, pass.taps});
  }

  bool TrunkHasDropout() const override { return stack_.has_dropout(); }
  int64_t pooled_features() const override { return stack_.out(); }
  absl::Status CheckInput(const Batch& batch) const override {
    return CheckBatch(batch, /*min_frames=*/1);
  }

 private:
  int PooledDepth() const { return stack_.depths(); }
  int64_t down_pool() const {
    const int frames = config_.recurrent().down_pool();
    return frames > 0 ? frames : kDownPool;
  }

  RecurrentStack stack_;
};

absl::Status CheckConfig(const Network& config) {
  const Recurrent& options = config.recurrent();
  if (config.bins() < 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("network has ", config.bins(), " bins, want 1 or more"));
  }
  if (options.mfccs() < 0 || options.mfccs() > config.bins()) {
    return absl::InvalidArgumentError(
        absl::StrCat("network takes ", options.mfccs(), " cepstra of ", config.bins(),
                     " bands, want 1 to as many as bands (0: the bands themselves)"));
  }
  if (options.down_pool() < 0) {
    return absl::InvalidArgumentError(absl::StrCat("a step is the mean of ", options.down_pool(),
                                                   " frames, want 1 or more (0 stands for 8)"));
  }
  return CheckRecurrent(options);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Net>> MakeEmonetRnn(const Network& config) {
  ASSIGN_OR_RETURN(const Ways ways, WaysOf(config));
  RETURN_IF_ERROR(CheckConfig(config));
  return TorchGuard([&]() -> absl::StatusOr<std::unique_ptr<Net>> {
    auto net = std::make_unique<EmonetRnn>(config, ways);
    RETURN_IF_ERROR(net->InitNorms());
    return std::unique_ptr<Net>(std::move(net));
  });
}

}  // namespace auricle
