// SPDX-License-Identifier: Apache-2.0
#include "tools/training/trainer_parts.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/data/augment/augment.h"
#include "lib/nn/net/describe.h"
#include "lib/nn/objectives/objective.h"
#include "lib/nn/torch/runtime.h"
#include "lib/records/files/file_lock.h"
#include "lib/records/tensors.h"
#include "lib/records/writer.h"
#include "lib/tool/flags_cache.h"
#include "lib/tool/flags_compute.h"
#include "lib/tool/flags_io.h"
#include "lib/tool/flags_run.h"
#include "lib/tool/flags_select.h"
#include "lib/tool/flags_train.h"
#include "lib/tool/tool.h"
#include "lib/train/job/training_record.h"
#include "lib/train/loop/schedule.h"
#include "lib/train/loop/tensorboard.h"
#include "lib/train/loop/trainer.h"
#include "tools/training/trainer_checks.h"
#include "tools/training/trainer_talk.h"

namespace auricle {
namespace {

constexpr int32_t kFramesShown = 501;  // Of a network that takes whole items.

std::string BaseName(const std::string& path) { return path.substr(path.rfind('/') + 1); }

absl::StatusOr<Runtime> RuntimeFromFlags() {
  RuntimeOptions options;
  options.threads = ThreadsFromFlag();
  options.device = FLAGS_device;
  options.precision = FLAGS_precision;
  return StartRuntime(options);
}

// Of all corpora and the model, each once.
std::vector<uint64_t> Parents(const TrainJob& job) {
  std::vector<uint64_t> parents;
  const auto add = [&parents](uint64_t parent) {
    if (std::count(parents.begin(), parents.end(), parent) == 0) parents.push_back(parent);
  };
  for (const TrainCorpus& corpus : job.corpora) {
    for (const uint64_t parent : corpus.set->parents) add(parent);
  }
  if (job.from != nullptr) add(job.from->fingerprint);
  return parents;
}

absl::Status WriteResult(const TrainJob& job, const Trained& trained,
                         const std::vector<End>& dropped,
                         const std::vector<std::string>& number_flags) {
  Header header = ModelHeader(job, trained.training);
  StampProvenance(number_flags, Parents(job), &header);
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordWriter> writer, RecordWriter::Create(FLAGS_output));
  RETURN_IF_ERROR(WriteModel(*trained.net, header, writer.get(), kMaxPartBytes, dropped));
  RETURN_IF_ERROR(writer->Commit());
  // Whatever is left of it is of no use now.
  if (!job.checkpoint.empty()) unlink(job.checkpoint.c_str());
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Model>> ModelFromFlag() {
  if (FLAGS_from.empty()) return std::unique_ptr<Model>();
  ASSIGN_OR_RETURN(Model model, ReadModel(FLAGS_from));
  return std::make_unique<Model>(std::move(model));
}

absl::StatusOr<TrainJob> JobFromFlags(const std::string& tool, const std::string& loss,
                                      bool start_from, const Model* from) {
  TrainJob job;
  job.config = TrainConfigFromFlags();
  job.config.set_trainer(tool);
  job.config.set_task(FLAGS_task);
  job.config.set_plan(FLAGS_plan);
  job.config.set_seed(FLAGS_seed);
  job.config.set_loss(loss);
  job.config.set_start_from(start_from);
  ASSIGN_OR_RETURN(job.runtime, RuntimeFromFlags());
  ASSIGN_OR_RETURN(job.memory_bytes, MemoryFromFlag());
  job.cache.path = CacheFromFlag();
  ASSIGN_OR_RETURN(job.cache.max_bytes, CacheSizeFromFlag());
  job.from = from;
  job.from_name = BaseName(FLAGS_from);
  job.checkpoint = CheckpointPath();
  job.checkpoint_minutes = FLAGS_checkpoint_minutes;
  job.resume = FLAGS_resume;
  return job;
}

absl::StatusOr<TrainingSetOptions> DataOptionsFromFlags(BadItems* bad) {
  TrainingSetOptions options;
  const TrainConfig config = TrainConfigFromFlags();
  options.task = FLAGS_task;
  options.plan = FLAGS_plan;
  options.seed = FLAGS_seed;
  options.allow_leaks = config.allow_leaks();
  options.merge.union_classes = FLAGS_union_classes;
  options.audio = !config.augment().empty();
  ASSIGN_OR_RETURN(options.validation, ParseValidation(config.validation()));
  options.judge = [bad](const absl::Status& error, const std::string& where,
                        const std::string& id) { return bad->Allow(error, where, id, nullptr); };
  return options;
}

std::vector<End> DroppedItems(const MappedRecords& records, const BadItems& bad) {
  std::vector<End> dropped(records.ends().begin(), records.ends().end());
  dropped.push_back(bad.unwritten());
  return dropped;
}

std::string DataText(const TrainingSet& set) {
  return absl::StrCat(
      set.parts.train.size(), " items to train on, ", set.parts.valid.size(), " to validate, ",
      set.targets.classes().size(),
      set.targets.classes().size() == 1 ? " class of " : " classes of ", set.task,
      set.unlabelled == 0 ? "" : absl::StrCat("; ", set.unlabelled, " without a label"));
}

absl::Status PrintDescription(const Net& net, const std::string& trainable,
                              const std::string& loss) {
  const int32_t windows = net.config().windows().frames();
  std::printf("%s%s\nloss: %s\nobjectives of --loss:\n%s\naugmentations of --augment:\n%s",
              DescribeNet(net, windows > 0 ? windows : kFramesShown).c_str(), trainable.c_str(),
              loss.c_str(), ObjectiveHelp().c_str(), AugmentHelp().c_str());
  return absl::OkStatus();
}

absl::Status TrainAndWrite(TrainJob job, const MappedRecords& records,
                           const std::vector<End>& dropped,
                           const std::vector<std::string>& number_flags) {
  job.check_inputs = [&records] { return records.CheckUnchanged(); };
  std::unique_ptr<FileLock> lock;
  if (!job.checkpoint.empty()) {
    ASSIGN_OR_RETURN(lock, FileLock::Take(job.checkpoint));
  }
  if (job.checkpoint.empty()) Say("no --checkpoint: what is stopped is lost");
  std::unique_ptr<TensorBoard> board;
  if (!FLAGS_tensorboard.empty()) {
    ASSIGN_OR_RETURN(board, TensorBoard::Create(FLAGS_tensorboard));
  }
  std::set<std::string> heads;
  for (const TrainCorpus& corpus : job.corpora) {
    for (const Head& head : corpus.heads) heads.insert(head.name());
  }
  if (heads.size() == 1) heads.clear();
  for (const End& end : dropped) job.contents.push_back(end.digest());
  TrainerTalk talk(board.get(), MostEpochs(job.config), heads);
  job.hooks = talk.Hooks();
  absl::StatusOr<Trained> trained = Train(job);
  if (absl::IsCancelled(trained.status()) && !talk.waiting().empty()) {
    Say(absl::StrCat("stopped; ", talk.waiting()));
  }
  RETURN_IF_ERROR(trained.status());
  return WriteResult(job, *trained, dropped, number_flags);
}

std::vector<std::string> TrainNumberFlags() {
  return {"task",       "plan",          "validation",    "allow_leaks",    "union_classes",
          "seed",       "threads",       "precision",     "device",         "loss",
          "optimizer",  "batch",         "learning_rate", "weight_decay",   "clip_gradient",
          "epochs",     "patience",      "select_by",     "freeze",         "input_norm",
          "network",    "width",         "dropout",       "random_windows", "pool_batches",
          "hop_frames", "window_frames", "tail",          "augment"};
}

}  // namespace auricle
