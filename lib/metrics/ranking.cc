// SPDX-License-Identifier: Apache-2.0
#include "lib/metrics/ranking.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>

namespace auricle {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

}  // namespace

Ranking::Ranking(absl::Span<const float> scores, absl::Span<const int> truth,
                 absl::Span<const int> unit, int of) {
  std::vector<size_t> order(scores.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return scores[a] > scores[b]; });
  places_.reserve(order.size());
  for (size_t i = 0; i < order.size(); ++i) {
    const bool last = i + 1 == order.size() || scores[order[i + 1]] < scores[order[i]];
    places_.push_back({unit[order[i]], truth[order[i]] == of, last});
  }
}

RankingScores Ranking::Score(absl::Span<const int> times) const {
  int64_t hits = 0, others = 0;  // That score more than the current ones.
  int64_t tied_hits = 0, tied_others = 0;
  double pairs = 0, precisions = 0;
  for (const Place& place : places_) {
    (place.positive ? tied_hits : tied_others) += times[place.unit];
    if (!place.last) continue;
    pairs += tied_others * (hits + 0.5 * tied_hits);
    hits += tied_hits;
    others += tied_others;
    if (tied_hits > 0) precisions += double(tied_hits) * hits / (hits + others);
    tied_hits = tied_others = 0;
  }
  if (hits == 0 || others == 0) return {kNan, kNan};
  return {pairs / (double(hits) * others), precisions / hits};
}

double MeanOfDefined(absl::Span<const double> values) {
  double sum = 0;
  int defined = 0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    sum += value;
    ++defined;
  }
  return defined > 0 ? sum / defined : kNan;
}

}  // namespace auricle
