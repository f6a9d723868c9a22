// SPDX-License-Identifier: Apache-2.0
// The figures of one run from its outcomes.
#ifndef AURICLE_LIB_EVALUATE_SCORE_H_
#define AURICLE_LIB_EVALUATE_SCORE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "lib/evaluate/figure_set.h"
#include "protos/result.pb.h"

namespace auricle {

// Every metric with its n and interval, in the order of tables: the whole ("" as of ScoreFigures);
// precision, recall, F1 and areas of each class ("class:NAME"); accuracy, UAR and macro F1 of each
// group ("group:TASK=NAME", groups sorted), where run.group_by names one. Takes classes, group_by
// and interval from `run`. Intervals of a proportion of independent items (accuracy, recall,
// precision) are Wilson's, others EstimateMean's, over groups where there are two or more. Within
// one group they are over items. Errors: kCancelled once StopSignal() is set.
absl::StatusOr<std::vector<Metric>> ScoreRun(const RunInfo& run, absl::Span<const Outcome> outcomes,
                                             const ClassesDone& classes_done = nullptr);

// The figures of the whole, areas aside, with windows in place of items, `of` kOfWindows. `windows`
// holds an outcome for each window, under the id and group of its item; intervals are over items
// (or groups), for windows of one item are no independent evidence. Errors: as ScoreRun.
inline constexpr char kOfWindows[] = "unit:window";
absl::StatusOr<std::vector<Metric>> ScoreWindows(const RunInfo& run,
                                                 absl::Span<const Outcome> windows);

// The figure `name` of `of` ("" for the whole, kOfWindows): as recorded, else those of the
// whole from outcomes. NaN where it cannot be known.
double FigureOf(const RunInfo& run, absl::Span<const Metric> metrics,
                absl::Span<const Outcome> outcomes, const std::string& name, const std::string& of);

// Outcomes whose truth has a probability below kLeastProbability, which counts as that.
int64_t CountFloored(absl::Span<const Outcome> outcomes);

Confusion CountOutcomes(const RunInfo& run, absl::Span<const Outcome> outcomes);

}  // namespace auricle

#endif  // AURICLE_LIB_EVALUATE_SCORE_H_
