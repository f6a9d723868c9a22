// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/objectives/ordinal.h"

#include <ATen/Functions.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/nn/objectives/item_loss.h"
#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

// Index of the class that `word` of an order means: its name, or "#INDEX"; -1: of none here.
absl::StatusOr<int> ClassOf(const std::string& word, const std::vector<std::string>& classes) {
  const auto found = std::find(classes.begin(), classes.end(), word);
  if (found != classes.end()) return static_cast<int>(found - classes.begin());
  int index = 0;
  if (word.front() != '#' || !absl::SimpleAtoi(absl::string_view(word).substr(1), &index)) {
    return -1;
  }
  if (index >= 0 && index < classes.size()) return index;
  return absl::InvalidArgumentError(absl::StrCat("loss: ordinal(order=…) names ", word,
                                                 ", want #0 … #", classes.size() - 1,
                                                 ", there being ", classes.size(), " classes"));
}

// Rank of each class, in the vocabulary's order.
absl::StatusOr<std::vector<int>> Ranks(const std::vector<std::string>& order,
                                       const std::vector<std::string>& classes) {
  std::vector<int> ranks(classes.size(), -1);
  int rank = 0;
  for (const std::string& word : order) {
    ASSIGN_OR_RETURN(const int index, ClassOf(word, classes));
    if (index < 0) continue;
    if (ranks[index] >= 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("loss: ordinal(order=…) has class '", classes[index], "' twice"));
    }
    ranks[index] = rank++;
  }
  for (size_t i = 0; i < classes.size(); ++i) {
    if (ranks[i] >= 0) continue;
    const std::string near = Nearest(classes[i], order);
    return absl::InvalidArgumentError(
        absl::StrCat("loss: ordinal(order=…) lacks class '", classes[i], "'",
                     near.empty() ? "" : absl::StrCat(" (is '", near, "' it?)"),
                     "; it must name every class, by name or as #", i));
  }
  return ranks;
}

// Row t holds the targets of class t: [K, K], rows sum to 1.
at::Tensor TargetsOf(std::vector<int> ranks, int64_t classes) {
  if (ranks.empty()) {
    for (int i = 0; i < classes; ++i) ranks.push_back(i);
  }
  std::vector<float> distances;
  for (const int t : ranks) {
    for (const int i : ranks) distances.push_back(static_cast<float>(std::abs(i - t)));
  }
  return at::softmax(FloatTensor(distances, {classes, classes}).neg(), 1);
}

absl::StatusOr<at::Tensor> Ordinal(const LabelledItems& items, const std::vector<int>& ranks) {
  const int64_t classes = items.log_p.size(1);
  if (!ranks.empty() && ranks.size() != classes) {
    return absl::InvalidArgumentError(
        absl::StrCat("ordinal has an order of ", ranks.size(), " classes, the network ", classes));
  }
  if (classes == 2) {
    return items.soft.defined() ? items.soft.mul(items.log_p).sum(1).neg() : OfClasses(items).neg();
  }
  const at::Tensor rows = TargetsOf(ranks, classes).to(items.log_p.device());
  const at::Tensor target =
      items.soft.defined() ? items.soft.matmul(rows) : rows.index_select(0, items.classes);
  return target.mul(items.log_p).sum(1).neg();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Objective>> MakeOrdinal(LossArguments* arguments,
                                                       const ObjectiveContext& context) {
  ASSIGN_OR_RETURN(const std::vector<std::string> order, arguments->List("order", {}));
  // Before the data are there, an order cannot be checked; such an objective is never applied.
  std::vector<int> ranks;
  if (!order.empty() && !context.classes.empty()) {
    ASSIGN_OR_RETURN(ranks, Ranks(order, context.classes));
  }
  const bool unknown = !order.empty() && context.classes.empty();
  return MakeItemObjective(
      arguments, context,
      [ranks = std::move(ranks),
       unknown](const LabelledItems& items) -> absl::StatusOr<at::Tensor> {
        if (unknown) {
          return absl::InvalidArgumentError("ordinal(order=…) needs the names of the classes");
        }
        return Ordinal(items, ranks);
      });
}

}  // namespace auricle
