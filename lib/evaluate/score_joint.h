// SPDX-License-Identifier: Apache-2.0
// The figures of several corpora together.
#ifndef AURICLE_LIB_EVALUATE_SCORE_JOINT_H_
#define AURICLE_LIB_EVALUATE_SCORE_JOINT_H_

#include <cstdint>
#include <string>
#include <vector>

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
// never pooled. Intervals: the percentile bootstrap that resamples items, or groups, within each
// set (see MeanOfStrata). A figure that is undefined in one set has no mean. Takes interval and
// resamples from the first run.
std::vector<Metric> ScoreJoint(absl::Span<const JointSet> sets, uint64_t seed);

}  // namespace auricle

#endif  // AURICLE_LIB_EVALUATE_SCORE_JOINT_H_
