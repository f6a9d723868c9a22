// SPDX-License-Identifier: Apache-2.0
#include "lib/metrics/ranking.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>

namespace auricle {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
// With so many items of the rarer side the variance that they show counts for half.
constexpr double kTrusted = 10;

// Items of one score.
struct Step {
  size_t begin, end;  // Places in the order.
  int64_t of_class, others;
};

struct Order {
  std::vector<size_t> item;  // In the order of falling scores.
  std::vector<Step> steps;
  double of_class = 0, others = 0;
};

Order Sort(absl::Span<const float> scores, absl::Span<const int> truth, int of) {
  Order order;
  order.item.resize(scores.size());
  std::iota(order.item.begin(), order.item.end(), size_t{0});
  std::sort(order.item.begin(), order.item.end(),
            [&](size_t a, size_t b) { return scores[a] > scores[b]; });
  for (size_t i = 0; i < order.item.size(); ++i) {
    if (i == 0 || scores[order.item[i]] < scores[order.item[i - 1]]) {
      order.steps.push_back({i, i, 0, 0});
    }
    Step& step = order.steps.back();
    ++(truth[order.item[i]] == of ? step.of_class : step.others);
    step.end = i + 1;
  }
  for (const Step& step : order.steps) {
    order.of_class += step.of_class;
    order.others += step.others;
  }
  return order;
}

// For each step how an item of the class, and another, moves an area.
struct Moves {
  double value = 0;
  std::vector<double> of_class, others;
};

Moves RocMoves(const Order& order) {
  Moves moves;
  double above = 0, others_above = 0, pairs = 0;
  for (const Step& step : order.steps) {
    const double below = order.others - others_above - step.others;
    moves.of_class.push_back((below + 0.5 * step.others) / order.others);
    moves.others.push_back((above + 0.5 * step.of_class) / order.of_class);
    pairs += step.others * (above + 0.5 * step.of_class);
    above += step.of_class;
    others_above += step.others;
  }
  moves.value = pairs / (order.of_class * order.others);
  for (double& m : moves.of_class) m = (m - moves.value) / order.of_class;
  for (double& m : moves.others) m = (m - moves.value) / order.others;
  return moves;
}

// An item raises or lowers the precision at every step that scores no more.
Moves PrMoves(const Order& order) {
  Moves moves;
  std::vector<double> precisions, raises, lowers;
  double hits = 0, others = 0, sum = 0;
  for (const Step& step : order.steps) {
    hits += step.of_class;
    others += step.others;
    const double all = hits + others;
    precisions.push_back(hits / all);
    sum += step.of_class * precisions.back();
    raises.push_back(step.of_class * others / (all * all));
    lowers.push_back(step.of_class * hits / (all * all));
  }
  moves.value = sum / order.of_class;
  moves.of_class.resize(order.steps.size());
  moves.others.resize(order.steps.size());
  double raised = 0, lowered = 0;
  for (size_t s = order.steps.size(); s-- > 0;) {
    raised += raises[s];
    lowered += lowers[s];
    moves.of_class[s] = (precisions[s] + raised - moves.value) / order.of_class;
    moves.others[s] = -lowered / order.of_class;
  }
  return moves;
}

double HanleyMcNeilVariance(double area, double of_class, double others) {
  const double side = (of_class + others) / 2 - 1;
  return area * (1 - area) / (of_class * others) *
         (1 + side * ((1 - area) / (2 - area) + area / (1 + area)));
}

double BinomialVariance(double area, double of_class, double) {
  return area * (1 - area) / of_class;
}

// What an area that is moved so owes to units; `derived` gives its variance by a formula from the
// area and the items of the class and of others.
Influence Owe(const Order& order, const Moves& moves, absl::Span<const int> truth, int of,
              absl::Span<const int> unit, int units, double (*derived)(double, double, double)) {
  Influence influence;
  influence.value = moves.value;
  influence.of_unit.resize(units);
  influence.expected.resize(units);
  const bool items = units == static_cast<int>(unit.size());
  // Deviations are too small, over items by the number of each side's, over groups by theirs.
  const auto widen = [](double n) { return n > 1 ? n / (n - 1) : 1; };
  double squares_of_class = 0, squares_of_others = 0;
  for (size_t s = 0; s < order.steps.size(); ++s) {
    const Step& step = order.steps[s];
    squares_of_class += step.of_class * moves.of_class[s] * moves.of_class[s];
    squares_of_others += step.others * moves.others[s] * moves.others[s];
  }
  for (size_t s = 0; s < order.steps.size(); ++s) {
    for (size_t at = order.steps[s].begin; at < order.steps[s].end; ++at) {
      const size_t i = order.item[at];
      const bool is = truth[i] == of;
      const double n = !items ? units : is ? order.of_class : order.others;
      influence.of_unit[unit[i]] +=
          std::sqrt(widen(n)) * (is ? moves.of_class[s] : moves.others[s]);
      influence.expected[unit[i]] +=
          is ? squares_of_class / order.of_class : squares_of_others / order.others;
    }
  }
  const double few = std::min(order.of_class, order.others);
  if (moves.value <= 0) influence.shift = 0.5 / (few + 1);
  if (moves.value >= 1) influence.shift = -0.5 / (few + 1);
  const double seen =
      squares_of_class * widen(order.of_class) + squares_of_others * widen(order.others);
  const double formula = derived(moves.value + influence.shift, order.of_class, order.others);
  const double mixed = ((few - 1) * seen + kTrusted * formula) / (few - 1 + kTrusted);
  influence.smoothing = items ? mixed - seen : std::max(0.0, mixed - seen);
  return influence;
}

}  // namespace

RankedAreas RankAreas(absl::Span<const float> scores, absl::Span<const int> truth,
                      absl::Span<const int> unit, int units, int of) {
  const Order order = Sort(scores, truth, of);
  RankedAreas areas;
  if (order.of_class == 0 || order.others == 0) {
    areas.roc.value = areas.pr.value = kNan;
    return areas;
  }
  areas.roc = Owe(order, RocMoves(order), truth, of, unit, units, &HanleyMcNeilVariance);
  areas.pr = Owe(order, PrMoves(order), truth, of, unit, units, &BinomialVariance);
  return areas;
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

void AddShare(const Influence& part, double count, Influence* mean) {
  mean->of_unit.resize(part.of_unit.size());
  mean->expected.resize(part.expected.size());
  mean->value += part.value / count;
  for (size_t u = 0; u < part.of_unit.size(); ++u) {
    mean->of_unit[u] += part.of_unit[u] / count;
    mean->expected[u] += part.expected[u] / (count * count);
  }
  mean->smoothing += part.smoothing / (count * count);
  mean->shift += part.shift / count;
}

}  // namespace auricle
