// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/networks/recurrent_branch.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/nn/layers/recurrent_input.h"
#include "lib/nn/torch/runtime.h"

namespace auricle {
namespace {

constexpr int kUnits = 512;  // As published.

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
                                                   " frames, want 1 or more (0: the default)"));
  }
  return CheckRecurrent(options);
}

}  // namespace

absl::StatusOr<RecurrentBranch> RecurrentBranch::Create(const Network& config,
                                                        const Defaults& defaults) {
  RETURN_IF_ERROR(CheckConfig(config));
  const Recurrent& options = config.recurrent();
  RecurrentStack::Sizes sizes;
  sizes.in = options.mfccs() > 0 ? options.mfccs() : config.bins();
  sizes.projection = options.input_projection() ? sizes.in : 0;
  sizes.units = options.units() > 0 ? options.units() : kUnits;
  return RecurrentBranch(options, sizes, defaults);
}

RecurrentBranch::RecurrentBranch(const Recurrent& options, const RecurrentStack::Sizes& sizes,
                                 const Defaults& defaults)
    : down_(absl::StrCat(defaults.name, "down")),
      down_pool_(options.down_pool() > 0 ? options.down_pool() : defaults.down_pool),
      mfccs_(options.mfccs()),
      in_(sizes.in),
      stack_(options, sizes, defaults.name) {}

void RecurrentBranch::AddTo(const std::vector<Way>& ways, int depth, const TensorAdder& add) {
  stack_.AddTo(ways, depth, add);
}

int RecurrentBranch::Depth(const std::string& tap, int first) const {
  if (tap == down_) return first - 1;
  const int depth = stack_.DepthOf(tap);
  return depth < 0 ? -1 : first + depth;
}

std::vector<TapInfo> RecurrentBranch::Taps(int64_t frames) const {
  std::vector<TapInfo> taps;
  frames = (frames + down_pool_ - 1) / down_pool_;
  if (down_pool_ > 1) taps.push_back({down_, {in_, frames, 1}, false});
  for (const TapInfo& tap : stack_.Taps(frames)) taps.push_back(tap);
  return taps;
}

at::Tensor RecurrentBranch::Apply(const at::Tensor& input, RecurrentStack::Pass pass) const {
  if (pass.taps->Done()) return {};
  const AutocastScope full(input.device().type(), false);
  Steps x = {input.squeeze(1).to(at::kFloat), pass.lengths};
  if (mfccs_ > 0) x.values = Cepstra(x.values, mfccs_);
  x = MeansOfFrames(x, down_pool_);
  if (down_pool_ > 1) {
    pass.taps->Offer(down_, x.values.transpose(1, 2).unsqueeze(3), x.lengths);
  }
  if (pass.taps->Done()) return {};
  pass.lengths = x.lengths;
  return stack_.Apply(x.values, pass);
}

}  // namespace auricle
