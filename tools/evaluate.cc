// SPDX-License-Identifier: Apache-2.0
// evaluate: predicted clips → results.
#include "lib/evaluate/evaluate.h"

#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gflags/gflags.h"
#include "lib/base/status_macros.h"
#include "lib/evaluate/evaluate_corpora.h"
#include "lib/evaluate/summary.h"
#include "lib/tool/clip_filter.h"
#include "lib/tool/flags_io.h"
#include "lib/tool/flags_run.h"
#include "lib/tool/flags_select.h"
#include "lib/tool/progress.h"
#include "lib/tool/tool.h"
#include "tools/evaluate_io.h"

DEFINE_string(name, "",
              "The run's name in tables; runs of one name over seeds and plans are one condition. "
              "Default: the loss that the model was trained with.");
DEFINE_string(prediction, "", "Which prediction, by name. Default: the only one of --task.");
DEFINE_string(by, "auto",
              "Group: figures for each, and intervals over groups instead of items. A "
              "task, source, none, or auto: what the plan was split by, else shared sources.");
DEFINE_string(unseen, "error",
              "An item whose class the model does not know: error, drop, or wrong (counts as a "
              "wrong decision, and its class counts in averages).");
DEFINE_string(
    unlabelled, "error",
    "An item without a label of the task: error, or drop (such as emotions that a task of "
    "four leaves out); how many there were is reported.");
DEFINE_bool(each_part, false,
            "Results of each part of --split for itself, one section after the other (of "
            "--split=all: train, valid and test). Else the parts are one set.");
DEFINE_bool(
    each_corpus, false,
    "Results of each corpus of the stream for itself, and of each prediction where a corpus "
    "has several; then the joint ones, means over them. Else all corpora are one set.");
DEFINE_string(unit, "item",
              "item, or window: figures over windows as if each were an item too, beside those of "
              "items (needs predict --windows).");
DEFINE_double(interval, 0.95, "Level of the intervals.");

