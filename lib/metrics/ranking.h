// SPDX-License-Identifier: Apache-2.0
// How well scores put the items of one class before all others, whatever the threshold.
#ifndef AURICLE_LIB_METRICS_RANKING_H_
#define AURICLE_LIB_METRICS_RANKING_H_

#include <vector>

#include "absl/types/span.h"
#include "lib/metrics/influence.h"

namespace auricle {

// Values are NaN where there is nothing to rank: no item of the class, or no other.
struct RankedAreas {
  // The area under the ROC curve: the share of pairs (of the class, of another) whose first scores
  // higher; a tie counts half (Mann and Whitney's U over the number of pairs). What it owes to an
  // item is its placement among the others (DeLong, DeLong and Clarke-Pearson 1988), summed over
  // groups (Obuchowski 1997). That variance is far too small for few items or near 1, so that it is
  // averaged, as the n of the rarer side against 10, with the one that Hanley and McNeil (1982)
  // derive from exponential scores, for sides of the mean size (Newcombe 2006, method 5).
  Influence roc;
  // The area under the precision-recall curve by the step rule, as average precision: the sum over
  // distinct scores, falling, of (recall gained) × (precision among all items that score no less).
  // No line is drawn between points: that would be too high (Davis and Goadrich 2006). Its variance
  // is averaged in the same way with that of a share of the class's items (Boyd, Eng and Page
  // 2013).
  Influence pr;
};

// Of class `of`: `scores`, `truth` and `unit` (0 … units-1) are equally long. Scores are finite.
// Sorts once.
RankedAreas RankAreas(absl::Span<const float> scores, absl::Span<const int> truth,
                      absl::Span<const int> unit, int units, int of);

// The mean of what is not NaN; NaN without any.
double MeanOfDefined(absl::Span<const double> values);

// Adds `part` to a mean of `count`: what the mean owes to each unit, and what else there is.
void AddShare(const Influence& part, double count, Influence* mean);

}  // namespace auricle

#endif  // AURICLE_LIB_METRICS_RANKING_H_
