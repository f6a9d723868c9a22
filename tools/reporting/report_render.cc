// SPDX-License-Identifier: Apache-2.0
#include "tools/reporting/report_render.h"

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "gflags/gflags.h"
#include "lib/base/status_macros.h"
#include "lib/evaluate/score.h"
#include "lib/report/page/page.h"
#include "lib/report/study/analysis.h"
#include "lib/report/study/joint.h"
#include "lib/report/study/study.h"
#include "lib/report/tables/run_grid.h"
#include "lib/report/tables/tsv.h"
#include "lib/report/tables/xlsx.h"
#include "lib/report/text/html.h"
#include "lib/report/text/markdown.h"
#include "lib/tool/flags_run.h"
#include "lib/tool/tool.h"
#include "tools/reporting/flags_figure.h"
#include "tools/reporting/report_figure.h"

// In report.cc: --help lists the flags of a tool's own file.
DECLARE_string(baseline);
DECLARE_string(metric);
DECLARE_string(split);
DECLARE_string(title);
DECLARE_string(unit);
DECLARE_bool(figures);
DECLARE_bool(intersect);
DECLARE_int32(resamples);

namespace auricle {
namespace {

// What was published are accuracies, so ours are those beside it unless told otherwise.
std::string MetricFromFlags() {
  const bool asked = !gflags::GetCommandLineFlagInfoOrDie("metric").is_default;
  const bool published = !FLAGS_published.empty();
  return published && !asked ? "accuracy" : FLAGS_metric;
}

std::vector<Grid> GridsFromFlags(const std::vector<RunResults>& runs) {
  return BuildGrids(runs, FLAGS_unit == "window" ? kOfWindows : "");
}

// The page as text, in `format`.
absl::StatusOr<std::string> RenderStudies(const std::vector<RunResults>& runs,
                                          const std::string& format) {
  StudyOptions study_options;
  study_options.baseline = FLAGS_baseline;
  study_options.split = FLAGS_split;
  study_options.intersect = FLAGS_intersect;
  ASSIGN_OR_RETURN(const std::vector<Study> studies, GatherStudies(runs, study_options));
  AnalysisOptions options;
  options.metric = MetricFromFlags();
  options.resamples = FLAGS_resamples;
  options.seed = FLAGS_seed;
  std::vector<Analysis> analyses;
  for (const Study& study : studies) analyses.push_back(Analyse(study, options));
  if (WantsFigure()) return DrawFigureFromFlags(studies, analyses, format);
  const absl::optional<Joint> joined = JoinStudies(studies, options);
  const Joint* joint = joined.has_value() ? &*joined : nullptr;
  if (format == "tsv") return RenderTsv(studies, analyses, joint);
  PageOptions page;
  page.title = FLAGS_title;
  page.figures = FLAGS_figures && format == "html";
  Document document = BuildPage(studies, analyses, joint, page);
  // Too wide for Markdown; runs and xlsx hold the same.
  if (format == "html") AddGrids(GridsFromFlags(runs), &document);
  std::string fold;
  int folds = 0;  // What is folded away on the page is not said either, but for warnings.
  for (const Block& block : document.blocks) {
    folds += (block.kind == Block::Kind::kOpen) - (block.kind == Block::Kind::kClose);
    if (block.kind == Block::Kind::kHeading && block.level == 1) Say(block.text);
    if (block.kind == Block::Kind::kOpen && folds == 1) fold = block.text;
    if (block.kind == Block::Kind::kVerdict && folds == 0) {
      Say(absl::StrCat(block.lead, ": ", block.text));
    }
    if (block.tone == Tone::kWarning) {
      Say(absl::StrCat("note: ", folds > 0 ? absl::StrCat(fold, ": ") : "", block.text));
    }
  }
  if (format == "md") return RenderMarkdown(document);
  return RenderHtml(document);
}

}  // namespace

absl::StatusOr<std::string> RenderReport(const std::vector<RunResults>& runs,
                                         const std::string& format) {
  if (format == "xlsx") return RenderXlsx(GridsFromFlags(runs));
  if (format == "runs") return RenderGridTsv(GridsFromFlags(runs));
  return RenderStudies(runs, format);
}

}  // namespace auricle
