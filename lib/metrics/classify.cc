// SPDX-License-Identifier: Apache-2.0
#include "lib/metrics/classify.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>

namespace auricle {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

constexpr NamedMetric kMetrics[] = {
    {"accuracy", "accuracy", &Accuracy},
    {"uar", "UAR", &Uar},
    {"macro_f1", "macro F1", &MacroF1},
    {"macro_precision", "macro precision", &MacroPrecision},
    {"macro_recall", "macro recall", &MacroRecall},
    {"weighted_f1", "weighted F1", &WeightedF1},
};

void Divide(ClassScores* s) {
  const bool absent = s->items == 0 && s->decided == 0;
  s->recall = s->items > 0 ? double(s->hits) / s->items : kNan;
  s->precision = absent ? kNan : s->decided > 0 ? double(s->hits) / s->decided : 0;
  s->f1 = absent ? kNan : 2.0 * s->hits / (s->items + s->decided);
}

// The mean over classes that have items or were decided, of `field` with NaN as 0.
double MacroMean(const ConfusionMatrix& confusion, double ClassScores::*field) {
  double sum = 0;
  int classes = 0;
  bool any_item = false;
  for (const ClassScores& s : ScoreClasses(confusion)) {
    any_item |= s.items > 0;
    if (s.items == 0 && s.decided == 0) continue;
    sum += std::isnan(s.*field) ? 0 : s.*field;
    ++classes;
  }
  return any_item ? sum / classes : kNan;
}

}  // namespace

ConfusionMatrix CountConfusion(absl::Span<const int> truth, absl::Span<const int> decision,
                               int classes) {
  ConfusionMatrix confusion(classes);
  for (size_t i = 0; i < truth.size(); ++i) ++confusion.at(truth[i], decision[i]);
  return confusion;
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
  for (ClassScores& s : scores) Divide(&s);
  return scores;
}

double Accuracy(const ConfusionMatrix& confusion) {
  int64_t hits = 0;
  for (int c = 0; c < confusion.classes; ++c) hits += confusion.at(c, c);
  const int64_t items =
      std::accumulate(confusion.counts.begin(), confusion.counts.end(), int64_t{0});
  return items > 0 ? double(hits) / items : kNan;
}

double Uar(const ConfusionMatrix& confusion) {
  double sum = 0;
  int classes = 0;
  for (int t = 0; t < confusion.classes; ++t) {
    int64_t items = 0;
    for (int d = 0; d < confusion.classes; ++d) items += confusion.at(t, d);
    if (items == 0) continue;
    sum += double(confusion.at(t, t)) / items;
    ++classes;
  }
  return classes > 0 ? sum / classes : kNan;
}

double MacroPrecision(const ConfusionMatrix& confusion) {
  return MacroMean(confusion, &ClassScores::precision);
}

double MacroRecall(const ConfusionMatrix& confusion) {
  return MacroMean(confusion, &ClassScores::recall);
}

double MacroF1(const ConfusionMatrix& confusion) { return MacroMean(confusion, &ClassScores::f1); }

double WeightedF1(const ConfusionMatrix& confusion) {
  double sum = 0;
  int64_t items = 0;
  for (const ClassScores& s : ScoreClasses(confusion)) {
    if (s.items > 0) sum += s.f1 * s.items;
    items += s.items;
  }
  return items > 0 ? sum / items : kNan;
}

ClassScores Micro(const ConfusionMatrix& confusion, absl::Span<const int> among) {
  const std::vector<ClassScores> scores = ScoreClasses(confusion);
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

bool IsMeanF1(const std::string& name) { return name == "macro_f1" || name == "weighted_f1"; }

std::string MetricTitle(const std::string& name) {
  if (name == kCrossEntropy) return "cross-entropy, nats";
  if (name == kRocAuc) return "ROC AUC";
  if (name == kPrAuc) return "PR AUC";
  const NamedMetric* metric = FindMetric(name);
  return metric != nullptr ? metric->title : name;
}

absl::Span<const NamedMetric> WholeMetrics() { return kMetrics; }

const NamedMetric* FindMetric(const std::string& name) {
  for (const char* micro : {"micro_f1", "micro_precision", "micro_recall"}) {
    if (name == micro) return FindMetric("accuracy");
  }
  for (const NamedMetric& metric : kMetrics) {
    if (name == metric.name) return &metric;
  }
  return nullptr;
}

}  // namespace auricle
