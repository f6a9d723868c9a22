// SPDX-License-Identifier: Apache-2.0
#include "lib/train/start/adaptation_planner.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/nn/net/heads.h"
#include "lib/nn/networks/nets.h"
#include "lib/train/start/parameter_groups.h"
#include "lib/train/start/same_architecture.h"

namespace auricle {
namespace {

constexpr int kMostNamed = 12;

// "[anger, joy] (2)"
std::string ClassesText(const Head& head) {
  std::vector<std::string> names;
  for (int i = 0; i < std::min(head.classes_size(), kMostNamed); ++i) {
    names.push_back(EscapeForTerminal(head.classes(i)));
  }
  if (head.classes_size() > kMostNamed) names.push_back("…");
  return absl::StrCat("[", absl::StrJoin(names, ", "), "] (", head.classes_size(), ")");
}

bool SameClasses(const Head& a, const Head& b) {
  return std::equal(a.classes().begin(), a.classes().end(), b.classes().begin(), b.classes().end());
}

const Head* FindHead(const Network& network, const std::string& name) {
  for (const Head& head : network.heads()) {
    if (head.name() == name) return &head;
  }
  return nullptr;
}

std::string WayName(const std::string& path) {
  return path.empty() ? "the core's" : absl::StrCat("'", path, "'s");
}

// Training the way of `head` would change what others tell that go through it.
absl::Status CheckAloneOnItsWay(const Network& network, const Head& head,
                                const std::string& otherwise) {
  for (const Head& other : network.heads()) {
    if (other.name() == head.name() || other.path() != head.name()) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        "the model's head '", other.name(), "' goes ", WayName(head.name()),
        " way too and would not stay as it is; ", otherwise,
        ", train the old one alone with --mode=last-layer, or take it out with merge_models"));
  }
  return absl::OkStatus();
}

}  // namespace

AdaptationPlanner::AdaptationPlanner(const std::string& mode, const Network& architecture,
                                     const Model* from, const AdaptationOptions& options)
    : mode_(mode),
      from_(from),
      options_(options),
      keeps_(mode == "last-layer" || mode == "adapters") {
  plan_.network = architecture;
  plan_.network.clear_heads();
  plan_.network.clear_input_norm();
  plan_.network.clear_trunk();
}

absl::StatusOr<Adaptation> AdaptationPlanner::Plan(const std::vector<Head>& learned) {
  joint_ = mode_ == "adapters" && from_ == nullptr && learned.size() > 1;
  if (from_ != nullptr) RETURN_IF_ERROR(CheckModel());
  if (from_ != nullptr && keeps_) *plan_.network.mutable_heads() = Theirs().heads();
  for (const Head& head : learned) RETURN_IF_ERROR(Learn(head));
  ASSIGN_OR_RETURN(const std::unique_ptr<Net> net, CreateEmptyNet(plan_.network));
  if (from_ != nullptr) ListWeights(*net);
  ListFrozen(*net);
  plan_.note = Note();
  return std::move(plan_);
}

absl::Status AdaptationPlanner::CheckModel() const {
  if (Theirs().heads_size() == 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("the model, of network '", Theirs().name(),
                     "', has no heads; want one that train_adapters wrote"));
  }
  if (Theirs().trunk()) {
    return absl::InvalidArgumentError("the model has no classifier any more (trim_model)");
  }
  RETURN_IF_ERROR(CheckSameArchitecture(Theirs(), plan_.network));
  return keeps_ ? CheckKeptHeads(Theirs(), plan_.network) : absl::OkStatus();
}

absl::StatusOr<std::string> AdaptationPlanner::WayTaken(const Head& learned, bool* any) const {
  *any = true;
  if (!options_.way.empty()) {
    ASSIGN_OR_RETURN(const int index, HeadIndex(Theirs(), options_.way));
    return Theirs().heads(index).path();
  }
  const Head* const same = FindHead(Theirs(), learned.name());
  if (same != nullptr) return same->path();
  if (HasCore(Theirs())) return std::string();
  *any = false;
  if (mode_ == "adapters") return std::string();
  std::vector<std::string> names;
  for (const Head& head : Theirs().heads()) names.push_back(head.name());
  return absl::InvalidArgumentError(
      absl::StrCat("every head of the model has a way of its own; say with --way whose way '",
                   learned.name(), "' takes: ", absl::StrJoin(names, ", ")));
}

absl::Status AdaptationPlanner::Learn(const Head& learned) {
  Head head = learned;
  head.clear_input_norm();
  head.set_path(mode_ == "adapters" ? head.name() : "");
  if (from_ == nullptr) return Add(head, head.path().empty() ? "new" : "new, a way of its own");
  bool any = false;
  ASSIGN_OR_RETURN(const std::string way, WayTaken(head, &any));
  const Head* const same = FindHead(Theirs(), head.name());
  if (same != nullptr && keeps_) return LearnFurther(*same, head, way);
  std::string how = "new";
  if (same != nullptr && SameClasses(*same, head)) {
    loaded_heads_.insert(head.name());
    how = "further";
  }
  if (mode_ == "last-layer") {
    head.set_path(way);
    absl::StrAppend(&how, ", goes ", WayName(way), " way");
  } else if (mode_ == "adapters" || !way.empty()) {
    head.set_path(head.name());
    if (any) source_of_way_[head.name()] = way;
    absl::StrAppend(&how, ", its own way begins as ", any ? WayName(way) : "random");
  }
  return Add(head, how);
}

