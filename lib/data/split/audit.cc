// SPDX-License-Identifier: Apache-2.0
#include "lib/data/split/audit.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "lib/base/alike.h"
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

// Names that read alike may be one speaker: what stands in one part under this name, and in another
// under that.
void AddAlikeLeaks(const Standings& groups, bool share_train_valid, std::vector<Leak>* leaks) {
  std::vector<std::string> names;
  for (const auto& [name, standing] : groups) names.push_back(name);
  Standings merged;
  for (const std::vector<std::string>& alike : AlikeNames(names)) {
    Standing* const together = &merged[ShowSpellings(alike)];
    for (const std::string& name : alike) {
      for (const auto& [part, clip] : groups.at(name)) {
        const std::string*& least = (*together)[part];
        if (least == nullptr || *clip < *least) least = clip;
      }
    }
  }
  AddLeaks("alike", merged, share_train_valid, leaks);
}

void CountItem(const ItemFacts& item, AuditedPart* part) {
  ++part->clips;
  part->seconds += item.seconds;
  if (item.seconds == 0) ++part->undecoded;
  if (!item.group.empty()) ++part->groups[item.group];
  for (const std::string& name : item.classes) ++part->classes[name];
}

std::string Subject(const Leak& leak) {
  if (leak.kind == "audio") return "identical audio stands in ";
  if (leak.kind == "alike") return absl::StrCat(leak.name, ", which read alike, stand in ");
  return absl::StrCat(leak.kind, " '", leak.name, "' stands in ");
}

// Task → name, of ItemFacts::labels.
std::map<std::string, std::string> ParseLabels(const std::string& labels) {
  std::map<std::string, std::string> names;
  for (const absl::string_view line : absl::StrSplit(labels, '\n', absl::SkipEmpty())) {
    const std::pair<std::string, std::string> label = absl::StrSplit(line, absl::MaxSplits('=', 1));
    names.insert(label);
  }
  return names;
}

}  // namespace

std::vector<Contradiction> FindContradictions(const std::vector<ItemFacts>& items,
                                              const std::string& task) {
  std::map<uint64_t, std::vector<const ItemFacts*>> same;
  for (const ItemFacts& item : items) {
    if (item.digest != 0) same[item.digest].push_back(&item);
  }
  std::vector<Contradiction> found;
  for (auto& [digest, of_digest] : same) {
    if (of_digest.size() < 2) continue;
    std::sort(of_digest.begin(), of_digest.end(),
              [](const ItemFacts* a, const ItemFacts* b) { return a->id < b->id; });
    const ItemFacts& first = *of_digest[0];
    const std::map<std::string, std::string> names = ParseLabels(first.labels);
    for (size_t i = 1; i < of_digest.size(); ++i) {
      const size_t before = found.size();
      for (const auto& [other_task, name] : ParseLabels(of_digest[i]->labels)) {
        const auto here = names.find(other_task);
        if (here == names.end() || here->second == name || found.size() > before) continue;
        if (!task.empty() && other_task != task) continue;
        found.push_back({other_task, first.id, here->second, of_digest[i]->id, name});
      }
      if (found.size() > before) break;
    }
  }
  std::sort(found.begin(), found.end(),
            [](const Contradiction& a, const Contradiction& b) { return a.clip_a < b.clip_a; });
  return found;
}

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
  AddAlikeLeaks(groups, share_groups, &audit.leaks);
  AddLeaks("audio", digests, false, &audit.leaks);
  return audit;
}

absl::Status CheckLeaks(const Audit& audit) {
  if (audit.leaks.empty()) return absl::OkStatus();
  std::string message =
      absl::StrCat(audit.leaks.size(), audit.leaks.size() == 1 ? " leak" : " leaks");
  for (size_t i = 0; i < audit.leaks.size() && i < kLeaksToSay; ++i) {
    const Leak& leak = audit.leaks[i];
    absl::StrAppend(&message, i == 0 ? ": " : "; ", Subject(leak), PartName(leak.a), " ('",
                    leak.clip_a, "') and in ", PartName(leak.b), " ('", leak.clip_b, "')");
  }
  if (audit.leaks.size() > kLeaksToSay) absl::StrAppend(&message, "; …");
  const bool alike = std::any_of(audit.leaks.begin(), audit.leaks.end(),
                                 [](const Leak& leak) { return leak.kind == "alike"; });
  if (alike) absl::StrAppend(&message, " (--merge_alike takes names that read alike for one)");
  return absl::FailedPreconditionError(message);
}

}  // namespace auricle
