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
// Fills in the three from the counts.
void FillScores(std::vector<ClassScores>* scores);
std::vector<ClassScores> ScoreClasses(const ConfusionMatrix& confusion);
// The same without a matrix, whose size is the square of `classes`.
std::vector<ClassScores> ScoreClasses(absl::Span<const int> truth, absl::Span<const int> decision,
                                      int classes);

// Pooled over `among` (classes): precision, recall and F1 of all their decisions together. Among
// all classes the three are one figure, the accuracy.
ClassScores Micro(absl::Span<const ClassScores> scores, absl::Span<const int> among);

// The surprise of a truth that was given probability `p`: -ln max(p, kLeastProbability), nats. The
// floor is float32's least normal number: a certain error costs 87.3 nats, and whatever a softmax
// can tell apart counts as it is. The mean over items is the cross-entropy.
inline constexpr double kLeastProbability = 1.17549435e-38;
double SurpriseNats(double p);

// A figure of a whole test set: the mean of one score over classes. NaN without any item.
struct NamedMetric {
  // Which classes count, and how much: each with its items as weight, each alike that has items, or
  // each alike that has items or was decided. An undefined score counts as 0 (scikit-learn's
  // zero_division=0).
  enum class Over { kItems, kClassesWithItems, kClassesSeen };

  double Value(absl::Span<const ClassScores> scores) const;

  const char* name;   // "macro_f1"
  const char* title;  // "macro F1"
  double ClassScores::*score;
  Over over;
};
// In the order of tables. "uar" (unweighted average recall, balanced accuracy) and "macro_f1" are
// what model selection and reports go by where classes are unequal.
absl::Span<const NamedMetric> WholeMetrics();
// The metric called `name`, or nullptr. Where every item has one truth and one decision micro
// precision, recall and F1 are one figure, the accuracy, which their names find; weighted recall
// is the accuracy too.
const NamedMetric* FindMetric(const std::string& name);
// Shorthands.
double Accuracy(const ConfusionMatrix& confusion);
double Uar(const ConfusionMatrix& confusion);

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
