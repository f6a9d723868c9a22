// SPDX-License-Identifier: Apache-2.0
// Clips or audio with models, to predictions.
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gflags/gflags.h"
#include "lib/audio/analyzer.h"
#include "lib/base/status_macros.h"
#include "lib/infer/aggregate.h"
#include "lib/tool/analysis.h"
#include "lib/tool/clip_filter.h"
#include "lib/tool/clip_inputs.h"
#include "lib/tool/flags_audio.h"
#include "lib/tool/flags_compute.h"
#include "lib/tool/flags_io.h"
#include "lib/tool/flags_run.h"
#include "lib/tool/progress.h"
#include "lib/tool/tool.h"
#include "tools/predict_feeder.h"
#include "tools/predict_models.h"
#include "tools/predict_output.h"
#include "tools/predict_selection.h"

DEFINE_string(model, "", "The model to apply; several with commas give a prediction each.");
DEFINE_string(head, "auto",
              "Heads to apply: names with commas, all, or auto: the items' corpus' own, else all.");
DEFINE_string(name, "",
              "Of the predictions, or NAME-HEAD of several; default: head or task. What several "
              "models would call the same is MODEL-NAME, by the model's file.");
DEFINE_string(aggregation, "mean_probability",
              "From windows to the item: mean_probability, mean_logit or vote.");
static bool AggregationIsKnown(const char*, const std::string& value) {
  return value == "mean_probability" || value == "mean_logit" || value == "vote";
}
DEFINE_validator(aggregation, &AggregationIsKnown);
DEFINE_bool(windows, false, "Keep every window's scores beside the item's.");
DEFINE_bool(keep_features, false,
            "Keep features and samples in the stream; else an item becomes one small record.");
DEFINE_int32(batch, 32, "Windows in a forward pass; changes speed, memory and the last bits.");
DEFINE_string(
    format, "auto",
    "records (for evaluate), csv (a column of probabilities per class), spreadsheet (csv with an "
    "apostrophe before names that a spreadsheet would run: =cmd and -1), jsonl or auto (csv on a "
    "terminal, else records).");

