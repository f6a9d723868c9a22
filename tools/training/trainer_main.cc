// SPDX-License-Identifier: Apache-2.0
#include "tools/training/trainer_main.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "lib/base/status_macros.h"
#include "lib/data/training_set.h"
#include "lib/nn/models/model_io.h"
#include "lib/nn/net/net.h"
#include "lib/records/mapped.h"
#include "lib/tool/clip_filter.h"
#include "lib/tool/flags_network.h"
#include "lib/tool/flags_select.h"
#include "lib/tool/flags_train.h"
#include "lib/tool/tool.h"
#include "tools/training/trainer_checks.h"
#include "tools/training/trainer_heads.h"
#include "tools/training/trainer_parts.h"

namespace auricle {
namespace {

absl::Status Describe(const TrainerKind& kind, const Network* base) {
  ASSIGN_OR_RETURN(const Network network, NetworkFromFlags(base));
  ASSIGN_OR_RETURN(const std::unique_ptr<Net> net, ImaginedNet(network));
  return PrintDescription(*net, "", kind.loss);
}

absl::StatusOr<TrainingSet> ReadData(const MappedRecords& records, BadItems* bad) {
  ASSIGN_OR_RETURN(TrainingSetOptions options, DataOptionsFromFlags(bad));
  const std::vector<std::string> tasks = absl::StrSplit(FLAGS_task, ',');
  options.task = tasks.front();
  options.more_tasks.assign(tasks.begin() + 1, tasks.end());
  ASSIGN_OR_RETURN(TrainingSet set, LoadTrainingSet(records, options));
  RETURN_IF_ERROR(bad->Finish(static_cast<int64_t>(set.items.items.size()) + bad->dropped()));
  Say(DataText(set));
  for (size_t t = 0; t <= set.more.size(); ++t) {
    const TaskTargets& task = t == 0 ? set : set.more[t - 1];
    const std::vector<std::string> untrained = UntrainedClasses(task);
    if (untrained.empty()) continue;
    Say(absl::StrCat("warning: nothing to train on of ", task.task, " '",
                     absl::StrJoin(untrained, "', '"), "'"));
  }
  return set;
}

std::vector<std::string> ClassifierNumberFlags() {
  std::vector<std::string> flags = TrainNumberFlags();
  for (const char* flag :
       {"at", "aggregation", "distance", "beta", "beta_power", "scope", "eps_rule", "no_gradient",
        "start", "classifier_units", "batch_norm", "pool"}) {
    flags.emplace_back(flag);
  }
  return flags;
}

}  // namespace

std::vector<std::string> TrainerFlagGroups() {
  return {"select:plan,task", "train", "network", "compute", "cache", "run", "io:max_bad,output"};
}

absl::Status RunTrainer(const TrainerKind& kind, const std::vector<std::string>& inputs) {
  RETURN_IF_ERROR(CheckTrainFlags(kind.loss));
  ASSIGN_OR_RETURN(const std::unique_ptr<Model> from, ModelFromFlag());
  const Network* base = from != nullptr ? &from->header.network() : nullptr;
  if (FLAGS_describe) return Describe(kind, base);
  if (FLAGS_task.empty()) return ToolMisuse("--task is needed: the label to learn");
  RETURN_IF_ERROR(CheckTrainOutput());
  ASSIGN_OR_RETURN(TrainJob job, JobFromFlags(kind.name, kind.loss, kind.start_from, from.get()));
  ASSIGN_OR_RETURN(job.network, NetworkFromFlags(base));
  RETURN_IF_ERROR(CheckNetwork(job.network, base, kind.loss));
  if (job.config.learning_rate() == 0) {
    job.config.set_learning_rate(DefaultLearningRate(job.network));
  }
  ASSIGN_OR_RETURN(BadItems bad, BadItems::FromFlag());
  std::string note;
  ASSIGN_OR_RETURN(const std::unique_ptr<MappedRecords> records,
                   MappedRecords::Open(inputs, job.memory_bytes, &note));
  if (!note.empty()) Say(note);
  ASSIGN_OR_RETURN(const TrainingSet set, ReadData(*records, &bad));
  ASSIGN_OR_RETURN(TrainCorpus corpus, CorpusOf(set, job.network));
  if (!corpus.head().name().empty()) {
    job.config.set_mode(kind.start_from ? "finetune" : "scratch");
  }
  job.config.set_loss(LossOf(kind.loss, corpus));
  job.corpora.push_back(std::move(corpus));
  return TrainAndWrite(std::move(job), *records, DroppedItems(*records, bad),
                       ClassifierNumberFlags());
}

}  // namespace auricle
