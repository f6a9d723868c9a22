// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gflags/gflags.h"
#include "lib/base/status_macros.h"
#include "lib/data/head_data.h"
#include "lib/nn/models/model_io.h"
#include "lib/nn/optim/optimizer.h"
#include "lib/records/mapped.h"
#include "lib/tool/clip_filter.h"
#include "lib/tool/flags_adapters.h"
#include "lib/tool/flags_emonet.h"
#include "lib/tool/flags_select.h"
#include "lib/tool/flags_train.h"
#include "lib/tool/tool.h"
#include "lib/train/job/balanced_loss.h"
#include "lib/train/job/job.h"
#include "lib/train/start/adaptation.h"
#include "protos/network.pb.h"
#include "tools/training/adapters_parts.h"
#include "tools/training/trainer_checks.h"
#include "tools/training/trainer_parts.h"

namespace auricle {
namespace {

const Tool kTool = {
    "train_adapters",
    "trains a network for one corpus or many, or adapts a trained one to more of them",
    "    train_adapters --task=TASK [flags] FEATURES… --output=MODEL\n"
    "    train_adapters --task=emotion emodb.tfr casia.tfr demos.tfr --output=shared.model\n"
    "    train_adapters --task=emotion --from=shared.model new.tfr --output=more.model\n"
    "    train_adapters --heads=digit=fsdd/digit,speaker=fsdd/speaker fsdd.tfr --output=m.model\n",
    "Each corpus gets an output (head) of its own, and by adapters a way of its own through the\n"
    "network (EmoNet: Gerczuk, Amiriparian, Ottl, Schuller 2021; adapters: Rebuffi, Bilen, "
    "Vedaldi\n"
    "2018). What --mode keeps of a model is kept bit for bit. Defaults are EmoNet's, but for the\n"
    "window (5 s), the pooling, the rate of each optimizer, and validation of several corpora: "
    "the\n"
    "best epoch is that of the best mean UAR over them. Reads what --plan marks train and valid,\n"
    "never test.",
    {"adapters", "emonet", "select:plan,task", "train",
     "network:network,width,dropout,window_frames,hop_frames,tail", "compute", "cache", "run",
     "io:max_bad,output"},
    Header::MODEL};

absl::Status CheckFlags(const std::vector<HeadSpec>& heads) {
  if (FLAGS_heads.empty() && FLAGS_task.empty()) {
    return ToolMisuse("--task is needed: the label to learn; or --heads, of several");
  }
  if (!FLAGS_heads.empty() && !FLAGS_task.empty()) {
    return ToolMisuse("--heads says the tasks; leave out --task");
  }
  // How many corpora there are is not known yet.
  const int learned = heads.empty() ? 2 : static_cast<int>(heads.size());
  if (FLAGS_from.empty() && ModeNeedsModel(FLAGS_mode, learned)) {
    return ToolMisuse(absl::StrCat("--from is needed: the model that --mode=", FLAGS_mode,
                                   " starts from; train one with --mode=scratch"));
  }
  if (!FLAGS_from.empty() && FLAGS_mode == "scratch") {
    return ToolMisuse("--mode=scratch starts from random weights; leave out --from");
  }
  if (!FLAGS_way.empty() && FLAGS_from.empty()) {
    return ToolMisuse("--way names a head of --from, which is not given");
  }
  return CheckTrainOutput();
}

// Of all heads; "" where there are several.
std::string CommonTask(const std::vector<HeadData>& heads) {
  for (const HeadData& head : heads) {
    if (head.head.task != heads.front().head.task) return "";
  }
  return heads.front().head.task;
}

absl::Status Run(const std::vector<std::string>& inputs) {
  const absl::StatusOr<std::vector<HeadSpec>> specs = ParseHeads(FLAGS_heads);
  if (!specs.ok()) return ToolMisuse(absl::StrCat("--heads: ", specs.status().message()));
  std::string loss = FLAGS_loss;
  if (FLAGS_balanced_weights) {
    const absl::StatusOr<std::string> balanced = BalancedLoss(loss);
    if (!balanced.ok()) return ToolMisuse(absl::StrCat("--", balanced.status().message()));
    loss = *balanced;
  }
  RETURN_IF_ERROR(CheckTrainFlags(loss));
  if (!FLAGS_describe) RETURN_IF_ERROR(CheckFlags(*specs));
  ASSIGN_OR_RETURN(const std::unique_ptr<Model> from, ModelFromFlag());
  if (FLAGS_describe) return DescribeAdaptation(*specs, from.get(), loss);
  const Network* base = from != nullptr ? &from->header.network() : nullptr;
  ASSIGN_OR_RETURN(TrainJob job, JobFromFlags(kTool.name, loss, from != nullptr, from.get()));
  ASSIGN_OR_RETURN(job.network, EmonetFromFlags(base));
  if (job.config.learning_rate() == 0) {
    ASSIGN_OR_RETURN(const double rate, DefaultLearningRate(job.config.optimizer()));
    job.config.set_learning_rate(rate);
  }
  ASSIGN_OR_RETURN(BadItems bad, BadItems::FromFlag());
  std::string note;
  ASSIGN_OR_RETURN(const std::unique_ptr<MappedRecords> records,
                   MappedRecords::Open(inputs, job.memory_bytes, &note));
  if (!note.empty()) Say(note);
  ASSIGN_OR_RETURN(const std::vector<HeadData> heads, ReadHeads(*records, *specs, &bad));
  RETURN_IF_ERROR(
      SetEmonetWindows(heads.front().set.header.front_end(), base == nullptr, &job.network));
  RETURN_IF_ERROR(CheckWindowFlags(job.network.windows()));
  job.corpora = TrainCorpora(heads);
  if (job.config.task().empty()) job.config.set_task(CommonTask(heads));
  job.config.set_mode(ModeFromFlag(job.network.name(), from != nullptr, heads.size()));
  SetAdapterConfig(heads.size(), &job.config);
  return TrainAndWrite(std::move(job), *records, DroppedItems(*records, bad), AdapterNumberFlags());
}

}  // namespace
}  // namespace auricle

int main(int argc, char** argv) {
  for (const auto& [flag, value] :
       {std::pair("network", "emonet_cnn"), std::pair("dropout", "0,0.5"),
        std::pair("window_frames", "155"), std::pair("hop_frames", "77"), std::pair("bins", "128"),
        std::pair("optimizer", "sgd"), std::pair("weight_decay", "2e-6"), std::pair("batch", "64"),
        std::pair("epochs", "200"), std::pair("patience", "20"),
        std::pair("select_by", "valid/uar"), std::pair("random_windows", "true")}) {
    gflags::SetCommandLineOptionWithMode(flag, value, gflags::SET_FLAGS_DEFAULT);
  }
  return auricle::ToolMain(argc, argv, auricle::kTool, &auricle::Run);
}
