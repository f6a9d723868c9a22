// SPDX-License-Identifier: Apache-2.0
#include "lib/data/split/leak_groups.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "lib/data/split/audit.h"
#include "lib/data/split/item_facts.h"
#include "lib/data/split/split_deal.h"

namespace auricle {
namespace {

// What split_dataset and its audit know of the items.
std::vector<ItemFacts> Facts(const std::vector<StoredItem>& items) {
  std::vector<ItemFacts> facts(items.size());
  for (size_t i = 0; i < items.size(); ++i) {
    facts[i].id = items[i].id;
    facts[i].source = items[i].source;
    facts[i].digest = items[i].digest;
  }
  return facts;
}

}  // namespace

std::vector<std::string> LeakGroups(const std::vector<StoredItem>& items) {
  std::vector<int> all(items.size());
  std::iota(all.begin(), all.end(), 0);
  std::vector<std::string> groups(items.size());
  for (const SplitUnit& unit : MakeUnits(Facts(items), all, {/*groups=*/false, /*audio=*/true})) {
    const std::string* least = &items[unit.items[0]].source;
    for (const int i : unit.items) least = &std::min(*least, items[i].source);
    for (const int i : unit.items) groups[i] = *least;
  }
  return groups;
}

absl::Status CheckNoLeaks(const std::vector<StoredItem>& items, const std::vector<Part>& sides) {
  const absl::Status leaks = CheckLeaks(AuditPlan(Facts(items), sides, /*share_groups=*/false));
  if (leaks.ok()) return leaks;
  return absl::FailedPreconditionError(absl::StrCat(
      leaks.message(),
      "; split what wav2mel wrote again: split_dataset --replace_plan parts no source and "
      "no audio; or say --allow_leaks"));
}

}  // namespace auricle