namespace auricle {
namespace {

const Tool kTool = {
    "evaluate",
    "what predictions are worth: metrics with n and interval, and each item's outcome",
    "    evaluate [--task=TASK] [--by=TASK] [FILE...] [--output=FILE]\n"
    "\n"
    "    predict --model=digit.model --split=test x.tfr |\n"
    "      evaluate --task=digit --by=speaker --output=digit.results\n"
    "    predict --model=digit.model --split=train,valid,test x.tfr |\n"
    "      evaluate --task=digit --each_part --output=digit.results\n"
    "    cat emodb.tfr demos.tfr | predict --model=shared.model --split=test |\n"
    "      evaluate --each_corpus --output=shared.results",
    "A summary goes to stderr. On a terminal and without --output it is all there is.\n"
    "Truth and prediction are matched by class name. An item without a label or a prediction is\n"
    "an error unless --max_bad allows it. Macro averages take the classes that have items or were\n"
    "decided, with an undefined precision as 0; UAR takes those that have items. Micro precision,\n"
    "recall and F1 are the accuracy, as every item has one truth and one decision. ROC AUC and PR\n"
    "AUC (average precision: steps, no lines between) take each class against the rest by its\n"
    "probability, ties counting half, and the mean over classes that have items. Cross-entropy is\n"
    "the mean of -ln p(truth), p no less than 1.2e-38. Of predictions of tags: map (mean average\n"
    "precision), ROC AUC, micro and macro F1, the share of items that are all right. "
    "Probabilities\n"
    "of one class sum to 1: an item whose sum is off by more than 0.1 is an error, by more than\n"
    "0.001 a note. All are of the whole set.\n"
    "Intervals: Wilson's for proportions of independent items; for other shares Wilson's of as "
    "many\n"
    "items as would have the figure's variance, which is that of what it owes to each item or "
    "group\n"
    "(with Student's t over groups), smoothed for small classes; of cross-entropy on its "
    "logarithm.\n"
    "How often they hold the truth is in lib/metrics/README.md. Joint figures are unweighted "
    "means\n"
    "over corpora, each model's own; their variances add. `report` compares runs; its intervals "
    "know\n"
    "the noise between seeds as well.",
    {"io", "run:seed", "select"},
    Header::RESULTS};

absl::StatusOr<EvaluateOptions> OptionsFromFlags() {
  EvaluateOptions options;
  options.task = FLAGS_task;
  options.prediction = FLAGS_prediction;
  options.name = FLAGS_name;
  if (!gflags::GetCommandLineFlagInfoOrDie("plan").is_default) options.plan = FLAGS_plan;
  ASSIGN_OR_RETURN(options.parts, PartsFromFlag());
  options.by = FLAGS_by;
  if (FLAGS_unseen == "drop") {
    options.unseen = EvaluateOptions::Unseen::kDrop;
  } else if (FLAGS_unseen == "wrong") {
    options.unseen = EvaluateOptions::Unseen::kWrong;
  } else if (FLAGS_unseen != "error") {
    return ToolMisuse(absl::StrCat("--unseen='", FLAGS_unseen, "' is not error, drop or wrong"));
  }
  options.drop_unlabelled = FLAGS_unlabelled == "drop";
  if (!options.drop_unlabelled && FLAGS_unlabelled != "error") {
    return ToolMisuse(absl::StrCat("--unlabelled='", FLAGS_unlabelled, "' is not error or drop"));
  }
  if (FLAGS_unit != "item" && FLAGS_unit != "window") {
    return ToolMisuse(absl::StrCat("--unit='", FLAGS_unit, "' is not item or window"));
  }
  options.windows = FLAGS_unit == "window";
  if (!(FLAGS_interval > 0 && FLAGS_interval < 1)) {
    return ToolMisuse(absl::StrCat("--interval=", FLAGS_interval, " does not lie between 0 and 1"));
  }
  options.interval = FLAGS_interval;
  options.seed = FLAGS_seed;
  return options;
}

// Draws a line in `progress` while the areas of many classes are ranked.
std::function<void(int64_t, int64_t)> ShowProgress(std::unique_ptr<Progress>* progress) {
  return [progress](int64_t done, int64_t all) {
    if (done == 0) *progress = std::make_unique<Progress>("classes ranked", all);
    if (done > 0) (*progress)->Add(1);
  };
}

absl::Status Run(const std::vector<std::string>& names) {
  ASSIGN_OR_RETURN(EvaluateOptions options, OptionsFromFlags());
  std::unique_ptr<Progress> progress;
  if (isatty(STDERR_FILENO)) options.classes_done = ShowProgress(&progress);
  ASSIGN_OR_RETURN(BadItems bad, BadItems::FromFlag());
  CorporaEvaluator evaluator(options, {FLAGS_each_part, FLAGS_each_corpus});
  EvaluateInputs inputs;
  for (const std::string& name : names)
    RETURN_IF_ERROR(CollectItems(name, &evaluator, &bad, &inputs));
  RETURN_IF_ERROR(bad.Finish(inputs.items));
  ASSIGN_OR_RETURN(const std::vector<Evaluation> evaluations, evaluator.Finish());
  progress.reset();
  // A person who asks for figures at a terminal wants to read them, not bytes.
  const bool to_person = FLAGS_output == "-" && isatty(STDOUT_FILENO);
  for (const Evaluation& evaluation : evaluations) {
    for (const std::string& note : evaluation.notes) Say(absl::StrCat("note: ", note));
    std::fputs(SummaryText(evaluation).c_str(), to_person ? stdout : stderr);
  }
  if (!to_person) return WriteEvaluations(evaluations, inputs, bad.unwritten());
  Say("nothing was kept; --output=FILE keeps the results for report");
  return absl::OkStatus();
}

}  // namespace
}  // namespace auricle

int main(int argc, char** argv) {
  return auricle::ToolMain(argc, argv, auricle::kTool, &auricle::Run);
}
