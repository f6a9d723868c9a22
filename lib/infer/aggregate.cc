// SPDX-License-Identifier: Apache-2.0
#include "lib/infer/aggregate.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"

namespace auricle {
namespace {

double Sigmoid(double x) {
  return x >= 0 ? 1 / (1 + std::exp(-x)) : std::exp(x) / (1 + std::exp(x));
}

double LogSumExp(absl::Span<const float> logits) {
  const double most = *std::max_element(logits.begin(), logits.end());
  double sum = 0;
  for (const float logit : logits) sum += std::exp(logit - most);
  return most + std::log(sum);
}

}  // namespace

absl::StatusOr<Aggregation> ParseAggregation(absl::string_view name) {
  if (name == "mean_probability") return MEAN_PROBABILITY;
  if (name == "mean_logit") return MEAN_LOGIT;
  if (name == "vote") return VOTE;
  return absl::InvalidArgumentError(
      absl::StrCat("aggregation '", name, "', want mean_probability, mean_logit or vote"));
}

std::vector<float> Probabilities(absl::Span<const float> logits, ScoreShape shape) {
  std::vector<float> result;
  if (shape == SIGMOID_SCORES) {
    for (const float logit : logits) result.push_back(static_cast<float>(Sigmoid(logit)));
    return result;
  }
  const double total = LogSumExp(logits);
  for (const float logit : logits) result.push_back(static_cast<float>(std::exp(logit - total)));
  return result;
}

std::vector<float> AggregateWindows(absl::Span<const float> logits, int classes,
                                    Aggregation aggregation, ScoreShape shape) {
  const size_t windows = logits.size() / classes;
  std::vector<double> sums(classes, 0.0);
  for (size_t w = 0; w < windows; ++w) {
    const absl::Span<const float> row = logits.subspan(w * classes, classes);
    if (shape == SIGMOID_SCORES && aggregation != MEAN_LOGIT) {
      for (int c = 0; c < classes; ++c) {
        sums[c] += aggregation == VOTE ? (row[c] >= 0 ? 1 : 0) : Sigmoid(row[c]);
      }
    } else if (aggregation == VOTE) {
      sums[std::max_element(row.begin(), row.end()) - row.begin()] += 1;
    } else if (aggregation == MEAN_LOGIT) {
      for (int c = 0; c < classes; ++c) sums[c] += row[c];
    } else {
      const double total = LogSumExp(row);
      for (int c = 0; c < classes; ++c) sums[c] += std::exp(row[c] - total);
    }
  }
  std::vector<float> result;
  for (const double sum : sums) result.push_back(static_cast<float>(sum / windows));
  return result;
}

ScoreKind ScoreKindOf(Aggregation aggregation) {
  return aggregation == MEAN_LOGIT ? LOGIT : PROBABILITY;
}

double CrossEntropy(absl::Span<const float> logits, int truth) {
  return LogSumExp(logits) - logits[truth];
}

double CrossEntropy(absl::Span<const float> logits, absl::Span<const float> soft) {
  const double total = LogSumExp(logits);
  double sum = 0;
  for (size_t c = 0; c < logits.size(); ++c) {
    if (soft[c] != 0) sum += soft[c] * (total - logits[c]);
  }
  return sum;
}

double BinaryCrossEntropy(float logit, float truth) {
  // softplus(x) - y x, whose exponent never overflows.
  const double x = logit;
  return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))) - truth * x;
}

}  // namespace auricle
