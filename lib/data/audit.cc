// SPDX-License-Identifier: Apache-2.0
#include "lib/data/audit.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace auricle {
namespace {

constexpr Part kAssigned[] = {TRAIN, VALID, TEST};
constexpr size_t kNamesToSay = 6;
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

std::string Some(const std::map<std::string, int64_t>& counts) {
  std::vector<std::string> names;
  for (const auto& [name, count] : counts) {
    if (names.size() < kNamesToSay) names.push_back(name);
  }
  return absl::StrCat(absl::StrJoin(names, ", "), counts.size() > names.size() ? ", …" : "");
}

// "10 classes of digit, 36-40 clips each".
std::string DescribeClasses(const std::map<std::string, int64_t>& classes,
                            const std::string& balance) {
  if (classes.empty()) return absl::StrCat("no class of ", balance);
  int64_t least = classes.begin()->second, most = least;
  for (const auto& [name, count] : classes) {
    least = std::min(least, count);
    most = std::max(most, count);
  }
  return absl::StrCat(classes.size(), classes.size() == 1 ? " class of " : " classes of ", balance,
                      ", ", least, least == most ? "" : absl::StrCat("-", most), " clips each");
}

}  // namespace

const char* NameOfPart(Part part) {
  switch (part) {
    case TRAIN:
      return "train";
    case VALID:
      return "valid";
    case TEST:
      return "test";
    default:
      return "unassigned";
  }
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
                    " stands in ", NameOfPart(leak.a), " ('", leak.clip_a, "') and in ",
                    NameOfPart(leak.b), " ('", leak.clip_b, "')");
  }
  if (audit.leaks.size() > kLeaksToSay) absl::StrAppend(&message, "; …");
  return absl::FailedPreconditionError(message);
}

std::vector<std::string> DescribeParts(const Audit& audit, const std::string& by,
                                       const std::string& balance) {
  std::vector<std::string> lines;
  for (const Part part : {TRAIN, VALID, TEST, UNASSIGNED}) {
    const AuditedPart& held = audit.parts[part];
    if (held.clips == 0) continue;
    std::string line = absl::StrFormat("%-10s %6d clips", NameOfPart(part), held.clips);
    if (held.undecoded < held.clips) absl::StrAppendFormat(&line, ", %.2f h", held.seconds / 3600);
    if (held.undecoded > 0 && held.undecoded < held.clips) {
      absl::StrAppend(&line, " (", held.undecoded, " of unknown length)");
    }
    if (held.sources != held.clips) absl::StrAppend(&line, ", ", held.sources, " sources");
    if (!by.empty()) {
      absl::StrAppend(&line, ", ", held.groups.size(), " of ", by, " (", Some(held.groups), ")");
    }
    if (!balance.empty()) {
      absl::StrAppend(&line, ", ", DescribeClasses(held.classes, balance));
    }
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> MissingClasses(const Audit& audit) {
  std::set<std::string> all;
  for (const Part part : kAssigned) {
    for (const auto& [name, count] : audit.parts[part].classes) all.insert(name);
  }
  std::vector<std::string> lines;
  for (const std::string& name : all) {
    std::vector<std::string> here, missing;
    for (const Part part : kAssigned) {
      const AuditedPart& held = audit.parts[part];
      const auto count = held.classes.find(name);
      if (count != held.classes.end()) {
        here.push_back(absl::StrCat(count->second, " in ", NameOfPart(part)));
      } else if (held.clips > 0) {
        missing.push_back(NameOfPart(part));
      }
    }
    if (missing.empty()) continue;
    lines.push_back(absl::StrCat("class '", name, "' is missing from ",
                                 absl::StrJoin(missing, " and "), " (", absl::StrJoin(here, ", "),
                                 ")"));
  }
  return lines;
}

}  // namespace auricle
