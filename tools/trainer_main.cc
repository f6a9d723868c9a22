// SPDX-License-Identifier: Apache-2.0
#include "tools/trainer_main.h"

#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lib/base/status_macros.h"
#include "lib/data/training_set.h"
#include "lib/nn/describe.h"
#include "lib/nn/model_io.h"
#include "lib/nn/nets.h"
#include "lib/nn/objective.h"
#include "lib/nn/runtime.h"
#include "lib/records/mapped.h"
#include "lib/records/tensors.h"
#include "lib/records/writer.h"
#include "lib/tool/clip_filter.h"
#include "lib/tool/flags_cache.h"
#include "lib/tool/flags_compute.h"
#include "lib/tool/flags_io.h"
#include "lib/tool/flags_network.h"
#include "lib/tool/flags_run.h"
#include "lib/tool/flags_select.h"
#include "lib/tool/flags_train.h"
#include "lib/tool/tool.h"
#include "lib/train/start.h"
#include "lib/train/tensorboard.h"
#include "lib/train/trainer.h"
#include "lib/train/training_record.h"
#include "tools/trainer_talk.h"

namespace auricle {
namespace {

std::string BaseName(const std::string& path) { return path.substr(path.rfind('/') + 1); }

// What can be told from the flags alone is misuse, told before anything is read.
absl::Status CheckTrainFlags(const TrainerKind& kind) {
  const absl::Status validation = ParseValidation(TrainConfigFromFlags().validation()).status();
  if (!validation.ok()) return ToolMisuse(absl::StrCat("--", validation.message()));
  const absl::Status loss = Loss::Create(kind.loss, ObjectiveContext()).status();
  if (!loss.ok()) return ToolMisuse(absl::StrCat("--", loss.message()));
  return absl::OkStatus();
}

absl::StatusOr<Runtime> RuntimeFromFlags() {
  RuntimeOptions options;
  options.threads = ThreadsFromFlag();
  options.device = FLAGS_device;
  options.precision = FLAGS_precision;
  return StartRuntime(options);
}

absl::Status Describe(const TrainerKind& kind, const Network* base) {
  ASSIGN_OR_RETURN(Network network, NetworkFromFlags(base));
  network.set_classes(FLAGS_classes);
  if (network.bins() == 0) network.set_bins(FLAGS_bins);
  network.clear_input_norm();
  ASSIGN_OR_RETURN(const std::unique_ptr<Net> net, CreateEmptyNet(network));
  const TrainConfig config = TrainConfigFromFlags();
  RETURN_IF_ERROR(FreezeNames({config.freeze().begin(), config.freeze().end()}, net.get()));
  const int32_t frames = network.windows().frames() > 0 ? network.windows().frames() : 501;
  std::printf("%s\nloss: %s\nobjectives of --loss:\n%s", DescribeNet(*net, frames).c_str(),
              kind.loss.c_str(), ObjectiveHelp().c_str());
  return absl::OkStatus();
}

// `dropped` is told what was let go, by the tools before and here.
absl::StatusOr<TrainingSet> ReadData(const MappedRecords& records, std::vector<End>* dropped) {
  TrainingSetOptions options;
  const TrainConfig config = TrainConfigFromFlags();
  options.task = FLAGS_task;
  options.plan = FLAGS_plan;
  options.seed = FLAGS_seed;
  options.allow_leaks = config.allow_leaks();
  options.merge.union_classes = FLAGS_union_classes;
  ASSIGN_OR_RETURN(options.validation, ParseValidation(config.validation()));
  ASSIGN_OR_RETURN(BadItems bad, BadItems::FromFlag());
  options.judge = [&bad](const absl::Status& error, const std::string& where,
                         const std::string& id) { return bad.Allow(error, where, id, nullptr); };
  ASSIGN_OR_RETURN(TrainingSet set, LoadTrainingSet(records, options));
  RETURN_IF_ERROR(bad.Finish(static_cast<int64_t>(set.items.items.size()) + bad.dropped()));
  dropped->assign(records.ends().begin(), records.ends().end());
  dropped->push_back(bad.unwritten());
  Say(absl::StrCat(
      set.parts.train.size(), " items to train on, ", set.parts.valid.size(), " to validate, ",
      set.classes.size(), set.classes.size() == 1 ? " class of " : " classes of ", FLAGS_task,
      set.unlabelled == 0 ? "" : absl::StrCat("; ", set.unlabelled, " without a label")));
  const std::vector<std::string> untrained = UntrainedClasses(set);
  if (!untrained.empty()) {
    Say(absl::StrCat("warning: nothing to train on of '", absl::StrJoin(untrained, "', '"), "'"));
  }
  return set;
}

std::string CheckpointPath() {
  if (!FLAGS_checkpoint.empty() || FLAGS_output == "-") return FLAGS_checkpoint;
  return absl::StrCat(FLAGS_output, ".checkpoint");
}

std::vector<std::string> NumberFlags() {
  return {"task",         "plan",          "validation",    "allow_leaks",   "union_classes",
          "seed",         "threads",       "precision",     "device",        "loss",
          "at",           "aggregation",   "distance",      "beta",          "beta_power",
          "scope",        "eps_rule",      "no_gradient",   "start",         "optimizer",
          "batch",        "learning_rate", "weight_decay",  "clip_gradient", "epochs",
          "patience",     "select_by",     "freeze",        "input_norm",    "random_windows",
          "pool_batches", "network",       "width",         "dropout",       "classifier_units",
          "batch_norm",   "pool",          "window_frames", "hop_frames",    "tail"};
}

absl::Status WriteResult(const TrainJob& job, const Trained& trained,
                         const std::vector<End>& dropped) {
  Header header = ModelHeader(job, trained.training);
  std::vector<uint64_t> parents = job.set->parents;
  if (job.from != nullptr) parents.push_back(job.from->fingerprint);
  StampProvenance(NumberFlags(), parents, &header);
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordWriter> writer, RecordWriter::Create(FLAGS_output));
  RETURN_IF_ERROR(WriteModel(*trained.net, header, writer.get(), kMaxPartBytes, dropped));
  RETURN_IF_ERROR(writer->Commit());
  // Whatever is left of it is of no use now.
  if (!job.checkpoint.empty()) unlink(job.checkpoint.c_str());
  return absl::OkStatus();
}

}  // namespace

