// SPDX-License-Identifier: Apache-2.0
#include "tools/training/adapters_parts.h"

#include <cstdint>
#include <memory>

#include "absl/strings/str_cat.h"
#include "lib/audio/presets.h"
#include "lib/base/status_macros.h"
#include "lib/data/training_set.h"
#include "lib/nn/net/net.h"
#include "lib/nn/networks/nets.h"
#include "lib/tool/flags_adapters.h"
#include "lib/tool/flags_emonet.h"
#include "lib/tool/flags_select.h"
#include "lib/tool/flags_train.h"
#include "lib/tool/tool.h"
#include "lib/train/start/adaptation.h"
#include "lib/train/start/parameter_groups.h"
#include "lib/train/start/start.h"
#include "protos/front_end.pb.h"
#include "protos/network.pb.h"
#include "tools/training/trainer_checks.h"
#include "tools/training/trainer_parts.h"

namespace auricle {
namespace {

// The heads that --heads names, or one, of --classes classes.
std::vector<Head> ImaginedHeads(const std::vector<HeadSpec>& specs) {
  std::vector<Head> heads;
  for (const HeadSpec& spec : specs) {
    heads.emplace_back().set_name(spec.name);
    heads.back().set_corpus(spec.corpus);
    heads.back().set_task(spec.task);
  }
  if (heads.empty()) heads.emplace_back().set_name(FLAGS_task.empty() ? "new" : FLAGS_task);
  for (Head& head : heads) {
    for (int i = 0; i < FLAGS_classes; ++i) head.add_classes(absl::StrCat(i));
  }
  return heads;
}

}  // namespace

absl::Status DescribeAdaptation(const std::vector<HeadSpec>& specs, const Model* from,
                                const std::string& loss) {
  const Network* base = from != nullptr ? &from->header.network() : nullptr;
  ASSIGN_OR_RETURN(Network network, EmonetFromFlags(base));
  if (network.bins() == 0) network.set_bins(FLAGS_bins);
  ASSIGN_OR_RETURN(const FrontEnd preset, Preset("emonet"));
  const FrontEnd& front_end = from != nullptr ? from->header.front_end() : preset;
  RETURN_IF_ERROR(SetEmonetWindows(front_end, base == nullptr, &network));
  RETURN_IF_ERROR(CheckWindowFlags(network.windows()));
  const std::vector<Head> heads = ImaginedHeads(specs);
  AdaptationOptions options;
  options.way = FLAGS_way;
  options.describe = true;
  const std::string mode = ModeFromFlag(network.name(), from != nullptr, heads.size());
  ASSIGN_OR_RETURN(const Adaptation plan, PlanAdaptation(mode, network, from, heads, options));
  ASSIGN_OR_RETURN(const std::unique_ptr<Net> net, CreateEmptyNet(plan.network));
  std::vector<std::string> freeze = plan.freeze;
  const TrainConfig config = TrainConfigFromFlags();
  freeze.insert(freeze.end(), config.freeze().begin(), config.freeze().end());
  RETURN_IF_ERROR(FreezeNames(freeze, net.get()));
  return PrintDescription(*net, absl::StrCat(plan.note, "\n", TrainableText(*net), "\n"), loss);
}

absl::StatusOr<std::vector<HeadData>> ReadHeads(const MappedRecords& records,
                                                const std::vector<HeadSpec>& specs, BadItems* bad) {
  ASSIGN_OR_RETURN(const TrainingSetOptions options, DataOptionsFromFlags(bad));
  ASSIGN_OR_RETURN(const std::vector<DealtHead> dealt,
                   DealHeads(records.headers(), specs, FLAGS_task));
  // How many corpora there are is known only now.
  if (FLAGS_from.empty() && ModeNeedsModel(FLAGS_mode, static_cast<int>(dealt.size()))) {
    return ToolMisuse(absl::StrCat("--from is needed: the model that --mode=", FLAGS_mode,
                                   " adapts to one corpus; train one with --mode=scratch"));
  }
  ASSIGN_OR_RETURN(std::vector<HeadData> heads, LoadHeads(records, dealt, options));
  int64_t items = bad->dropped();
  for (const HeadData& head : heads) items += static_cast<int64_t>(head.set.items.items.size());
  RETURN_IF_ERROR(bad->Finish(items));
  for (const HeadData& head : heads) {
    Say(absl::StrCat("head '", head.head.name, "': ", DataText(head.set)));
  }
  for (const std::string& warning : HeadWarnings(records.headers(), heads)) {
    Say(absl::StrCat("warning: ", warning));
  }
  return heads;
}

std::vector<TrainCorpus> TrainCorpora(const std::vector<HeadData>& heads) {
  std::vector<TrainCorpus> corpora;
  for (const HeadData& data : heads) {
    Head head;
    head.set_name(data.head.name);
    head.set_corpus(data.head.corpus);
    head.set_task(data.head.task);
    const std::vector<std::string>& classes = data.set.targets.classes();
    head.mutable_classes()->Assign(classes.begin(), classes.end());
    head.set_path(FLAGS_way);
    corpora.push_back({{head}, &data.set});
  }
  return corpora;
}

std::vector<std::string> AdapterNumberFlags() {
  std::vector<std::string> flags = TrainNumberFlags();
  for (const char* flag : {"mode",
                           "way",
                           "heads",
                           "balanced_weights",
                           "individual_weight_decay",
                           "schedule",
                           "min_delta",
                           "momentum",
                           "rate_decay",
                           "sampling",
                           "temperature",
                           "steps_per_epoch",
                           "accumulate",
                           "optimizer_per_head",
                           "classifier",
                           "number_of_filters",
                           "widen_factor",
                           "number_of_resnet_blocks",
                           "share_feature_layer",
                           "input_bn",
                           "head_dropout",
                           "hidden_dim",
                           "number_of_layers",
                           "cell_type",
                           "bidirectional",
                           "down_pool",
                           "num_mfccs",
                           "use_attention",
                           "share_attention",
                           "input_projection",
                           "rnn_dropout",
                           "freeze_up_to",
                           "window"}) {
    flags.emplace_back(flag);
  }
  return flags;
}

}  // namespace auricle
