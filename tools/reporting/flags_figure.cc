// SPDX-License-Identifier: Apache-2.0
#include "tools/reporting/flags_figure.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gflags/gflags.h"
#include "lib/base/text.h"
#include "lib/tool/tool.h"

DEFINE_string(
    figure, "",
    "A figure as a file (.svg, .png, .pdf): conditions, differences, curves, boost "
    "(anti-transfer's gain by target and pretraining), layers (its gain by layer) or loss "
    "(by epoch, of --condition).");
DEFINE_string(condition, "",
              "Whose loss --figure=loss shows. Default: the first with anti-transfer.");
DEFINE_string(published, "",
              "A file of published figures (experiments/published/), which --figure=layers and "
              "boost show beside ours; alone it redraws theirs.");

namespace auricle {
namespace {

const std::vector<std::string>& Names() {
  static const auto* const names = new std::vector<std::string>{
      "boost", "conditions", "curves", "differences", "layers", "loss"};
  return *names;
}

}  // namespace

bool WantsFigure() { return !FLAGS_figure.empty(); }

absl::Status CheckFigureFlags(const std::string& format) {
  const bool drawing = format == "svg" || format == "png" || format == "pdf";
  const auto& names = Names();
  if (!WantsFigure()) {
    if (!drawing && FLAGS_published.empty() && FLAGS_condition.empty()) return absl::OkStatus();
    return ToolMisuse(
        absl::StrCat("svg, png, pdf, --published and --condition are of --figure, "
                     "which is one of ",
                     absl::StrJoin(names, ", ")));
  }
  if (std::count(names.begin(), names.end(), FLAGS_figure) == 0) {
    return ToolMisuse(absl::StrCat("--figure='", EscapeForTerminal(FLAGS_figure), "' is none of ",
                                   absl::StrJoin(names, ", ")));
  }
  if (!drawing) {
    return ToolMisuse("a figure is svg, png or pdf; end --output in one of them");
  }
  if (!FLAGS_published.empty() && FLAGS_figure != "layers" && FLAGS_figure != "boost") {
    return ToolMisuse("--published is shown by --figure=layers and --figure=boost");
  }
  return absl::OkStatus();
}

}  // namespace auricle
