// SPDX-License-Identifier: Apache-2.0
// A figure as a file of its own.
#ifndef AURICLE_LIB_REPORT_FIGURES_FIGURE_FILE_H_
#define AURICLE_LIB_REPORT_FIGURES_FIGURE_FILE_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/report/figures/gnuplot.h"
#include "lib/report/text/document.h"

namespace auricle {

// The bytes of `plot` as "svg", "png" (at twice its size, for paper) or "pdf", the same every time.
// In SVG labels replace tokens, as in pages; gnuplot is told those of PNG and PDF, as strings in
// single quotes, within which it expands nothing, without control characters.
absl::StatusOr<std::string> DrawFile(const Plot& plot, absl::string_view format);

// `figure` with its title above, then a line of series names in their colours, and its caption
// below, wrapped: on a page HTML has them.
Plot Framed(const Figure& figure, const std::vector<std::string>& legend);

// The same for a drawing of several panels, whose script places them by PanelMargins() of `frame`.
struct Frame {
  int width = 0;
  int height = 0;                   // With title and caption.
  int above = 0;                    // Pixels that the title takes,
  int below = 0;                    // and the caption.
  std::vector<std::string> script;  // Commands that write them.
};
Frame MakeFrame(const Figure& figure, int body_height, Plot* plot);
// The axes of a panel from (left, top) to (right, bottom), pixels of the body.
std::vector<std::string> PanelMargins(const Frame& frame, int left, int right, int top, int bottom);

// The colour of a role as "#rrggbb", that of pages by day.
std::string RoleColour(absl::string_view role);

}  // namespace auricle

#endif  // AURICLE_LIB_REPORT_FIGURES_FIGURE_FILE_H_
