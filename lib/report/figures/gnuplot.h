// SPDX-License-Identifier: Apache-2.0
// Figures drawn by gnuplot, in a process of its own.
#ifndef AURICLE_LIB_REPORT_FIGURES_GNUPLOT_H_
#define AURICLE_LIB_REPORT_FIGURES_GNUPLOT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace auricle {

// Text from data never reaches gnuplot: a script holds tokens (LabelToken) of the same width, which
// are replaced in the finished SVG by the escaped labels. Colours are roles (Role) that become CSS
// variables, so that a page chooses them, by day and by night.
struct Plot {
  int width = 420;  // Pixels at scale 1.
  int height = 280;
  std::vector<std::string> script;  // Commands; no terminal, no output.
  std::vector<std::string> data;    // Block i is $dI in the script; tabs between, "?" for none.
  std::vector<std::string> labels;  // What token i stands for.
};

// A quoted token for `plot->labels`, to which `label` is added.
std::string LabelToken(const std::string& label, Plot* plot);

// "rgb '#…'" of a role: "ink", "grid", "muted", "zero" or "series0" … "series7"; with an opacity of
// 0 … 1.
std::string Colour(const std::string& role, double opacity = 1);
inline constexpr int kSeriesColours = 8;

// An <svg> element for each plot, to stand in one HTML page. Errors: kNotFound if there is no
// gnuplot; kInternal with what it said.
absl::StatusOr<std::vector<std::string>> DrawSvg(absl::Span<const Plot> plots);

}  // namespace auricle

#endif  // AURICLE_LIB_REPORT_FIGURES_GNUPLOT_H_
