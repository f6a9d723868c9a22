// SPDX-License-Identifier: Apache-2.0
#include "lib/metrics/classify.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace auricle {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

using Over = NamedMetric::Over;
constexpr NamedMetric kMetrics[] = {
    {"accuracy", "accuracy", &ClassScores::recall, Over::kItems},
    {"uar", "UAR", &ClassScores::recall, Over::kClassesWithItems},
    {"macro_f1", "macro F1", &ClassScores::f1, Over::kClassesSeen},
    {"macro_precision", "macro precision", &ClassScores::precision, Over::kClassesSeen},
    {"macro_recall", "macro recall", &ClassScores::recall, Over::kClassesSeen},
    {"weighted_f1", "weighted F1", &ClassScores::f1, Over::kItems},
    {"weighted_precision", "weighted precision", &ClassScores::precision, Over::kItems},
};

void Divide(ClassScores* s) {
  const bool absent = s->items == 0 && s->decided == 0;
  s->recall = s->items > 0 ? double(s->hits) / s->items : kNan;
  s->precision = absent ? kNan : s->decided > 0 ? double(s->hits) / s->decided : 0;
  s->f1 = absent ? kNan : 2.0 * s->hits / (s->items + s->decided);
}

}  // namespace

ConfusionMatrix CountConfusion(absl::Span<const int> truth, absl::Span<const int> decision,
                               int classes) {
  ConfusionMatrix confusion(classes);
  for (size_t i = 0; i < truth.size(); ++i) ++confusion.at(truth[i], decision[i]);
  return confusion;
}

void FillScores(std::vector<ClassScores>* scores) {
  for (ClassScores& s : *scores) Divide(&s);
}

std::vector<ClassScores> ScoreClasses(const ConfusionMatrix& confusion) {
  std::vector<ClassScores> scores(confusion.classes);
  for (int t = 0; t < confusion.classes; ++t) {
    for (int d = 0; d < confusion.classes; ++d) {
      scores[t].items += confusion.at(t, d);
      scores[d].decided += confusion.at(t, d);
    }
    scores[t].hits = confusion.at(t, t);
  }
  FillScores(&scores);
  return scores;
}

std::vector<ClassScores> ScoreClasses(absl::Span<const int> truth, absl::Span<const int> decision,
                                      int classes) {
  std::vector<ClassScores> scores(classes);
  for (size_t i = 0; i < truth.size(); ++i) {
    ++scores[truth[i]].items;
    ++scores[decision[i]].decided;
    scores[truth[i]].hits += truth[i] == decision[i];
  }
  FillScores(&scores);
  return scores;
}

double NamedMetric::Value(absl::Span<const ClassScores> scores) const {
  const bool hits = over == Over::kItems && score == &ClassScores::recall;  // Without rounding.
  double sum = 0;
  int64_t weights = 0, items = 0;
  for (const ClassScores& s : scores) {
    items += s.items;
    const int64_t weight = over == Over::kItems              ? s.items
                           : over == Over::kClassesWithItems ? s.items > 0
                                                             : s.items > 0 || s.decided > 0;
    weights += weight;
    if (weight == 0) continue;
    sum += hits ? s.hits : std::isnan(s.*score) ? 0 : weight * s.*score;
  }
  return items > 0 ? sum / weights : kNan;
}

double Accuracy(const ConfusionMatrix& confusion) {
  return FindMetric("accuracy")->Value(ScoreClasses(confusion));
}

double Uar(const ConfusionMatrix& confusion) {
  return FindMetric("uar")->Value(ScoreClasses(confusion));
}

ClassScores Micro(absl::Span<const ClassScores> scores, absl::Span<const int> among) {
  ClassScores sum;
  for (const int c : among) {
    sum.items += scores[c].items;
    sum.decided += scores[c].decided;
    sum.hits += scores[c].hits;
  }
  Divide(&sum);
  return sum;
}

double SurpriseNats(double p) { return -std::log(std::max(p, kLeastProbability)); }

std::string MetricTitle(const std::string& name) {
  if (name == kCrossEntropy) return "cross-entropy, nats";
  if (name == kRocAuc) return "ROC AUC";
  if (name == kPrAuc) return "PR AUC";
  const NamedMetric* metric = FindMetric(name);
  return metric != nullptr ? metric->title : name;
}

absl::Span<const NamedMetric> WholeMetrics() { return kMetrics; }

const NamedMetric* FindMetric(const std::string& name) {
  for (const char* micro : {"micro_f1", "micro_precision", "micro_recall", "weighted_recall"}) {
    if (name == micro) return FindMetric("accuracy");
  }
  for (const NamedMetric& metric : kMetrics) {
    if (name == metric.name) return &metric;
  }
  return nullptr;
}

}  // namespace auricle
