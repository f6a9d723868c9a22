// SPDX-License-Identifier: Apache-2.0
#include "lib/data/split/split_subset.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/rng.h"
#include "lib/data/split/split_deal.h"

namespace auricle {

std::vector<int> LeakUnits(const std::vector<ItemFacts>& items) {
  std::vector<int> all(items.size());
  std::iota(all.begin(), all.end(), 0);
  const std::vector<SplitUnit> units = MakeUnits(items, all, {/*groups=*/false, /*audio=*/true});
  std::vector<int> unit_of(items.size(), 0);
  for (size_t u = 0; u < units.size(); ++u) {
    for (const int i : units[u].items) unit_of[i] = u;
  }
  return unit_of;
}

std::vector<bool> TouchedBy(const std::vector<ItemFacts>& items, const std::vector<int>& leak_units,
                            size_t plan, const std::vector<Part>& parts) {
  std::vector<bool> touched(items.size(), false), result(items.size(), false);
  for (size_t i = 0; i < items.size(); ++i) {
    const bool stands = std::find(parts.begin(), parts.end(), items[i].before[plan]) != parts.end();
    if (stands) touched[leak_units[i]] = true;
  }
  for (size_t i = 0; i < items.size(); ++i) result[i] = touched[leak_units[i]];
  return result;
}

absl::StatusOr<std::vector<int>> KeepOfEachClass(const std::vector<ItemFacts>& items,
                                                 const std::vector<int>& subset, int count,
                                                 uint64_t seed, const std::string& what) {
  std::map<std::string, std::vector<std::pair<uint64_t, int>>> of_class;
  for (const int i : subset) {
    if (items[i].classes.size() > 1) {
      return absl::FailedPreconditionError(absl::StrCat("item '", items[i].id, "' has ",
                                                        items[i].classes.size(), " classes; ", what,
                                                        " wants one each"));
    }
    if (items[i].classes.empty()) continue;
    of_class[items[i].classes[0]].emplace_back(StableHash(items[i].id, seed), i);
  }
  if (of_class.empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat("no item has a class, and ", what, " keeps some of each"));
  }
  size_t keep = count;
  if (count == 0) {
    keep = items.size();
    for (const auto& [name, hashed] : of_class) keep = std::min(keep, hashed.size());
  }
  std::vector<int> kept;
  for (auto& [name, hashed] : of_class) {
    if (hashed.size() < keep) {
      return absl::FailedPreconditionError(absl::StrCat(
          "there are ", hashed.size(), " items of class '", name, "', fewer than ", what));
    }
    std::sort(hashed.begin(), hashed.end(), [&](const auto& a, const auto& b) {
      return a.first != b.first ? a.first < b.first : items[a.second].id < items[b.second].id;
    });
    for (size_t k = 0; k < keep; ++k) kept.push_back(hashed[k].second);
  }
  std::sort(kept.begin(), kept.end());
  return kept;
}

}  // namespace auricle
