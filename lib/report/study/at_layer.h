// SPDX-License-Identifier: Apache-2.0
// Where an anti-transfer term acts, read from the text of a training's loss.
#ifndef AURICLE_LIB_REPORT_STUDY_AT_LAYER_H_
#define AURICLE_LIB_REPORT_STUDY_AT_LAYER_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace auricle {

// The arguments of every term "antitransfer(…)" of a loss as trainings record it: "at" may be
// several taps, "[conv4_2,conv5_1]".
struct AntiTransferTerm {
  double factor = 1;
  std::vector<std::pair<std::string, std::string>> arguments;  // In the order of the text.

  std::string Argument(absl::string_view name) const;  // "" if it is not there.
  std::vector<std::string> Taps() const;
  bool NoGradient() const { return Argument("no_gradient") == "true"; }
};
std::vector<AntiTransferTerm> AntiTransferTerms(absl::string_view loss);

// How deep a tap of VGG16 lies: the number of convolutions up to and including it, 1 for conv1_1 …
// 13 for conv5_3. A slice of the published program ("slice:21", or "21") counts the convolutions it
// holds: slice k ends before the convolution it was named for, and slice 0 is the input. -1 for a
// tap of another network.
int TapDepth(absl::string_view tap);

// "input", "conv1_1" … "conv5_3" of a depth 0 … 13.
std::string DepthName(int depth);
inline constexpr int kDepths = 14;

}  // namespace auricle

#endif  // AURICLE_LIB_REPORT_STUDY_AT_LAYER_H_
