// SPDX-License-Identifier: Apache-2.0
// What is computed of a test set, once for the set itself and once for each resample of it.
#ifndef AURICLE_LIB_EVALUATE_FIGURE_SET_H_
#define AURICLE_LIB_EVALUATE_FIGURE_SET_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "lib/metrics/classify.h"
#include "lib/metrics/intervals.h"
#include "lib/metrics/ranking.h"
#include "protos/result.pb.h"

namespace auricle {

// What is resampled: the groups that run.group_by names, if there are two or more, else the items
// (outcomes of one id are one item).
struct Units {
  std::vector<int> of_outcome;
  int count = 0;
  bool groups = false;
};
Units UnitsOf(const RunInfo& run, absl::Span<const Outcome> outcomes);

struct FigureScope {
  bool all = true;       // Else accuracy, UAR and macro F1 only.
  bool ranking = true;   // ROC and PR areas; each costs a sort and a pass over all outcomes.
  bool classes = false;  // Also of each class.
};

// All counted over the whole set and never averaged over batches; cross-entropy over the items
// whose class the model knows, areas from the probabilities of the classes that it knows.
class FigureSet {
 public:
  FigureSet(const RunInfo& run, absl::Span<const Outcome> outcomes, const Units& units,
            const FigureScope& scope);

  // One figure: its place in the results, and among how many it is a proportion of `hits`.
  struct Figure {
    Metric metric;      // Without interval.
    int64_t hits = -1;  // -1: no proportion of independent items.
  };
  const std::vector<Figure>& figures() const { return figures_; }

  // The values of figures(), in their order, with each unit counted `times` times.
  std::vector<double> Values(absl::Span<const int> times) const;

 private:
  // Of one outcome, what a resample needs.
  struct Place {
    int unit;
    int cell;     // truth × classes + decision.
    double nats;  // Surprise; NaN where the truth has no probability.
  };
  struct Sums {
    ConfusionMatrix confusion;
    double nats = 0;                      // Over
    int64_t known = 0;                    // so many items.
    std::vector<RankingScores> rankings;  // [known class]
  };
  Sums Sum(absl::Span<const int> times) const;
  void List(const Sums& sums, const RunInfo& run);
  void ListClass(const Sums& sums, const ClassScores& scores, int c, const std::string& name);

  FigureScope scope_;
  int classes_;
  std::vector<Place> places_;
  std::vector<Ranking> rankings_;  // [known class]; empty without probabilities.
  std::vector<Figure> figures_;
  std::vector<std::function<double(const Sums&, absl::Span<const ClassScores>)>> values_;
};

// The interval of the figure `name`, `value`, from its resamples: by percentiles, of PR areas
// centred on the value, of mean F1 corrected; where every resample is the same end of the scale
// (all were right), UnanimousInterval; within [0, 1], of cross-entropy above 0.
Interval FigureInterval(const std::string& name, double value, std::vector<double> resampled,
                        int units, double level);

}  // namespace auricle

#endif  // AURICLE_LIB_EVALUATE_FIGURE_SET_H_
