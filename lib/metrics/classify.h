// SPDX-License-Identifier: Apache-2.0
// Figures of single-label classification, all computed from counts of (truth, decision).
#ifndef AURICLE_LIB_METRICS_CLASSIFY_H_
#define AURICLE_LIB_METRICS_CLASSIFY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/span.h"

namespace auricle {

// Counts of items, row-major [truth, decision].
struct ConfusionMatrix {
  explicit ConfusionMatrix(int classes) : classes(classes), counts(size_t(classes) * classes) {}
  int64_t& at(int truth, int decision) { return counts[size_t(truth) * classes + decision]; }
  int64_t at(int truth, int decision) const { return counts[size_t(truth) * classes + decision]; }

  int classes;
  std::vector<int64_t> counts;
};

// Counts `truth` against `decision` (equally long, 0 ≤ value < classes).
ConfusionMatrix CountConfusion(absl::Span<const int> truth, absl::Span<const int> decision,
                               int classes);

// One class against the rest. Zero division: recall is NaN without items of the class; precision is
// 0 if the class was never decided but has items; all three are NaN for a class that neither has
// items nor was ever decided.
struct ClassScores {
  int64_t items = 0;    // Of this truth.
  int64_t decided = 0;  // Decided to be this class.
  int64_t hits = 0;     // Both.
  double precision = 0;
  double recall = 0;
  double f1 = 0;
};
std::vector<ClassScores> ScoreClasses(const ConfusionMatrix& confusion);

// Averages over classes. The macro ones take every class that has items or was decided, counting an
// undefined precision, recall or F1 as 0 (scikit-learn's zero_division=0); UAR (unweighted average
// recall, balanced accuracy) takes every class that has items. NaN without any item.
double Accuracy(const ConfusionMatrix& confusion);
double Uar(const ConfusionMatrix& confusion);
double MacroPrecision(const ConfusionMatrix& confusion);
double MacroRecall(const ConfusionMatrix& confusion);
double MacroF1(const ConfusionMatrix& confusion);
// Weighted by the items of each class.
double WeightedF1(const ConfusionMatrix& confusion);

// Pooled over `among` (classes): precision, recall and F1 of all their decisions together. Among
// all classes the three are one figure, the accuracy.
ClassScores Micro(const ConfusionMatrix& confusion, absl::Span<const int> among);

// The surprise of a truth that was given probability `p`: -ln max(p, kLeastProbability), nats. The
// floor is float32's least normal number: a certain error costs 87.3 nats, and whatever a softmax
// can tell apart counts as it is. The mean over items is the cross-entropy.
inline constexpr double kLeastProbability = 1.17549435e-38;
double SurpriseNats(double p);

// The figures of a whole test set by name, in the order of tables. "uar" and "macro_f1" are what
// model selection and reports go by where classes are unequal.
struct NamedMetric {
  const char* name;   // "macro_f1"
  const char* title;  // "macro F1"
  double (*value)(const ConfusionMatrix&);
};
absl::Span<const NamedMetric> WholeMetrics();
// The metric called `name`, or nullptr. Where every item has one truth and one decision micro
// precision, recall and F1 are one figure, the accuracy, which their names find.
const NamedMetric* FindMetric(const std::string& name);

// Whether `name` is a mean of F1 over classes: of few items each it lies below the truth, as its
// resamples lie below it (see CorrectedInterval).
bool IsMeanF1(const std::string& name);

// What evaluate computes besides, from probabilities: no counts tell it. The areas are unweighted
// means over the classes that have items, each against the rest (see Ranking).
inline constexpr char kCrossEntropy[] = "cross_entropy";
inline constexpr char kRocAuc[] = "roc_auc";
inline constexpr char kPrAuc[] = "pr_auc";
// "macro F1" of "macro_f1", "cross-entropy, nats" of "cross_entropy"; a name unknown here is
// itself.
std::string MetricTitle(const std::string& name);

}  // namespace auricle

#endif  // AURICLE_LIB_METRICS_CLASSIFY_H_
