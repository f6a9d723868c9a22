// SPDX-License-Identifier: Apache-2.0
// The figures of one run where an item may have several classes (tags), or none.
#ifndef AURICLE_LIB_EVALUATE_SCORE_TAGS_H_
#define AURICLE_LIB_EVALUATE_SCORE_TAGS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "protos/result.pb.h"

namespace auricle {

// Every metric with its n and interval. Of the whole:
//   map                          mean over classes of the average precision (as pr_auc of a class)
//   roc_auc                      mean over classes of the area under the ROC curve
//   micro_f1, micro_precision, micro_recall   of all decisions together, each class from a half on
//   macro_f1                     mean over classes that some item has or that were decided
//   subset_accuracy              the share of items all of whose known classes are right
// then pr_auc, roc_auc, f1, precision and recall of each class ("class:NAME"), with the items where
// it is known as n. What is unknown of an item counts nowhere. Intervals are EstimateMean's, over
// groups where run.group_by names two or more. Errors: kCancelled once StopSignal() is set.
absl::StatusOr<std::vector<Metric>> ScoreTags(const RunInfo& run,
                                              absl::Span<const Outcome> outcomes);

}  // namespace auricle

#endif  // AURICLE_LIB_EVALUATE_SCORE_TAGS_H_