std::vector<std::string> TrainerFlagGroups() {
  return {"select:plan,task", "train", "network", "compute", "cache", "run", "io:max_bad,output"};
}

absl::Status RunTrainer(const TrainerKind& kind, const std::vector<std::string>& inputs) {
  RETURN_IF_ERROR(CheckTrainFlags(kind));
  Model from;
  const bool has_from = !FLAGS_from.empty();
  if (has_from) {
    ASSIGN_OR_RETURN(from, ReadModel(FLAGS_from));
  }
  const Network* base = has_from ? &from.header.network() : nullptr;
  if (FLAGS_describe) return Describe(kind, base);
  if (FLAGS_task.empty()) return ToolMisuse("--task is needed: the label to learn");
  if (FLAGS_output == "-" && isatty(STDOUT_FILENO)) {
    return ToolMisuse("a model is binary: name a file with --output, or redirect stdout");
  }
  RETURN_IF_ERROR(CheckOutputFlag());
  TrainJob job;
  job.config = TrainConfigFromFlags();
  job.config.set_trainer(kind.name);
  job.config.set_task(FLAGS_task);
  job.config.set_plan(FLAGS_plan);
  job.config.set_seed(FLAGS_seed);
  job.config.set_loss(kind.loss);
  job.config.set_start_from(kind.start_from);
  ASSIGN_OR_RETURN(job.network, NetworkFromFlags(base));
  if (job.config.learning_rate() == 0) {
    const double width = job.network.vgg().width();
    job.config.set_learning_rate(5e-5 / (width > 0 ? width : 1));
  }
  ASSIGN_OR_RETURN(job.runtime, RuntimeFromFlags());
  ASSIGN_OR_RETURN(job.memory_bytes, MemoryFromFlag());
  job.cache.path = CacheFromFlag();
  ASSIGN_OR_RETURN(job.cache.max_bytes, CacheSizeFromFlag());
  std::string note;
  ASSIGN_OR_RETURN(const std::unique_ptr<MappedRecords> records,
                   MappedRecords::Open(inputs, job.memory_bytes, &note));
  if (!note.empty()) Say(note);
  std::vector<End> dropped;
  ASSIGN_OR_RETURN(const TrainingSet set, ReadData(*records, &dropped));
  job.set = &set;
  job.from = has_from ? &from : nullptr;
  job.from_name = BaseName(FLAGS_from);
  job.checkpoint = CheckpointPath();
  job.checkpoint_minutes = FLAGS_checkpoint_minutes;
  job.resume = FLAGS_resume;
  if (job.checkpoint.empty()) Say("no --checkpoint: what is stopped is lost");
  std::unique_ptr<TensorBoard> board;
  if (!FLAGS_tensorboard.empty()) {
    ASSIGN_OR_RETURN(board, TensorBoard::Create(FLAGS_tensorboard));
  }
  TrainerTalk talk(board.get());
  job.hooks = talk.Hooks();
  absl::StatusOr<Trained> trained = Train(job);
  if (absl::IsCancelled(trained.status())) Say(absl::StrCat("stopped; ", talk.waiting()));
  RETURN_IF_ERROR(trained.status());
  RETURN_IF_ERROR(talk.status());
  return WriteResult(job, *trained, dropped);
}

}  // namespace auricle
