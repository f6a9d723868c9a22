// SPDX-License-Identifier: Apache-2.0
// evaluate: predicted clips → results.
#include "lib/report/evaluate.h"

#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gflags/gflags.h"
#include "lib/base/status_macros.h"
#include "lib/records/reader.h"
#include "lib/records/writer.h"
#include "lib/report/results_file.h"
#include "lib/report/summary.h"
#include "lib/tool/clip_filter.h"
#include "lib/tool/flags_io.h"
#include "lib/tool/flags_run.h"
#include "lib/tool/flags_select.h"
#include "lib/tool/tool.h"

DEFINE_string(name, "",
              "The run's name in tables; runs of one name over seeds and plans are one condition. "
              "Default: the loss that the model was trained with.");
DEFINE_string(prediction, "", "Which prediction, by name. Default: the only one of --task.");
DEFINE_string(by, "auto",
              "Group: figures for each, and intervals that resample groups instead of items. A "
              "task, source, none, or auto: what the plan was split by, else shared sources.");
DEFINE_string(unseen, "error",
              "An item whose class the model does not know: error, drop, or wrong (counts as a "
              "wrong decision, and its class counts in averages).");
DEFINE_double(interval, 0.95, "Level of the intervals.");
DEFINE_int32(resamples, 2000, "Bootstrap resamples; 2000 fix an interval's ends to about 1 %.");

namespace auricle {
namespace {

const Tool kTool = {
    "evaluate",
    "what predictions are worth: metrics with n and interval, and each item's outcome",
    "    evaluate [--task=TASK] [--by=TASK] [FILE...] [--output=FILE]\n"
    "\n"
    "    predict --model=digit.model --split=test x.tfr |\n"
    "      evaluate --task=digit --by=speaker --output=digit.results",
    "A summary goes to stderr. On a terminal and without --output it is all there is.\n"
    "Truth and prediction are matched by class name. An item without a label or a prediction is\n"
    "an error unless --max_bad allows it. Macro averages take the classes that have items or were\n"
    "decided, with an undefined precision as 0; UAR takes those that have items. Intervals:\n"
    "Wilson's for proportions of independent items, else the percentile bootstrap, expanded for\n"
    "few units. `report` compares runs; its intervals know the noise between seeds as well.",
    {"io", "run:seed", "select"}};

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
  if (!(FLAGS_interval > 0 && FLAGS_interval < 1) || FLAGS_resamples < 100) {
    return ToolMisuse("--interval lies between 0 and 1, --resamples is 100 or more");
  }
  options.interval = FLAGS_interval;
  options.resamples = FLAGS_resamples;
  options.seed = FLAGS_seed;
  return options;
}

// What is known of the inputs beside the evaluated items.
struct Inputs {
  std::vector<uint64_t> parents;
  int64_t items = 0;
  End dropped;  // By the tools before.
};

absl::Status Collect(const std::string& input, Evaluator* evaluator, BadItems* bad,
                     Inputs* inputs) {
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordReader> reader,
                   RecordReader::Open(input, ReadOptionsFromFlags()));
  while (true) {
    ASSIGN_OR_RETURN(const bool section, reader->NextSection());
    if (!section) break;
    RETURN_IF_ERROR(
        Annotate(evaluator->BeginSection(reader->header()), absl::StrCat("'", input, "'")));
    inputs->parents.push_back(reader->header_fingerprint());
    for (Record record;;) {
      ASSIGN_OR_RETURN(const bool more, reader->Next(&record));
      if (!more) break;
      if (!record.has_clip()) continue;
      ++inputs->items;
      const absl::Status added = evaluator->Add(record.clip());
      if (added.ok()) continue;
      const std::string where = WhereInStream(*reader, record.clip());
      if (absl::IsFailedPrecondition(added)) return Annotate(added, where);
      RETURN_IF_ERROR(bad->Allow(added, where, record.clip().id(), nullptr));
    }
    const End& end = reader->end();
    inputs->dropped.mutable_dropped()->MergeFrom(end.dropped());
    inputs->dropped.set_dropped_count(inputs->dropped.dropped_count() + end.dropped_count());
  }
  if (!reader->salvage_note().empty()) Say(reader->salvage_note());
  return absl::OkStatus();
}

absl::Status WriteResults(const Evaluation& evaluation, const Inputs& inputs, const End& dropped) {
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordWriter> writer, RecordWriter::Create(FLAGS_output));
  Header header = evaluation.header;
  StampProvenance({"seed", "interval", "resamples", "by", "unseen"}, inputs.parents, &header);
  RETURN_IF_ERROR(writer->BeginSection(header));
  RETURN_IF_ERROR(WriteOutcomes(evaluation, writer.get()));
  writer->CarryDrops(inputs.dropped);
  writer->CarryDrops(dropped);
  RETURN_IF_ERROR(writer->EndSection());
  return writer->Commit();
}

absl::Status Run(const std::vector<std::string>& names) {
  ASSIGN_OR_RETURN(const EvaluateOptions options, OptionsFromFlags());
  ASSIGN_OR_RETURN(BadItems bad, BadItems::FromFlag());
  Evaluator evaluator(options);
  Inputs inputs;
  for (const std::string& name : names) RETURN_IF_ERROR(Collect(name, &evaluator, &bad, &inputs));
  RETURN_IF_ERROR(bad.Finish(inputs.items));
  ASSIGN_OR_RETURN(const Evaluation evaluation, evaluator.Finish());
  for (const std::string& note : evaluation.notes) Say(absl::StrCat("note: ", note));
  // A person who asks for figures at a terminal wants to read them, not bytes.
  const bool to_person = FLAGS_output == "-" && isatty(STDOUT_FILENO);
  std::fputs(SummaryText(evaluation).c_str(), to_person ? stdout : stderr);
  if (!to_person) return WriteResults(evaluation, inputs, bad.unwritten());
  Say("nothing was kept; --output=FILE keeps the results for report");
  return absl::OkStatus();
}

}  // namespace
}  // namespace auricle

int main(int argc, char** argv) {
  return auricle::ToolMain(argc, argv, auricle::kTool, &auricle::Run);
}
