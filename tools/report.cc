// SPDX-License-Identifier: Apache-2.0
// report: results → a page.
#include <unistd.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gflags/gflags.h"
#include "lib/base/status_macros.h"
#include "lib/metrics/classify.h"
#include "lib/records/output_file.h"
#include "lib/report/analysis.h"
#include "lib/report/html.h"
#include "lib/report/markdown.h"
#include "lib/report/page.h"
#include "lib/report/results_file.h"
#include "lib/report/run_grid.h"
#include "lib/report/score.h"
#include "lib/report/study.h"
#include "lib/report/xlsx.h"
#include "lib/tool/flags_io.h"
#include "lib/tool/flags_run.h"
#include "lib/tool/tool.h"

DEFINE_string(format, "auto",
              "html, md, tsv, xlsx, or runs (as TSV); auto: by the suffix of --output (.runs.tsv: "
              "runs), md on a terminal.");
DEFINE_string(unit, "item",
              "What xlsx, runs and the page's table of runs count: item, or window, where evaluate "
              "--unit=window kept figures over windows.");
DEFINE_string(baseline, "",
              "The condition that all others are compared with. Default: the run named baseline, "
              "else the first given.");
DEFINE_string(split, "test",
              "The part that conditions are compared on, where there are results of several; the "
              "others stand beside it.");
DEFINE_string(metric, "uar", "What conditions are judged by: accuracy, uar, macro_f1, …");
DEFINE_bool(intersect, false,
            "Where test sets differ, compares on the items that all runs have, and says how many "
            "were dropped. Else it is an error.");
DEFINE_string(title, "", "The page's title. Default: task and corpus.");
DEFINE_bool(figures, true, "Draws figures (HTML; needs gnuplot).");
DEFINE_int32(resamples, 2000, "Bootstrap resamples of every interval.");

namespace auricle {
namespace {

const Tool kTool = {
    "report",
    "results of one or many runs as a page: what differs, how sure it is, and where",
    "    report [--baseline=NAME] [--metric=NAME] RESULTS... [--output=FILE]\n"
    "\n"
    "    report runs/*.results --output=report.html\n"
    "    report runs/*.results --output=report.xlsx",
    "Runs of one name (evaluate --name) over seeds and plans are one condition; the plans of a "
    "seed\n"
    "are pooled item by item. Conditions are compared with the baseline on the same items; the\n"
    "intervals count the noise between groups (or items) and between seeds. The page is one file:\n"
    "nothing is loaded, nothing runs. TSV holds every figure on a line of its own. A workbook\n"
    "(xlsx) and runs have a row for each name and seed: loss (cross-entropy), accuracy, F1,\n"
    "precision and recall on train, val and test, mean and standard deviation over folds, and all\n"
    "parameters.",
    {"io:output,salvage", "run:seed"}};

absl::StatusOr<std::string> Format() {
  const std::set<std::string> formats = {"html", "md", "tsv", "xlsx", "runs"};
  if (formats.count(FLAGS_format) > 0) return FLAGS_format;
  if (FLAGS_format != "auto") {
    return ToolMisuse(
        absl::StrCat("--format='", FLAGS_format, "' is none of ", absl::StrJoin(formats, ", ")));
  }
  if (absl::EndsWith(FLAGS_output, ".xlsx")) return "xlsx";
  if (absl::EndsWith(FLAGS_output, ".runs.tsv")) return "runs";
  if (absl::EndsWith(FLAGS_output, ".html") || absl::EndsWith(FLAGS_output, ".htm")) return "html";
  if (absl::EndsWith(FLAGS_output, ".md")) return "md";
  if (absl::EndsWith(FLAGS_output, ".tsv")) return "tsv";
  if (FLAGS_output == "-") return isatty(STDOUT_FILENO) ? "md" : "html";
  return ToolMisuse(
      absl::StrCat("the suffix of --output='", FLAGS_output,
                   "' says no format; end it in .html, .md, .tsv or .xlsx, or give --format"));
}

absl::Status CheckFlags() {
  std::vector<std::string> names;
  for (const NamedMetric& metric : WholeMetrics()) names.push_back(metric.name);
  if (FindMetric(FLAGS_metric) == nullptr) {
    return ToolMisuse(
        absl::StrCat("--metric='", FLAGS_metric, "' is none of ", absl::StrJoin(names, ", ")));
  }
  if (FLAGS_unit != "item" && FLAGS_unit != "window") {
    return ToolMisuse(absl::StrCat("--unit='", FLAGS_unit, "' is not item or window"));
  }
  if (FLAGS_resamples < 100) return ToolMisuse("--resamples is 100 or more");
  return absl::OkStatus();
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
  options.metric = FLAGS_metric;
  options.resamples = FLAGS_resamples;
  options.seed = FLAGS_seed;
  std::vector<Analysis> analyses;
  for (const Study& study : studies) analyses.push_back(Analyse(study, options));
  if (format == "tsv") return RenderTsv(studies, analyses);
  PageOptions page;
  page.title = FLAGS_title;
  page.figures = FLAGS_figures && format == "html";
  Document document = BuildPage(studies, analyses, page);
  AddGrids(GridsFromFlags(runs), &document);
  for (const Block& block : document.blocks) {
    if (block.kind == Block::Kind::kVerdict) Say(absl::StrCat(block.lead, ": ", block.text));
    if (block.tone == Tone::kWarning) Say(absl::StrCat("note: ", block.text));
  }
  if (format == "md") return RenderMarkdown(document);
  return RenderHtml(document);
}

absl::StatusOr<std::string> Render(const std::vector<RunResults>& runs, const std::string& format) {
  if (format == "xlsx") return RenderXlsx(GridsFromFlags(runs));
  if (format == "runs") return RenderGridTsv(GridsFromFlags(runs));
  return RenderStudies(runs, format);
}

absl::Status Report(const std::vector<std::string>& inputs) {
  ASSIGN_OR_RETURN(const std::string format, Format());
  RETURN_IF_ERROR(CheckFlags());
  ASSIGN_OR_RETURN(const std::unique_ptr<OutputFile> output, OutputFile::Create(FLAGS_output));
  std::vector<RunResults> runs;
  for (const std::string& input : inputs) {
    std::string note;
    RETURN_IF_ERROR(ReadResults(input, ReadOptionsFromFlags(), &runs, &note));
    if (!note.empty()) Say(note);
  }
  if (runs.empty()) {
    return absl::InvalidArgumentError("there are no results to report; give what evaluate wrote");
  }
  ASSIGN_OR_RETURN(const std::string text, Render(runs, format));
  RETURN_IF_ERROR(output->Append(text));
  return output->Commit();
}

}  // namespace
}  // namespace auricle

int main(int argc, char** argv) {
  return auricle::ToolMain(argc, argv, auricle::kTool, &auricle::Report);
}
