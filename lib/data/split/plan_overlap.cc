// SPDX-License-Identifier: Apache-2.0
#include "lib/data/split/plan_overlap.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lib/data/split/split_subset.h"

namespace auricle {
namespace {

constexpr size_t kPlansToSay = 3;

std::string Some(const std::vector<std::string>& named) {
  const size_t shown = std::min(named.size(), kPlansToSay);
  std::string text = absl::StrJoin(named.begin(), named.begin() + shown, ", ");
  if (shown < named.size()) absl::StrAppend(&text, " and ", named.size() - shown, " more plans");
  return text;
}

}  // namespace

std::vector<std::vector<PlanOverlap>> FindOverlaps(const std::vector<ItemFacts>& items,
                                                   const std::vector<MadePlan>& made,
                                                   const std::vector<std::string>& before) {
  const std::vector<int> units = LeakUnits(items);
  std::vector<std::vector<PlanOverlap>> overlaps(made.size());
  for (size_t p = 0; p < before.size(); ++p) {
    const std::vector<bool> test = TouchedBy(items, units, p, {TEST});
    const std::vector<bool> train = TouchedBy(items, units, p, {TRAIN, VALID});
    for (size_t m = 0; m < made.size(); ++m) {
      PlanOverlap overlap = {before[p], 0, 0};
      for (size_t i = 0; i < items.size(); ++i) {
        const Part part = made[m].parts[i];
        overlap.tested_there += (part == TRAIN || part == VALID) && test[i];
        overlap.trained_there += part == TEST && train[i];
      }
      if (overlap.tested_there + overlap.trained_there > 0) overlaps[m].push_back(overlap);
    }
  }
  return overlaps;
}

std::string DescribeOverlaps(const std::vector<PlanOverlap>& overlaps) {
  std::vector<std::string> tested, trained;
  for (const PlanOverlap& overlap : overlaps) {
    if (overlap.tested_there > 0) {
      tested.push_back(absl::StrCat(overlap.tested_there, " in ", overlap.plan));
    }
    if (overlap.trained_there > 0) {
      trained.push_back(absl::StrCat(overlap.trained_there, " in ", overlap.plan));
    }
  }
  std::vector<std::string> said;
  if (!tested.empty()) {
    said.push_back(absl::StrCat("of train and valid here, clips that are test elsewhere: ",
                                Some(tested), " (--keep_out=PLAN:test leaves them out)"));
  }
  if (!trained.empty()) {
    said.push_back(
        absl::StrCat("of test here, clips that are train or valid elsewhere: ", Some(trained)));
  }
  return said.empty()
             ? ""
             : absl::StrCat("a model of one plan knows the other's: ", absl::StrJoin(said, "; "));
}

}  // namespace auricle
