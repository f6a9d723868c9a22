// SPDX-License-Identifier: Apache-2.0
// What is computed of a test set, each with its interval.
#ifndef AURICLE_LIB_EVALUATE_FIGURE_SET_H_
#define AURICLE_LIB_EVALUATE_FIGURE_SET_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "lib/metrics/compare.h"
#include "lib/metrics/intervals.h"
#include "protos/result.pb.h"

namespace auricle {

// What intervals speak of further ones of: the groups that run.group_by names, if there are two or
// more, else the items (outcomes of one id are one item).
struct Units {
  std::vector<int> of_outcome;
  int count = 0;
  bool groups = false;
};
Units UnitsOf(const RunInfo& run, absl::Span<const Outcome> outcomes);

// Told how many classes have been ranked, and of how many.
using ClassesDone = std::function<void(int64_t done, int64_t all)>;

struct FigureScope {
  bool all = true;       // Else accuracy, UAR and macro F1 only.
  bool ranking = true;   // ROC and PR areas; each class costs a sort of all outcomes.
  bool classes = false;  // Also of each class.
  ClassesDone classes_done;
};

// One figure: its place in the results, with its interval; and of those of the whole set what they
// owe to units, for means over sets.
struct ScoredFigure {
  Metric metric;
  Sampled sampled;
};

// All counted over the whole set and never averaged over batches; cross-entropy over the items
// whose class the model knows, areas from the probabilities of the classes that it knows. In the
// order of tables: the whole, then the classes. Errors: kCancelled once StopSignal() is set.
absl::StatusOr<std::vector<ScoredFigure>> ScoreFigures(const RunInfo& run,
                                                       absl::Span<const Outcome> outcomes,
                                                       const Units& units,
                                                       const FigureScope& scope);

// The interval of the figure `name`: EstimateMean's, of cross-entropy on the scale of its
// logarithm.
Interval FigureInterval(const std::string& name, const Sampled& sampled, double level);

}  // namespace auricle

#endif  // AURICLE_LIB_EVALUATE_FIGURE_SET_H_
