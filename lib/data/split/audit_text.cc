// SPDX-License-Identifier: Apache-2.0
#include "lib/data/split/audit_text.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "lib/base/alike.h"
#include "lib/records/part_name.h"

namespace auricle {
namespace {

constexpr Part kAssigned[] = {TRAIN, VALID, TEST};
constexpr size_t kNamesToSay = 6;
constexpr size_t kWarningsToSay = 5;

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

// A line for each class that a part with clips lacks, and how many clips it has elsewhere.
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
        here.push_back(absl::StrCat(count->second, " in ", PartName(part)));
      } else if (held.clips > 0) {
        missing.push_back(PartName(part));
      }
    }
    if (missing.empty()) continue;
    lines.push_back(absl::StrCat("class '", name, "' is missing from ",
                                 absl::StrJoin(missing, " and "), " (", absl::StrJoin(here, ", "),
                                 ")"));
  }
  return lines;
}

// A line of the names that read alike, of all parts together.
void AddAlike(const Audit& audit, std::map<std::string, int64_t> AuditedPart::*names,
              const std::string& task, std::vector<std::string>* lines) {
  std::set<std::string> all;
  for (const AuditedPart& part : audit.parts) {
    for (const auto& [name, count] : part.*names) all.insert(name);
  }
  const auto alike = AlikeNames({all.begin(), all.end()});
  if (alike.empty()) return;
  lines->push_back(absl::StrCat(
      "warning: names of ", task, " that read alike are not the same: ", ShowSpellings(alike[0]),
      alike.size() > 1 ? absl::StrCat(", and ", alike.size() - 1, " more such sets") : "",
      " (--merge_alike)"));
}

}  // namespace

std::string DescribeContradictions(const std::vector<Contradiction>& found) {
  if (found.empty()) return "";
  const Contradiction& first = found[0];
  return absl::StrCat(
      "warning: identical audio has different labels: ", first.task, " of '", first.clip_a,
      "' is '", first.name_a, "', of '", first.clip_b, "' '", first.name_b, "'",
      found.size() > 1 ? absl::StrCat("; so have ", found.size() - 1, " more recordings") : "");
}

std::vector<std::string> DescribeAudit(const Audit& audit, const std::string& by,
                                       const std::string& balance) {
  std::vector<std::string> lines;
  for (const Part part : {TRAIN, VALID, TEST, UNASSIGNED}) {
    const AuditedPart& held = audit.parts[part];
    if (held.clips == 0) continue;
    std::string line = absl::StrFormat("%-10s %6d clips", PartName(part), held.clips);
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
  AddAlike(audit, &AuditedPart::groups, by, &lines);
  AddAlike(audit, &AuditedPart::classes, balance, &lines);
  const std::vector<std::string> missing = MissingClasses(audit);
  for (size_t i = 0; i < missing.size() && i < kWarningsToSay; ++i) {
    lines.push_back(absl::StrCat("warning: ", missing[i]));
  }
  if (missing.size() > kWarningsToSay) {
    lines.push_back(absl::StrCat("warning: ", missing.size() - kWarningsToSay,
                                 " more classes are missing from a part"));
  }
  return lines;
}

std::string DescribeNoLeak(const Audit& audit, bool share_groups) {
  std::string text = absl::StrCat("no leak: none of ", audit.sources, " sources");
  if (audit.groups > 0) {
    absl::StrAppend(&text, ", none of ", audit.groups, " groups",
                    share_groups ? " (but for train and valid, as asked)" : "");
  }
  if (audit.digests > 0) absl::StrAppend(&text, ", none of ", audit.digests, " recordings");
  absl::StrAppend(&text, " is in two parts");
  if (audit.digests == 0) absl::StrAppend(&text, "; identical audio shows after wav2mel only");
  return text;
}

}  // namespace auricle
