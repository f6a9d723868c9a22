// SPDX-License-Identifier: Apache-2.0
// The three figures of the anti-transfer study, each a whole drawing with its title and caption.
#ifndef AURICLE_LIB_REPORT_FIGURES_AT_FIGURES_H_
#define AURICLE_LIB_REPORT_FIGURES_AT_FIGURES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/report/figures/gnuplot.h"
#include "lib/report/study/layer_curves.h"
#include "lib/report/study/published.h"
#include "lib/report/study/study.h"

namespace auricle {

// Improvement over the baseline by layer: a panel for each target with a curve for each
// pretraining, intervals and the control, and one with the mean over curves. Errors:
// kInvalidArgument if there is no curve.
absl::StatusOr<Plot> LayersFigure(const LayerCurves& layers);

// Improvement over the baseline by target and pretraining, each at the layer that did best on
// validation (of all layers where none is known), and means over them; then the published bars.
// Errors: kInvalidArgument if there is nothing to show.
absl::StatusOr<Plot> BoostFigure(const LayerCurves& layers,
                                 const std::vector<PublishedFigure>& published);

// Loss by epoch of one condition ("": the first with anti-transfer): cross-entropy on train and
// valid above, the anti-transfer term below. Errors: kInvalidArgument if there is no such condition
// or its models have no history.
absl::StatusOr<Plot> LossFigure(const Study& study, const std::string& condition);

}  // namespace auricle

#endif  // AURICLE_LIB_REPORT_FIGURES_AT_FIGURES_H_
