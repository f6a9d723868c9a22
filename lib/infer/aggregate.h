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

// What a head's outputs are: one of the classes, or each class by itself.
enum ScoreShape { SOFTMAX_SCORES, SIGMOID_SCORES };

// Softmax: exp(x - max) / sum, in float64. Sigmoid: 1 / (1 + exp(-x)).
std::vector<float> Probabilities(absl::Span<const float> logits, ScoreShape shape = SOFTMAX_SCORES);

// `logits` is [windows, classes], at least one window. Every window counts the same.
//   MEAN_PROBABILITY  the mean of the windows' probabilities
//   MEAN_LOGIT        the mean of their logits (a logit, see ScoreKindOf)
//   VOTE              the share of windows that decide for each class (the first of equal ones),
//   or,
//                     where each class is by itself, that give it one half or more
std::vector<float> AggregateWindows(absl::Span<const float> logits, int classes,
                                    Aggregation aggregation, ScoreShape shape = SOFTMAX_SCORES);

ScoreKind ScoreKindOf(Aggregation aggregation);

// -log of the probability of `truth`: of one window.
double CrossEntropy(absl::Span<const float> logits, int truth);
// -sum_c soft_c log p_c.
double CrossEntropy(absl::Span<const float> logits, absl::Span<const float> soft);
// Of one class by itself: -y log p - (1 - y) log(1 - p) with p the sigmoid of `logit`.
double BinaryCrossEntropy(float logit, float truth);

}  // namespace auricle

#endif  // AURICLE_LIB_INFER_AGGREGATE_H_
