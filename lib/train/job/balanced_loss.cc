// SPDX-License-Identifier: Apache-2.0
#include "lib/train/job/balanced_loss.h"

#include <algorithm>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/nn/objectives/loss_spec.h"

namespace auricle {
namespace {

bool Says(const LossTerm& term, const char* argument) {
  return std::any_of(term.arguments.begin(), term.arguments.end(),
                     [argument](const LossArgument& said) { return said.name == argument; });
}

}  // namespace

absl::StatusOr<std::string> BalancedLoss(const std::string& loss) {
  ASSIGN_OR_RETURN(std::vector<LossTerm> terms, ParseLoss(loss));
  bool any = false;
  for (LossTerm& term : terms) {
    if (term.name != "cross_entropy" && term.name != "focal" && term.name != "ordinal") continue;
    if (Says(term, "class_weights")) {
      return absl::InvalidArgumentError(absl::StrCat(
          "loss: ", term.name, " says class_weights already; leave out --balanced_weights"));
    }
    any = true;
    term.arguments.push_back({"class_weights", {"balanced"}});
    if (!Says(term, "divide_by")) term.arguments.push_back({"divide_by", {"items"}});
    std::sort(term.arguments.begin(), term.arguments.end(),
              [](const LossArgument& a, const LossArgument& b) { return a.name < b.name; });
  }
  if (any) return FormatLoss(terms);
  return absl::InvalidArgumentError(absl::StrCat(
      "loss '", loss, "' has no term that weighs classes; leave out --balanced_weights"));
}

}  // namespace auricle
