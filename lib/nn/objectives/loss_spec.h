// SPDX-License-Identifier: Apache-2.0
// The little language of --loss: lib/base/terms.h, of which each term is an objective.
#ifndef AURICLE_LIB_NN_OBJECTIVES_LOSS_SPEC_H_
#define AURICLE_LIB_NN_OBJECTIVES_LOSS_SPEC_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/base/terms.h"

namespace auricle {

using LossTerm = Term;
using LossArgument = TermArgument;

// Errors: as ParseTerms.
inline absl::StatusOr<std::vector<LossTerm>> ParseLoss(absl::string_view text) {
  return ParseTerms(text, {"loss", "an objective"});
}

inline std::string FormatLoss(const std::vector<LossTerm>& terms) { return FormatTerms(terms); }

}  // namespace auricle

#endif  // AURICLE_LIB_NN_OBJECTIVES_LOSS_SPEC_H_
