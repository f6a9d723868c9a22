// SPDX-License-Identifier: Apache-2.0
#include "lib/metrics/simulation/measure.h"

#include <cmath>

#include "lib/metrics/influence.h"
#include "lib/metrics/ranking.h"

namespace auricle {
namespace {

constexpr double kLevel = 0.95;

void Count(const Interval& interval, double truth, Coverage* coverage) {
  ++coverage->draws;
  if (std::isnan(interval.low)) {
    ++coverage->none;
    return;
  }
  coverage->held += interval.low <= truth && truth <= interval.high;
  coverage->below += truth < interval.low;
  coverage->width += interval.high - interval.low;
}

void Finish(Coverage* coverage) {
  const int given = coverage->draws - coverage->none;
  if (given > 0) coverage->width /= given;
}

}  // namespace

Coverage CoverageOf(const Design& design, const NamedMetric& metric, int draws, uint64_t seed) {
  Rng rng(seed, design.name);
  const TestItems items = ItemsOf(design);
  const CountInfluence influence(items);
  const double truth = TruthOf(design, metric);
  Coverage coverage;
  for (int i = 0; i < draws; ++i) {
    const Decisions decisions = Draw(design, items, 1, &rng)[0];
    const Sampled sampled = SampleCondition(items, influence, decisions, metric);
    Count(EstimateMean(sampled, Scale::kShare, kLevel).interval, truth, &coverage);
  }
  Finish(&coverage);
  return coverage;
}

Coverage CoverageOf(const RankingDesign& design, bool roc, int draws, uint64_t seed) {
  Rng rng(seed, design.name);
  const double truth = roc ? design.roc : PrTruthOf(design);
  Coverage coverage;
  for (int i = 0; i < draws; ++i) {
    const RankingDraw draw = Draw(design, &rng);
    const RankedAreas areas = RankAreas(draw.scores, draw.truth, draw.unit, draw.units, 1);
    const Sampled sampled = SampleInfluence(roc ? areas.roc : areas.pr, design.groups == 0);
    Count(EstimateMean(sampled, Scale::kShare, kLevel).interval, truth, &coverage);
  }
  Finish(&coverage);
  return coverage;
}

Size SizeOf(const Design& design, const NamedMetric& metric, bool paired, int draws,
            uint64_t seed) {
  Rng rng(seed, design.name);
  const TestItems items = ItemsOf(design);
  const CountInfluence influence(items);
  Size size;
  for (int i = 0; i < draws; ++i) {
    const std::vector<Decisions> decisions = Draw(design, items, 2, &rng);
    const Estimate difference =
        EstimateDifference(SampleCondition(items, influence, decisions[0], metric),
                           SampleCondition(items, influence, decisions[1], metric), paired, kLevel);
    const double p = PValue(difference);
    ++size.draws;
    size.none += std::isnan(p);
    size.found += p < 1 - kLevel;
  }
  return size;
}

}  // namespace auricle
