// SPDX-License-Identifier: Apache-2.0
#include "lib/data/audit.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "lib/records/part_name.h"

namespace auricle {
namespace {

constexpr size_t kLeaksToSay = 3;

// The least clip of each part that a source, group or audio stands in.
using Standing = std::map<Part, const std::string*>;
using Standings = std::map<std::string, Standing>;

void Note(const ItemFacts& item, Part part, Standing* standing) {
  const std::string*& least = (*standing)[part];
  if (least == nullptr || item.id < *least) least = &item.id;
}

void AddLeaks(const std::string& kind, const Standings& standings, bool share_train_valid,
              std::vector<Leak>* leaks) {
  for (const auto& [name, standing] : standings) {
    if (standing.size() < 2) continue;
    if (share_train_valid && standing.count(TEST) == 0) continue;
    // The last part is the one that counts: test, if it is concerned.
    const auto first = standing.begin();
    const auto last = std::prev(standing.end());
    leaks->push_back({kind, name, first->first, last->first, *first->second, *last->second});
  }
}

void CountItem(const ItemFacts& item, AuditedPart* part) {
  ++part->clips;
  part->seconds += item.seconds;
  if (item.seconds == 0) ++part->undecoded;
  if (!item.group.empty()) ++part->groups[item.group];
  for (const std::string& name : item.classes) ++part->classes[name];
}

}  // namespace

Audit AuditPlan(const std::vector<ItemFacts>& items, const std::vector<Part>& parts,
                bool share_groups) {
  Audit audit;
  Standings sources, groups, digests;
  std::array<std::set<std::string>, 4> sources_of;
  for (size_t i = 0; i < items.size(); ++i) {
    const ItemFacts& item = items[i];
    const Part part = parts[i];
    CountItem(item, &audit.parts[part]);
    sources_of[part].insert(item.source);
    if (part == UNASSIGNED) continue;
    Note(item, part, &sources[item.source]);
    if (!item.group.empty()) Note(item, part, &groups[item.group]);
    if (item.digest != 0) Note(item, part, &digests[absl::StrFormat("%016x", item.digest)]);
  }
  for (size_t part = 0; part < sources_of.size(); ++part) {
    audit.parts[part].sources = sources_of[part].size();
  }
  audit.sources = sources.size();
  audit.groups = groups.size();
  audit.digests = digests.size();
  AddLeaks("source", sources, false, &audit.leaks);
  AddLeaks("group", groups, share_groups, &audit.leaks);
  AddLeaks("audio", digests, false, &audit.leaks);
  return audit;
}

absl::Status CheckLeaks(const Audit& audit) {
  if (audit.leaks.empty()) return absl::OkStatus();
  std::string message =
      absl::StrCat(audit.leaks.size(), audit.leaks.size() == 1 ? " leak" : " leaks");
  for (size_t i = 0; i < audit.leaks.size() && i < kLeaksToSay; ++i) {
    const Leak& leak = audit.leaks[i];
    absl::StrAppend(&message, i == 0 ? ": " : "; ",
                    leak.kind == "audio" ? "identical audio" : leak.kind + " '" + leak.name + "'",
                    " stands in ", PartName(leak.a), " ('", leak.clip_a, "') and in ",
                    PartName(leak.b), " ('", leak.clip_b, "')");
  }
  if (audit.leaks.size() > kLeaksToSay) absl::StrAppend(&message, "; …");
  return absl::FailedPreconditionError(message);
}

}  // namespace auricle
