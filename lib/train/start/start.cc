// SPDX-License-Identifier: Apache-2.0
#include "lib/train/start/start.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/types/optional.h"
#include "lib/base/status_macros.h"
#include "lib/data/input_norm.h"
#include "lib/nn/net/heads.h"
#include "lib/nn/net/model_difference.h"
#include "lib/nn/networks/nets.h"
#include "lib/records/merge.h"
#include "lib/train/start/adaptation.h"
#include "lib/train/start/parameter_groups.h"

namespace auricle {
namespace {

// Of the head whose way is taken, else of the first.
const InputNorm& NormOfFrom(const TrainJob& job) {
  const Network& network = job.from->header.network();
  if (network.heads_size() == 0) return network.input_norm();
  const absl::StatusOr<int> way = HeadIndex(network, job.corpora.front().head().path());
  return network.heads(way.ok() ? *way : 0).input_norm();
}

absl::StatusOr<InputNorm> Statistics(const TrainJob& job, const TrainingSet& set) {
  const std::string& how = job.config.input_norm();
  InputNorm::Kind kind = InputNorm::SCALAR;
  if (how == "keep") {
    if (job.from == nullptr) {
      return absl::InvalidArgumentError(
          "input_norm=keep keeps the statistics of a model, and none is given; name it with "
          "--from");
    }
    return NormOfFrom(job);
  }
  if (how == "refit" || how.empty()) {
    if (job.from != nullptr) kind = NormOfFrom(job).kind();
  } else if (how == "per_bin") {
    kind = InputNorm::PER_BIN;
  } else if (how == "none") {
    kind = InputNorm::NONE;
  } else if (how != "scalar") {
    return absl::InvalidArgumentError(
        absl::StrCat("input_norm '", how, "', want refit, keep, scalar, per_bin or none"));
  }
  return FitInputNorm(set.items, set.parts.train, kind);
}

bool SameClasses(const TrainJob& job) {
  const auto theirs = FindVocabulary(job.from->header, job.config.task());
  const std::vector<std::string>& ours = job.corpora.front().set->targets.classes();
  return theirs.ok() && std::equal((*theirs)->classes().begin(), (*theirs)->classes().end(),
                                   ours.begin(), ours.end());
}

Start StartOf(const TrainJob& job, const std::vector<std::string>& matched) {
  Start start;
  start.set_model(job.from->fingerprint);
  start.set_name(job.from_name);
  start.set_tensors_matched(static_cast<int64_t>(matched.size()));
  return start;
}

// What the model has to give: all of it, all but its last layer if that tells other classes, or
// what trim_model left.
absl::StatusOr<LoadOptions> WhatToLoad(const TrainJob& job, const std::string& head, Net* net) {
  LoadOptions options;
  const Network& theirs = job.from->header.network();
  if (theirs.trunk()) {
    ASSIGN_OR_RETURN(const std::unique_ptr<Net> trunk, CreateEmptyNet(theirs));
    for (const NetTensor& tensor : trunk->tensors()) options.only.push_back(tensor.name);
  } else if (!SameClasses(job)) {
    for (const NetTensor& tensor : net->tensors()) {
      if (!absl::StartsWith(tensor.name, absl::StrCat(head, "."))) {
        options.only.push_back(tensor.name);
      }
    }
    options.allow_unexpected = true;  // The model's own last layer.
  }
  return options;
}

std::string StartsFromRandom(const TrainJob& job, const std::string& head) {
  if (job.from->header.network().trunk())
    return "; it has no classifier, so ours starts from random";
  if (SameClasses(job)) return "";
  return absl::StrCat("; its classes are not those of ", job.config.task(), ", so ", head,
                      " starts from random");
}

absl::Status LoadWeights(const TrainJob& job, Net* net, Training* training) {
  const std::string head = HeadName(*net);
  ASSIGN_OR_RETURN(const LoadOptions options, WhatToLoad(job, head, net));
  ASSIGN_OR_RETURN(const LoadReport report, LoadInto(job.from->tensors, options, net));
  *training->mutable_from() = StartOf(job, report.matched);
  for (const std::string& name : report.missing) training->mutable_from()->add_missing(name);
  for (const std::string& name : report.unexpected) training->mutable_from()->add_unexpected(name);
  if (job.hooks.note) {
    job.hooks.note(absl::StrCat("weights of '", job.from_name, "': ", report.Summary(),
                                StartsFromRandom(job, head)));
  }
  return absl::OkStatus();
}

absl::StatusOr<Adaptation> PlanFor(const TrainJob& job) {
  Network architecture = job.network;
  architecture.set_bins(job.corpora.front().set->items.bins);
  std::vector<Head> learned;
  for (const TrainCorpus& corpus : job.corpora) {
    for (const Head& head : corpus.heads) {
      learned.push_back(head);
      learned.back().clear_path();
    }
  }
  AdaptationOptions options;
  options.way = job.corpora.front().head().path();
  return PlanAdaptation(job.config.mode(), architecture, job.from, learned, options);
}

// A network of many heads; those that are new have statistics of their own corpus.
absl::StatusOr<std::unique_ptr<Net>> StartHeads(const TrainJob& job, Training* training) {
  ASSIGN_OR_RETURN(Adaptation plan, PlanFor(job));
  for (const TrainCorpus& corpus : job.corpora) {
    // Heads of one corpus have the same statistics, so that they share their pass.
    absl::optional<InputNorm> norm;
    for (const Head& one : corpus.heads) {
      ASSIGN_OR_RETURN(const int index, HeadIndex(plan.network, one.name()));
      Head* head = plan.network.mutable_heads(index);
      if (head->has_input_norm()) continue;
      if (!norm.has_value()) {
        ASSIGN_OR_RETURN(norm, Statistics(job, *corpus.set));
      }
      *head->mutable_input_norm() = *norm;
    }
  }
  ASSIGN_OR_RETURN(std::unique_ptr<Net> net, CreateNet(plan.network, job.config.seed()));
  std::string note = plan.note;
  if (!plan.weights.empty()) {
    ASSIGN_OR_RETURN(const LoadReport report, LoadInto(plan.weights, plan.load, net.get()));
    *training->mutable_from() = StartOf(job, report.matched);
    for (const std::string& name : report.missing) training->mutable_from()->add_missing(name);
    absl::StrAppend(&note, "; weights of '", job.from_name, "': ", report.Summary());
  }
  for (const std::string& name : plan.freeze) RETURN_IF_ERROR(net->Freeze(name));
  RETURN_IF_ERROR(FreezeNames({job.config.freeze().begin(), job.config.freeze().end()}, net.get()));
  if (job.hooks.note) {
    if (!note.empty()) job.hooks.note(note);
    job.hooks.note(TrainableText(*net));
  }
  return net;
}

}  // namespace

std::string HeadName(const Net& net) {
  const std::string& last = net.tensors().back().name;
  return last.substr(0, last.rfind('.'));
}

absl::StatusOr<std::unique_ptr<Net>> StartNet(const TrainJob& job, Training* training) {
  const TrainingSet& set = *job.corpora.front().set;
  if (job.from != nullptr) {
    RETURN_IF_ERROR(CheckFrontEnds(job.from->header.front_end(), set.header.front_end()));
  }
  if (!job.config.mode().empty()) return StartHeads(job, training);
  Network config = job.network;
  config.set_classes(static_cast<int32_t>(set.targets.classes().size()));
  config.set_bins(set.items.bins);
  ASSIGN_OR_RETURN(*config.mutable_input_norm(), Statistics(job, set));
  ASSIGN_OR_RETURN(std::unique_ptr<Net> net, CreateNet(config, job.config.seed()));
  if (job.config.start_from()) {
    if (job.from == nullptr) {
      return absl::InvalidArgumentError("no model to start from is given; name it with --from");
    }
    RETURN_IF_ERROR(LoadWeights(job, net.get(), training));
  }
  return net;
}

absl::Status CheckSameNetwork(const TrainJob& job, const Net& saved) {
  Network wanted = job.network;
  if (job.config.mode().empty()) {
    wanted.set_classes(static_cast<int32_t>(job.corpora.front().set->targets.classes().size()));
    wanted.set_bins(job.corpora.front().set->items.bins);
  } else {
    ASSIGN_OR_RETURN(const Adaptation plan, PlanFor(job));
    wanted = plan.network;
  }
  const std::string difference = TrainingDifference(saved.config(), wanted);
  if (difference.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("the checkpoint is of another network (checkpoint -> now): ", difference,
                   "; give the same flags, or leave out --resume to start anew"));
}

absl::Status FreezeForMode(const TrainJob& job, Net* net) {
  if (job.config.mode().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Adaptation plan, PlanFor(job));
  for (const std::string& name : plan.freeze) RETURN_IF_ERROR(net->Freeze(name));
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Net>> FrozenNet(const TrainJob& job, const Needs& needs,
                                               Training* training) {
  const auto frozen = needs.find(PassKey{PassKey::FROZEN, ""});
  if (frozen == needs.end()) return std::unique_ptr<Net>();
  if (job.from == nullptr) {
    return absl::InvalidArgumentError(
        "the loss compares with a frozen model, and none is given; name it with --from");
  }
  ASSIGN_OR_RETURN(std::unique_ptr<Net> net, NetFromModel(*job.from));
  for (const std::string& tap : frozen->second.taps) {
    RETURN_IF_ERROR(Annotate(net->ResolveTap(tap).status(), "the frozen model"));
  }
  RETURN_IF_ERROR(net->Freeze(""));
  net->SetTraining(false);
  std::vector<std::string> names;
  for (const NetTensor& tensor : net->tensors()) names.push_back(tensor.name);
  *training->mutable_frozen() = StartOf(job, names);
  return net;
}

absl::Status FreezeNames(const std::vector<std::string>& names, Net* net) {
  for (const std::string& name : names) {
    if (net->Freeze(name).ok()) continue;
    const absl::Status as_tap = net->FreezeUpTo(name);
    if (!as_tap.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("cannot freeze '", name, "': no tensor begins so, and ", as_tap.message()));
    }
  }
  if (!net->Trainable().empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("nothing is left to train: ", absl::StrJoin(names, ", "), " is all of the net"));
}

}  // namespace auricle
