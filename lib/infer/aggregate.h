// SPDX-License-Identifier: Apache-2.0
// From the windows of an item to the item.
#ifndef AURICLE_LIB_INFER_AGGREGATE_H_
#define AURICLE_LIB_INFER_AGGREGATE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "protos/clip.pb.h"

namespace auricle {

// "mean_probability", "mean_logit" or "vote". Errors: kInvalidArgument naming the three.
absl::StatusOr<Aggregation> ParseAggregation(absl::string_view name);

// exp(x - max) / sum, in float64.
std::vector<float> Probabilities(absl::Span<const float> logits);

// `logits` is [windows, classes], at least one window. Every window counts the same.
//   MEAN_PROBABILITY  the mean of the windows' probabilities
//   MEAN_LOGIT        the mean of their logits (a logit, see ScoreKindOf)
//   VOTE              the share of windows that decide for each class, the first of equal ones
std::vector<float> AggregateWindows(absl::Span<const float> logits, int classes,
                                    Aggregation aggregation);

ScoreKind ScoreKindOf(Aggregation aggregation);

// -log of the probability of `truth`: of one window.
double CrossEntropy(absl::Span<const float> logits, int truth);
// -sum_c soft_c log p_c.
double CrossEntropy(absl::Span<const float> logits, absl::Span<const float> soft);

}  // namespace auricle

#endif  // AURICLE_LIB_INFER_AGGREGATE_H_
