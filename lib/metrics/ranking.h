// SPDX-License-Identifier: Apache-2.0
// How well scores put the items of one class before all others, whatever the threshold.
#ifndef AURICLE_LIB_METRICS_RANKING_H_
#define AURICLE_LIB_METRICS_RANKING_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace auricle {

// Both are NaN where there is nothing to rank: no item of the class, or no other.
struct RankingScores {
  // The area under the ROC curve: the share of pairs (of the class, of another) whose first scores
  // higher; a tie counts half (Mann and Whitney's U over the number of pairs).
  double roc_auc = 0;
  // The area under the precision-recall curve by the step rule, as average precision: the sum over
  // distinct scores, falling, of (recall gained) × (precision among all items that score no less).
  // No line is drawn between points: that would be too high (Davis and Goadrich 2006).
  double pr_auc = 0;
};

// The items of one test set in the order of falling scores of one class. Sorts once; a resample
// then costs one pass.
class Ranking {
 public:
  // Of class `of`: `scores`, `truth` and `unit` are equally long. An item belongs to a resampled
  // unit (itself or a group), 0 … units-1. Scores are finite.
  Ranking(absl::Span<const float> scores, absl::Span<const int> truth, absl::Span<const int> unit,
          int of);

  // With every item counted as often as its unit was drawn.
  RankingScores Score(absl::Span<const int> times) const;

 private:
  struct Place {
    int32_t unit;
    bool positive;
    bool last;  // Of those with equal scores.
  };
  std::vector<Place> places_;
};

// The mean of what is not NaN; NaN without any.
double MeanOfDefined(absl::Span<const double> values);

}  // namespace auricle

#endif  // AURICLE_LIB_METRICS_RANKING_H_
