// SPDX-License-Identifier: Apache-2.0
// The little language of --loss, parsed; knows no objective.
#ifndef AURICLE_LIB_NN_OBJECTIVES_LOSS_SPEC_H_
#define AURICLE_LIB_NN_OBJECTIVES_LOSS_SPEC_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace auricle {

//   loss     = term { "," term }
//   term     = [ number "*" ] name [ "(" [ argument { "," argument } ] ")" ]
//   argument = name "=" ( value | "[" value { "," value } "]" )
//   name     = letter { letter | digit | "_" }
//   value    = { letter | digit | one of _ . : + - % / # }, at least one
// Blanks may stand between any two of these. Example:
//   cross_entropy(smoothing=0.1), 0.5*antitransfer(at=[conv4_2,conv5_1], beta=2)
struct LossArgument {
  std::string name;
  std::vector<std::string> values;  // One, unless it was a list.
};

struct LossTerm {
  double factor = 1;  // Finite, not negative.
  std::string name;
  std::vector<LossArgument> arguments;  // Sorted by name, each once.
};

// Errors: kInvalidArgument with what was found, where (counted from 1) and what was expected.
absl::StatusOr<std::vector<LossTerm>> ParseLoss(absl::string_view text);

// The canonical text: arguments sorted, no blanks, factors only where not 1.
// ParseLoss(FormatLoss(x)) gives x.
std::string FormatLoss(const std::vector<LossTerm>& terms);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_OBJECTIVES_LOSS_SPEC_H_
