// SPDX-License-Identifier: Apache-2.0
// What anti-transfer does at each layer, ours and what was published, on one scale.
#ifndef AURICLE_LIB_REPORT_STUDY_LAYER_CURVES_H_
#define AURICLE_LIB_REPORT_STUDY_LAYER_CURVES_H_

#include <limits>
#include <string>
#include <vector>

#include "lib/metrics/intervals.h"
#include "lib/report/study/analysis.h"
#include "lib/report/study/published.h"
#include "lib/report/study/study.h"

namespace auricle {

// One way to train at one layer. Differences to the baseline are points (of 100).
struct LayerPoint {
  int depth = 0;     // TapDepth().
  std::string name;  // Of the tap.
  double value = 0;
  Interval interval = {std::numeric_limits<double>::quiet_NaN(),
                       std::numeric_limits<double>::quiet_NaN()};
  // The study's metric on validation, mean over runs: what a layer may be chosen by. NaN: unknown.
  double validation = std::numeric_limits<double>::quiet_NaN();
};

struct LayerCurve {
  std::string target;       // "digit on fsdd, plan speaker"
  std::string pretraining;  // Of the frozen network.
  bool published = false;
  std::vector<LayerPoint> points;  // By depth.
};

// The term computed without gradient: what differs from the baseline is none of its doing.
struct LayerControl {
  std::string target;
  LayerPoint point;
};

struct LayerCurves {
  std::vector<LayerCurve> curves;
  std::vector<LayerControl> controls;
  std::vector<std::string> sizes;  // "digit on fsdd: 3000 items, 6 groups (speaker), 3 seeds"
  std::string metric = "accuracy";
  double level = 0.95;
};

// Of all conditions with one anti-transfer term at one tap of VGG16.
LayerCurves CollectLayers(const std::vector<Study>& studies, const std::vector<Analysis>& analyses);

// Adds the published layers on test, as differences to their published baselines.
void AddPublishedLayers(const std::vector<PublishedFigure>& published, LayerCurves* layers);

// The mean over the curves that are (not) published, at depths that all of them have; of no curve
// it has no point. Its intervals are the mean of theirs: right if what the curves share (a
// baseline, a test set) makes their noise one, too wide if it does not.
LayerCurve MeanCurve(const LayerCurves& layers, bool published);

// "speaker" of "speaker.jackson.1.model": the frozen network without its fold and seed.
std::string PretrainingName(const RunResults& run);

// "digit on fsdd, plan speaker".
std::string TargetName(const Study& study);

// "3000 items, 6 groups (speaker), 1 … 3 seeds"
std::string StudySizes(const Study& study);

}  // namespace auricle

#endif  // AURICLE_LIB_REPORT_STUDY_LAYER_CURVES_H_
