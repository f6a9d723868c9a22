// SPDX-License-Identifier: Apache-2.0
#include "tools/training/trainer_heads.h"

#include <algorithm>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "gflags/gflags.h"
#include "lib/base/status_macros.h"

namespace auricle {
namespace {

constexpr absl::string_view kCrossEntropy = "cross_entropy";

// "." and "/" stand between the parts of tensors' and figures' names.
std::string HeadNameOf(const std::string& task) {
  return absl::StrReplaceAll(task, {{".", "_"}, {"/", "_"}});
}

const Head* FindTemplate(const Network& network, const std::string& task) {
  for (const Head& head : network.heads()) {
    if (head.task() == task || head.name() == task || head.name() == HeadNameOf(task)) return &head;
  }
  return nullptr;
}

absl::StatusOr<Head> HeadOf(const TaskTargets& task, const std::string& corpus,
                            const Network& network) {
  Head head;
  const Head* const wanted = FindTemplate(network, task.task);
  if (wanted != nullptr) head = *wanted;
  if (head.name().empty()) head.set_name(HeadNameOf(task.task));
  head.set_task(task.task);
  head.set_corpus(corpus);
  head.clear_path();
  head.clear_input_norm();
  const std::vector<std::string>& classes = task.targets.classes();
  head.mutable_classes()->Assign(classes.begin(), classes.end());
  if (wanted == nullptr) {
    head.set_activation(task.targets.has_tags() ? Head::SIGMOID : Head::SOFTMAX);
    const bool events = task.targets.kind() == TargetKind::kEvents;
    head.set_level(events ? Head::FRAME : Head::ITEM);
  } else if (task.targets.has_tags() && head.activation() == Head::SOFTMAX) {
    return absl::InvalidArgumentError(
        absl::StrCat("head '", head.name(),
                     "' of the network is a softmax, which tells one class, and the labels "
                     "of ",
                     task.task, " are sets of them; write activation: SIGMOID"));
  }
  return head;
}

}  // namespace

absl::StatusOr<TrainCorpus> CorpusOf(const TrainingSet& set, const Network& network) {
  TrainCorpus corpus;
  corpus.set = &set;
  std::vector<std::string> tasks = {set.task};
  for (const TaskTargets& more : set.more) tasks.push_back(more.task);
  for (const Head& head : network.heads()) {
    const bool fits = std::any_of(tasks.begin(), tasks.end(), [&](const std::string& task) {
      return FindTemplate(network, task) == &head;
    });
    // The heads of a model that is started from are replaced.
    if (fits || head.classes_size() > 0) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        "head '", head.name(), "' of the network fits no --task: ", absl::StrJoin(tasks, ", ")));
  }
  const bool plain = network.name() == "vgg16" && network.heads_size() == 0 && set.more.empty() &&
                     !set.targets.has_tags();
  if (plain) {
    corpus.heads.emplace_back();
    return corpus;
  }
  for (size_t t = 0; t < tasks.size(); ++t) {
    const TaskTargets& task = t == 0 ? set : set.more[t - 1];
    ASSIGN_OR_RETURN(Head head, HeadOf(task, set.header.corpus().name(), network));
    corpus.heads.push_back(std::move(head));
  }
  return corpus;
}

std::string LossOf(const std::string& loss, const TrainCorpus& corpus) {
  if (!gflags::GetCommandLineFlagInfoOrDie("loss").is_default) return loss;
  for (size_t h = 0; h < corpus.heads.size(); ++h) {
    if (!corpus.task(h).targets.has_tags()) return loss;
  }
  if (!absl::StartsWith(loss, kCrossEntropy)) return loss;
  return absl::StrCat("binary_", loss);
}

double DefaultLearningRate(const Network& network) {
  if (network.name() != "vgg16") return 1e-3;
  const double width = network.vgg().width();
  return 5e-5 / (width > 0 ? width : 1);
}

}  // namespace auricle
