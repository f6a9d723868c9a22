// SPDX-License-Identifier: Apache-2.0
// Splitting a whole stream: facts are read from its clips, plans made, and the clips written again
// with their parts. Features pass through untouched; chunks of one item get one part.
#ifndef AURICLE_LIB_DATA_SPLIT_PLAN_STREAM_H_
#define AURICLE_LIB_DATA_SPLIT_PLAN_STREAM_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/data/split/item_facts.h"
#include "lib/data/split/plan_overlap.h"
#include "lib/data/split/split.h"
#include "lib/records/mapped.h"
#include "lib/records/writer.h"

namespace auricle {

struct PlanRequest {
  SplitOptions split;
  std::string by, balance;  // Tasks; "": none.
  std::string test_of;      // A plan, or the first part of several (NAME of NAME.1, NAME.2).
  std::string
      keep_out;  // A plan, or the first part of several, as test_of; its parts stand in split.
  bool merge_alike = false;  // Groups and classes that read alike are one.
  bool replace = false;      // Plans of the new names go, and with several all PLAN.x.
  std::string how;           // Becomes Plan.how.
};

struct PlannedStream {
  ItemTable items;
  std::vector<MadePlan> plans;
  std::vector<std::string> replaced;               // Names of the plans that go.
  std::vector<std::vector<PlanOverlap>> overlaps;  // Of each of `plans` with those that stay.
};

// Errors: kInvalidArgument for a stream that does not hold clips, a task or plan that no section
// has (with what was meant and what there is), an id of two items; kAlreadyExists for a plan that
// is there already; those of MakePlans.
absl::StatusOr<PlannedStream> PlanStream(const MappedRecords& records, const PlanRequest& request);

// Writes section for section. `stamp` gets each new header and the fingerprint of the old one.
absl::Status WritePlannedStream(const MappedRecords& records, const PlannedStream& planned,
                                const std::string& how,
                                const std::function<void(uint64_t parent, Header* header)>& stamp,
                                RecordWriter* writer);

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_SPLIT_PLAN_STREAM_H_