absl::Status AdaptationPlanner::LearnFurther(const Head& same, const Head& head,
                                             const std::string& way) {
  const std::string other =
      absl::StrCat("call the new head otherwise: --heads=NAME=", head.corpus(), "/", head.task());
  if (!SameClasses(same, head)) {
    return absl::InvalidArgumentError(
        absl::StrCat("the model's head '", head.name(), "' has classes ", ClassesText(same),
                     ", the data's ", head.task(), " has ", ClassesText(head), "; ", other));
  }
  if (mode_ == "adapters" && same.path() != same.name()) {
    return absl::InvalidArgumentError(
        absl::StrCat("the model's head '", head.name(), "' goes ", WayName(same.path()),
                     " way, which is kept as it is; ", other,
                     ", or train the old one alone with --mode=last-layer"));
  }
  if (way != same.path()) {
    return absl::InvalidArgumentError(
        absl::StrCat("the model's head '", head.name(), "' goes ", WayName(same.path()),
                     " way already; --way=", options_.way, " is for new heads"));
  }
  if (mode_ == "adapters") RETURN_IF_ERROR(CheckAloneOnItsWay(Theirs(), same, other));
  loaded_heads_.insert(head.name());
  trained_.push_back(absl::StrCat("head.", head.name()));
  if (mode_ == "adapters") trained_.push_back(absl::StrCat("way.", head.name()));
  learned_.push_back(absl::StrCat(head.name(), " (further)"));
  return absl::OkStatus();
}

absl::Status AdaptationPlanner::Add(const Head& head, std::string how) {
  if (FindHead(plan_.network, head.name()) != nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("two heads are called '", head.name(), "'; name them with --heads"));
  }
  *plan_.network.add_heads() = head;
  trained_.push_back(absl::StrCat("head.", head.name()));
  if (head.path() == head.name()) trained_.push_back(absl::StrCat("way.", head.name()));
  learned_.push_back(absl::StrCat(head.name(), " (", how, ")"));
  return absl::OkStatus();
}

std::string AdaptationPlanner::SourceOf(const std::string& name) const {
  const std::string group = TensorGroup(name);
  const std::string owner = group.substr(group.find('.') + 1);
  if (std::count(trained_.begin(), trained_.end(), group) == 0) return name;
  if (absl::StartsWith(group, "head.")) return loaded_heads_.count(owner) > 0 ? name : "";
  const auto begins_as = source_of_way_.find(owner);
  // Without a start: a way of the model that goes on, or a new one where nothing can be copied.
  if (begins_as == source_of_way_.end()) return loaded_heads_.count(owner) > 0 ? name : "";
  const std::string rest = name.substr(group.size());
  if (!begins_as->second.empty()) return absl::StrCat("way.", begins_as->second, rest);
  // The core has no adapters, and its attention was trained for what its heads tell.
  const bool norm = absl::StrContains(rest, ".norm.") && !absl::StrContains(rest, ".adapter.");
  return norm ? absl::StrCat("core", rest) : "";
}

void AdaptationPlanner::ListWeights(const Net& net) {
  std::set<std::string> used;
  for (const NetTensor& tensor : net.tensors()) {
    const std::string source = SourceOf(tensor.name);
    if (source.empty()) continue;
    plan_.load.only.push_back(tensor.name);
    used.insert(source);
    const auto found = from_->tensors.find(source);
    if (found != from_->tensors.end()) plan_.weights[tensor.name] = found->second;
  }
  // What the network has no place for is an error of LoadInto, but for what finetuning drops.
  for (const auto& [name, tensor] : from_->tensors) {
    if (used.count(name) == 0 && (keeps_ || TensorGroup(name) == "shared")) {
      plan_.weights.emplace(name, tensor);
    }
  }
}

void AdaptationPlanner::ListFrozen(const Net& net) {
  if (!keeps_ || joint_) return;
  std::set<std::string> prefixes;
  for (const NetTensor& tensor : net.tensors()) {
    const std::string group = TensorGroup(tensor.name);
    if (std::count(trained_.begin(), trained_.end(), group) > 0) continue;
    prefixes.insert(group == "shared" ? tensor.name.substr(0, tensor.name.find('.')) : group);
  }
  plan_.freeze.assign(prefixes.begin(), prefixes.end());
}

std::string AdaptationPlanner::Note() const {
  std::string note = absl::StrCat("mode ", mode_, ": learns ", absl::StrJoin(learned_, ", "));
  if (from_ == nullptr) return note;
  std::vector<std::string> others;
  for (const Head& head : Theirs().heads()) {
    const std::string group = absl::StrCat("head.", head.name());
    if (std::count(trained_.begin(), trained_.end(), group) == 0) others.push_back(head.name());
  }
  if (others.empty()) return note;
  return absl::StrCat(note, keeps_ ? "; keeps " : "; drops ", absl::StrJoin(others, ", "));
}

}  // namespace auricle
