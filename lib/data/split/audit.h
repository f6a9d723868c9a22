// SPDX-License-Identifier: Apache-2.0
// What a plan does to the data: what each part holds, and what stands in two parts and should not.
// Pure: split_dataset prints it, and whoever trains by a plan can refuse on it.
#ifndef AURICLE_LIB_DATA_SPLIT_AUDIT_H_
#define AURICLE_LIB_DATA_SPLIT_AUDIT_H_

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "lib/data/split/item_facts.h"

namespace auricle {

struct AuditedPart {
  int64_t clips = 0;
  double seconds = 0;
  int64_t undecoded = 0;  // Clips whose length is not known yet.
  int64_t sources = 0;
  std::map<std::string, int64_t> groups;   // Group → clips.
  std::map<std::string, int64_t> classes;  // Class → clips.
};

// One thing that stands in two parts, with a clip of each.
struct Leak {
  std::string kind;  // "source", "group", "alike" (groups that read alike) or "audio".
  std::string name;
  Part a = UNASSIGNED, b = UNASSIGNED;
  std::string clip_a, clip_b;
};

struct Audit {
  std::array<AuditedPart, 4> parts;  // By Part.
  std::vector<Leak> leaks;           // By kind and name; each source, group or audio once.
  int64_t sources = 0, groups = 0, digests = 0;  // Distinct ones, all parts together.
};

// One recording under two names of a task.
struct Contradiction {
  std::string task, clip_a, name_a, clip_b, name_b;
};

// Items of identical audio with different names of `task` ("": of any task), each audio once, by
// its first two clips. Sorted by clip. Silence is not looked at.
std::vector<Contradiction> FindContradictions(const std::vector<ItemFacts>& items,
                                              const std::string& task);

// Audits the plan that puts items[i] into parts[i]. Unassigned items leak nowhere. Groups whose
// names read alike, such as 'anna' and 'Anna', leak as one would. With
// `share_groups`, a group may stand in train and in valid (but in no third part).
Audit AuditPlan(const std::vector<ItemFacts>& items, const std::vector<Part>& parts,
                bool share_groups);

// OK, or kFailedPrecondition naming the first leaks and how many there are.
absl::Status CheckLeaks(const Audit& audit);

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_SPLIT_AUDIT_H_
