// SPDX-License-Identifier: Apache-2.0
// Conditions (ways to train) compared on the same items: every condition was trained under several
// seeds, and every resulting model decided about every item. Both the seeds and the units (groups,
// or items where there are none) are samples of what could have been, so both count as noise.
// lib/metrics/README.md tells how often the intervals hold and the tests err, by simulation.
#ifndef AURICLE_LIB_METRICS_COMPARE_H_
#define AURICLE_LIB_METRICS_COMPARE_H_

#include <vector>

#include "absl/types/span.h"
#include "lib/metrics/classify.h"
#include "lib/metrics/influence.h"
#include "lib/metrics/intervals.h"

namespace auricle {

// One condition's decisions, [seed][item].
using Decisions = std::vector<std::vector<int>>;

// One figure of one condition under each seed, and what it owes to each unit (see Influence, whose
// other fields stand here as means over seeds).
struct Sampled {
  std::vector<double> by_seed;               // [seed]
  std::vector<std::vector<double>> of_unit;  // [seed][unit]
  std::vector<double> expected;              // [unit]
  double smoothing = 0;
  double shift = 0;
  double lone = 0;
  double discordant = 0;
  bool items = false;     // Units are items, each right or wrong.
  std::vector<int> sets;  // So many units of each test set, one after the other.
};
Sampled SampleInfluence(const Influence& influence, bool items);
Sampled SampleCondition(const TestItems& items, const CountInfluence& influence,
                        const Decisions& decisions, const NamedMetric& metric);

// What the variance of an estimate consists of.
struct Noise {
  double units = 0;        // Over units, as seen: with the interaction of units and trainings.
  double units_df = 0;     // Its degrees of freedom.
  double units_alone = 0;  // Without the interaction.
  struct Training {
    double variance = 0;  // Of a condition's mean over seeds, as seen: with the interaction.
    double df = 0;
  };
  std::vector<Training> trainings;  // Of each condition with two seeds or more.
  bool still = false;               // All units agree.
};

// The mean over seeds and how far to trust it.
struct Estimate {
  double value = 0;
  int seeds = 0;
  double sd_seeds = 0;  // Between seeds, on these items; NaN with one seed.
  double se = 0;        // Of `value`, as a figure for further seeds and further units.
  Noise noise;
  Interval interval;  // NaN with fewer than two units.
};

// On which scale a figure's noise is even.
enum class Scale {
  kShare,       // Lies in [0, 1]: EffectiveWilsonInterval.
  kPositive,    // Its logarithm: cross-entropy.
  kDifference,  // Itself.
};

// A crossed random-effects model, seeds × units. The variance of the mean over S seeds is units +
// seeds + interaction; over units one sees units + interaction, over seeds seeds + interaction.
// Both of these must hold at `level`:
//   1. Student's t on what is seen over units, as if no training differed from another;
//   2. t on units (without the interaction) + what is seen over seeds, with the mean of both
//      quantiles weighted by the variances (Cochran and Cox 1950, as for Behrens and Fisher's
//      problem, where it is never liberal: Mickey and Brown 1966).
// The first alone is too short where trainings differ; the second alone where few seeds look alike
// by chance. (The sum max(0, seeds) + units with degrees of freedom by Welch and Satterthwaite is
// too short in just that case: of 3 seeds one in four show less than the interaction, and it then
// took the degrees of freedom of the units. Tests of equal conditions so found p < .05 in 8 to 16
// of 100 cases.) With one seed the noise of training is not in it. Over items a single model's
// share takes the normal quantile, as Wilson's does.
Estimate EstimateMean(const Sampled& condition, Scale scale, double level);

// a - b, seed by seed and unit by unit; both have as many of each.
Sampled PairedDifference(const Sampled& a, const Sampled& b);

// a - b. Paired by seed when the same seeds were used for both (`paired`), else the two spreads
// over seeds add, with degrees of freedom by Welch and Satterthwaite; paired by unit always.
Estimate EstimateDifference(const Sampled& a, const Sampled& b, bool paired, double level);

// Two-sided p of value = 0, by the same rules as the interval. Where all units agree (`still`) no
// less than sign flips give for as many units, 2^-df: three items that are all won are no proof.
double PValue(const Estimate& difference);

// The smallest true difference that a study with this noise finds with probability `power` at a
// two-sided level `alpha`. NaN where there is no interval.
double DetectableDifference(const Estimate& difference, double alpha, double power);

}  // namespace auricle

#endif  // AURICLE_LIB_METRICS_COMPARE_H_
