// SPDX-License-Identifier: Apache-2.0
#include "tools/reporting/report_figure.h"

#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/report/figures/at_figures.h"
#include "lib/report/figures/figure_file.h"
#include "lib/report/figures/figures.h"
#include "lib/report/study/layer_curves.h"
#include "lib/report/study/published.h"
#include "tools/reporting/flags_figure.h"

namespace auricle {
namespace {

absl::StatusOr<std::vector<PublishedFigure>> ReadPublished() {
  std::vector<PublishedFigure> published;
  if (FLAGS_published.empty()) return published;
  std::ifstream in(FLAGS_published, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in) {
    return absl::NotFoundError(absl::StrCat("cannot read --published='", FLAGS_published, "'"));
  }
  absl::StatusOr<std::vector<PublishedFigure>> figures = ParsePublished(text);
  RETURN_IF_ERROR(Annotate(figures.status(), absl::StrCat("'", FLAGS_published, "'")));
  return figures;
}

// Figures of one study cannot show several.
absl::Status WantOne(const std::vector<Study>& studies) {
  if (studies.size() == 1) return absl::OkStatus();
  std::vector<std::string> names;
  for (const Study& study : studies) names.push_back(EscapeForTerminal(TargetName(study)));
  return absl::InvalidArgumentError(
      absl::StrCat("--figure=", FLAGS_figure, " shows one study, these results are of ",
                   studies.size(), " ('", absl::StrJoin(names, "', '"), "'); give those of one"));
}

Plot WithSizes(Figure figure, const Study& study) {
  absl::StrAppend(&figure.caption, " ", TargetName(study), ": ", StudySizes(study), ".");
  figure.plot.width = 560;
  return Framed(figure, {});
}

absl::StatusOr<Plot> CurvesPlot(const Study& study) {
  const std::vector<Figure> figures = LearningCurves(study);
  if (figures.empty()) return absl::InvalidArgumentError("no model has a history to draw");
  if (study.conditions.size() > static_cast<size_t>(kSeriesColours)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--figure=curves shows up to ", kSeriesColours, " conditions, here are ",
                     study.conditions.size(), "; give fewer, or --figure=loss for one of them"));
  }
  Figure figure = figures[0];
  figure.title = "Loss by epoch, nats";
  figure.caption =
      "Validation (solid) is the cross-entropy alone, training (dashed) the whole loss; bold lines "
      "are means over runs.";
  figure.plot.width = 640;
  std::vector<std::string> legend;
  for (const Condition& condition : study.conditions) legend.push_back(condition.name);
  return Framed(figure, legend);
}

absl::StatusOr<Plot> MakePlot(const std::vector<Study>& studies,
                              const std::vector<Analysis>& analyses) {
  if (FLAGS_figure == "layers" || FLAGS_figure == "boost") {
    ASSIGN_OR_RETURN(const std::vector<PublishedFigure> published, ReadPublished());
    LayerCurves layers = CollectLayers(studies, analyses);
    AddPublishedLayers(published, &layers);
    return FLAGS_figure == "layers" ? LayersFigure(layers) : BoostFigure(layers, published);
  }
  RETURN_IF_ERROR(WantOne(studies));
  if (FLAGS_figure == "loss") return LossFigure(studies[0], FLAGS_condition);
  if (FLAGS_figure == "curves") return CurvesPlot(studies[0]);
  if (FLAGS_figure == "conditions") {
    return WithSizes(ConditionsFigure(studies[0], analyses[0]), studies[0]);
  }
  if (analyses[0].comparisons.empty()) {
    return absl::InvalidArgumentError("--figure=differences wants two conditions or more");
  }
  return WithSizes(DifferencesFigure(studies[0], analyses[0]), studies[0]);
}

}  // namespace

absl::StatusOr<std::string> DrawFigureFromFlags(const std::vector<Study>& studies,
                                                const std::vector<Analysis>& analyses,
                                                const std::string& format) {
  ASSIGN_OR_RETURN(const Plot plot, MakePlot(studies, analyses));
  return DrawFile(plot, format);
}

}  // namespace auricle
