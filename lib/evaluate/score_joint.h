// SPDX-License-Identifier: Apache-2.0
// The figures of several corpora together.
#ifndef AURICLE_LIB_EVALUATE_SCORE_JOINT_H_
#define AURICLE_LIB_EVALUATE_SCORE_JOINT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "protos/result.pb.h"

namespace auricle {

// One corpus' results.
struct JointSet {
  std::string name;  // Unique.
  const RunInfo* run;
  absl::Span<const Metric> metrics;
  absl::Span<const Outcome> outcomes;
};

// The unweighted mean over sets of every figure of the whole (`of` ""; n items of all, and groups
// if all are grouped), and the same figures of each set ("corpus:NAME"). What one is told of a
// corpus with few items counts as much as of one with many; decisions among different classes are
// never pooled. Intervals are over the items, or groups, of every set (see MeanOfStrata). A figure
// that is undefined in one set has no mean. Takes the interval's level from the first run. Errors:
// as ScoreRun.
absl::StatusOr<std::vector<Metric>> ScoreJoint(absl::Span<const JointSet> sets);

}  // namespace auricle

#endif  // AURICLE_LIB_EVALUATE_SCORE_JOINT_H_
