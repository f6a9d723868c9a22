// SPDX-License-Identifier: Apache-2.0
// What a figure owes to each unit of a test set: the linear part of its error, from which intervals
// and tests are made without resampling.
#ifndef AURICLE_LIB_METRICS_INFLUENCE_H_
#define AURICLE_LIB_METRICS_INFLUENCE_H_

#include <vector>

#include "absl/types/span.h"
#include "lib/metrics/classify.h"

namespace auricle {

// What was decided about. `unit` is the item's group, or the item itself: 0 … units-1.
struct TestItems {
  int classes = 0;
  int units = 0;
  std::vector<int> truth;
  std::vector<int> unit;
};

// The variance of a figure over test sets like this one is about the sum of squares of `of_unit`
// (the infinitesimal jackknife: Efron and Stein 1981; over groups it is the sandwich of Liang and
// Zeger 1986), and what a sample cannot show of itself:
struct Influence {
  double value = 0;
  // By how much the unit's items move the value; sums to about 0. Each item counts √(n/(n-m)) times
  // if its class has n items, m of them in this unit (of a mean over items: if all are n):
  // deviations from a mean of few are too small (Bell and McCaffrey 2002).
  std::vector<double> of_unit;  // [unit]
  // The same squared as it would be by chance alone, which tells how unequal units are.
  std::vector<double> expected;  // [unit]
  // Of a class (nearly) all right or all wrong the sum is (nearly) 0 though others like it would
  // vary. A pseudo-hit and a pseudo-miss, 2 / classes of each, are added to every class (for one
  // class Agresti and Coull 1998, for two Agresti and Caffo 2000, for a mean of several Price and
  // Bonett 2004). This is what they add to the variance, and by how much they move the value.
  double smoothing = 0;
  double shift = 0;
  // Of a class whose items are all in one unit nothing shows how units differ; its items' chance
  // stands in for it.
  double lone = 0;
  // Of the difference between two like this on the same items, what the pairs that Agresti and Min
  // (2005) add (half a pair won, half a pair lost) add to the variance.
  double discordant = 0;
};

// Makes the influences of figures that are counted from decisions about the same items.
class CountInfluence {
 public:
  explicit CountInfluence(const TestItems& items);

  // `decisions` as long as `items`. O(items + classes + units).
  Influence Of(absl::Span<const int> decisions, const NamedMetric& metric) const;
  // The precision, recall or F1 of the class `of`; `scores` are ScoreClasses of the decisions.
  Influence OfClass(absl::Span<const int> decisions, absl::Span<const ClassScores> scores, int of,
                    double ClassScores::*score) const;

 private:
  // How a figure changes with the counts of one class.
  struct Slope {
    double items = 0, decided = 0, hits = 0;
  };
  // A class as a proportion: what decides about how much of the figure is by chance.
  struct Share {
    double items = 0;
    double rate = 0;
    double swing = 0;  // Of the value, when a miss becomes a hit.
  };
  static Slope SlopeOf(const ClassScores& s, double ClassScores::*score);
  void AddChance(int of, const Share& share, double pseudo, bool lone, Influence* influence) const;

  const TestItems* items_;
  std::vector<double> class_items_;  // [class]
  std::vector<bool> lone_;           // [class]: all items are in one unit.
  std::vector<double> widen_;        // [item]: √(n/(n-m)) of its class,
  std::vector<double> widen_unit_;   // [unit]: of all items.
  struct ClassUnit {
    int unit;
    double items;
  };
  std::vector<std::vector<ClassUnit>> units_of_;  // [class]
};

}  // namespace auricle

#endif  // AURICLE_LIB_METRICS_INFLUENCE_H_
