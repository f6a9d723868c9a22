// SPDX-License-Identifier: Apache-2.0
// report: results → a page.
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gflags/gflags.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/evaluate/results_file.h"
#include "lib/metrics/classify.h"
#include "lib/records/files/output_file.h"
#include "lib/tool/flags_io.h"
#include "lib/tool/flags_run.h"
#include "lib/tool/tool.h"
#include "tools/reporting/flags_figure.h"
#include "tools/reporting/report_format.h"
#include "tools/reporting/report_render.h"

DEFINE_string(
    format, "auto",
    "html, md, tsv, xlsx, runs (as TSV), svg, png, pdf (of --figure) or auto (by the suffix of "
    "--output, of which .runs.tsv is runs; md on a terminal).");
DEFINE_string(unit, "item",
              "What xlsx, runs and the page's table of runs count: item or window (where evaluate "
              "--unit=window kept figures over windows).");
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
DEFINE_int32(resamples, 2000,
             "Draws of the sign flips over more than 12 groups, and of the stochastic order.");

namespace auricle {
namespace {

const Tool kTool = {
    "report",
    "results of one or many runs as a page: what differs, how sure it is, and where",
    "    report [--baseline=NAME] [--metric=NAME] RESULTS... [--output=FILE]\n"
    "\n"
    "    report runs/*.results --output=report.html\n"
    "    report runs/*.results --output=report.xlsx\n"
    "    report --figure=layers --metric=accuracy runs/*.results --output=layers.pdf\n"
    "    report --figure=layers --published=antitransfer.tsv --output=theirs.svg",
    "Runs of one name (evaluate --name) over seeds and plans are one condition; the plans of a "
    "seed\n"
    "are pooled item by item. Conditions are compared with the baseline on the same items; the\n"
    "intervals count the noise between groups (or items) and between seeds. The page is one file:\n"
    "nothing is loaded, nothing runs. TSV holds every figure on a line of its own. A workbook\n"
    "(xlsx) and runs have a row for each name and seed: loss (cross-entropy), accuracy, F1,\n"
    "precision and recall on train, val and test, mean and standard deviation over folds, and all\n"
    "parameters. Figures are files of their own by --figure; --published alone (without results)\n"
    "redraws what others published.",
    {"figure", "io:output,salvage", "run:seed"}};

absl::Status CheckFlags() {
  std::vector<std::string> names;
  for (const NamedMetric& metric : WholeMetrics()) names.push_back(metric.name);
  if (FindMetric(FLAGS_metric) == nullptr) {
    return ToolMisuse(absl::StrCat(
        "--metric='", EscapeForTerminal(FLAGS_metric), "' is none of ", absl::StrJoin(names, ", "),
        FLAGS_metric == kCrossEntropy || FLAGS_metric == kRocAuc || FLAGS_metric == kPrAuc
            ? "; it stands among the page's further figures and in xlsx and runs, but "
              "comparisons are of decisions, which it is not made of"
            : ""));
  }
  if (FLAGS_unit != "item" && FLAGS_unit != "window") {
    return ToolMisuse(absl::StrCat("--unit='", FLAGS_unit, "' is not item or window"));
  }
  if (FLAGS_resamples < 100) return ToolMisuse("--resamples is 100 or more");
  return absl::OkStatus();
}

absl::Status Report(const std::vector<std::string>& inputs) {
  EndAtFirstSignal();
  ASSIGN_OR_RETURN(const std::string format, ReportFormat());
  RETURN_IF_ERROR(CheckFlags());
  RETURN_IF_ERROR(CheckFigureFlags(format));
  ASSIGN_OR_RETURN(const std::unique_ptr<OutputFile> output, OutputFile::Create(FLAGS_output));
  std::vector<RunResults> runs;
  const bool published_alone =
      WantsFigure() && inputs == std::vector<std::string>{"-"} && !FLAGS_published.empty();
  for (const std::string& input : inputs) {
    if (published_alone) break;
    std::string note;
    RETURN_IF_ERROR(ReadResults(input, ReadOptionsFromFlags(), &runs, &note));
    for (const RunResults& run : runs) {
      if (!run.run().tags()) continue;
      return absl::InvalidArgumentError(absl::StrCat(
          "'", input,
          "' holds results of tags, and report compares those of classes; evaluate's own ",
          "words show its figures, and rec2json '", input, "' all of them"));
    }
    if (!note.empty()) Say(note);
  }
  if (runs.empty() && !published_alone) {
    return absl::InvalidArgumentError("there are no results to report; give what evaluate wrote");
  }
  ASSIGN_OR_RETURN(const std::string text, RenderReport(runs, format));
  RETURN_IF_ERROR(output->Append(text));
  return output->Commit();
}

}  // namespace
}  // namespace auricle

int main(int argc, char** argv) {
  return auricle::ToolMain(argc, argv, auricle::kTool, &auricle::Report);
}