namespace auricle {
namespace {

const Tool kTool = {
    "predict",
    "applies models to clips or audio files",
    "    predict --model=MODEL[,MODEL…] [flags] [STREAM|AUDIO|FOLDER…]\n"
    "    predict --model=digit.model --split=test x.tfr | evaluate --output=digit.results\n"
    "    predict --model=digit.model --format=csv *.wav > table.csv\n"
    "    predict --model=many.model --head=fsdd,esc10 --format=jsonl *.wav\n",
    "Of audio (and clips without features) the features are made here, by the model's own front\n"
    "end. stdin is a stream, audio, or a list of names, one a line. Of a folder all audio is\n"
    "taken but what is hidden. Items stored in chunks with --keep_features are held whole.",
    {"select:plan,split", "audio", "compute", "run:threads,memory", "io"},
    Header::CLIPS};

absl::StatusOr<PredictModels> ModelsFromFlags() {
  if (FLAGS_model.empty()) return ToolMisuse("--model is needed: the model to apply");
  if (FLAGS_batch < 1) return ToolMisuse("--batch wants at least 1 window");
  RuntimeOptions runtime;
  runtime.threads = ThreadsFromFlag();
  runtime.device = FLAGS_device;
  runtime.precision = FLAGS_precision;
  PredictorOptions options;
  options.name = FLAGS_name;
  options.batch = FLAGS_batch;
  options.windows = FLAGS_windows;
  options.keep_features = FLAGS_keep_features;
  ASSIGN_OR_RETURN(options.aggregation, ParseAggregation(FLAGS_aggregation));
  return PredictModels::Load(absl::StrSplit(FLAGS_model, ','), runtime, FLAGS_head, options);
}

absl::Status FeedFeatures(ClipInputs* inputs, Analysis* analysis, PredictFeeder* feeder,
                          PredictOutput* output, Progress* progress) {
  while (true) {
    InputClip input;
    ASSIGN_OR_RETURN(const bool more, inputs->Next(&input));
    if (!more) break;
    if (!analysis->takes(input.clip)) continue;
    const int begins = input.clip.chunk().index() == 0 ? 1 : 0;
    analysis->items += begins;
    RETURN_IF_ERROR(feeder->Add(std::move(input.clip), input.where));
    progress->Add(begins);
  }
  if (output->writer() != nullptr) output->writer()->CarryDrops(inputs->end());
  return absl::OkStatus();
}

absl::Status PredictSection(ClipInputs* inputs, PredictModels* models, Analysis* analysis,
                            PredictFeeder* feeder, PredictOutput* output, Progress* progress) {
  ASSIGN_OR_RETURN(const bool has_features, models->BeginSection(inputs->header()));
  if (has_features) RETURN_IF_ERROR(CheckNoChannel());
  Header header = models->SectionHeader(inputs->header());
  std::vector<uint64_t> parents = inputs->parents();
  for (const uint64_t fingerprint : models->fingerprints()) parents.push_back(fingerprint);
  std::vector<std::string> flags = {"plan",          "split",   "aggregation", "windows",
                                    "name",          "threads", "precision",   "device",
                                    "keep_features", "batch"};
  if (models->has_heads()) flags.emplace_back("head");
  if (FLAGS_channel > 0) flags.emplace_back("channel");
  StampProvenance(flags, parents, &header);
  RETURN_IF_ERROR(output->BeginSection(header));
  if (has_features) {
    RETURN_IF_ERROR(FeedFeatures(inputs, analysis, feeder, output, progress));
  } else {
    const auto hand_on = [feeder](Clip clip) {
      const std::string where = absl::StrCat("item '", clip.id(), "'");
      return feeder->Add(std::move(clip), where);
    };
    RETURN_IF_ERROR(AnalyseSection(inputs, analysis, output->writer(), progress, hand_on));
  }
  RETURN_IF_ERROR(models->EndSection());
  return output->EndSection();
}

absl::Status Run(const std::vector<std::string>& names) {
  Analysis analysis;
  ASSIGN_OR_RETURN(analysis.bad, BadItems::FromFlag());
  ASSIGN_OR_RETURN(Selection selection, Selection::FromFlags());
  ASSIGN_OR_RETURN(PredictModels models, ModelsFromFlags());
  analysis.takes = [&selection](const Clip& clip) { return selection.Takes(clip); };
  analysis.threads = ThreadsFromFlag();
  ASSIGN_OR_RETURN(analysis.analyzer, Analyzer::Create(models.front_end()));
  ASSIGN_OR_RETURN(const std::unique_ptr<ClipInputs> inputs,
                   InputsFromFlags(names, /*keep_features=*/true));
  ASSIGN_OR_RETURN(const std::vector<std::string> classes, models.Classes());
  ASSIGN_OR_RETURN(const std::unique_ptr<PredictOutput> output,
                   PredictOutput::Create(FLAGS_output, FLAGS_format, classes));
  if (output->writer() == nullptr && (FLAGS_windows || FLAGS_keep_features)) {
    return ToolMisuse("--windows and --keep_features are for records; a table has one row an item");
  }
  RETURN_IF_ERROR(models.Start([&output](const Clip& clip) { return output->Write(clip); }));
  Progress progress("items", inputs->total());
  PredictFeeder feeder(&models, output.get(), &analysis.bad);
  while (true) {
    ASSIGN_OR_RETURN(const bool more, inputs->NextSection());
    if (!more) break;
    RETURN_IF_ERROR(
        PredictSection(inputs.get(), &models, &analysis, &feeder, output.get(), &progress));
  }
  if (!inputs->salvage_note().empty()) Say(inputs->salvage_note());
  if (analysis.items == 0) RETURN_IF_ERROR(selection.NoneTaken());
  RETURN_IF_ERROR(analysis.bad.Finish(analysis.items));
  SayCut(analysis);
  return output->Commit();
}

}  // namespace
}  // namespace auricle

int main(int argc, char** argv) {
  return auricle::ToolMain(argc, argv, auricle::kTool, &auricle::Run);
}
