// SPDX-License-Identifier: Apache-2.0
// The figures of a report.
#ifndef AURICLE_LIB_REPORT_FIGURES_FIGURES_H_
#define AURICLE_LIB_REPORT_FIGURES_FIGURES_H_

#include <map>
#include <string>
#include <vector>

#include "lib/report/study/analysis.h"
#include "lib/report/study/study.h"
#include "lib/report/text/document.h"

namespace auricle {

// The main metric of every condition: mean, interval, and a dot for each seed.
Figure ConditionsFigure(const Study& study, const Analysis& analysis);

// Every comparison's difference to the baseline in points, with its interval and a line at zero.
Figure DifferencesFigure(const Study& study, const Analysis& analysis);

// How training went: one figure for each scalar ("loss": train and valid), all conditions in it; of
// more than eight conditions one figure of the loss for each. Empty if no model has a history.
std::vector<Figure> LearningCurves(const Study& study);

// Data of a scalar by epoch over runs: the mean, as far as half of them went (the few that train
// longest are no fair sample), and all of them, with blank lines between.
std::string MeanCurve(const std::vector<std::map<int, double>>& runs);
std::string AllCurves(const std::vector<std::map<int, double>>& runs);

// A number for gnuplot's data ("?" if undefined), and the colour of a condition.
std::string PlotNumber(double value);
std::string SeriesRole(int condition);

}  // namespace auricle

#endif  // AURICLE_LIB_REPORT_FIGURES_FIGURES_H_
