// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/net/heads.h"

#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/records/merge.h"

namespace auricle {
namespace {

constexpr int kLeastClasses = 2;

std::vector<std::string> HeadNames(const Network& network) {
  std::vector<std::string> names;
  for (const Head& head : network.heads()) names.push_back(head.name());
  return names;
}

absl::Status CheckHead(const Head& head, const std::set<std::string>& paths) {
  const std::string& name = head.name();
  if (name.empty() || absl::StrContains(name, ".") || absl::StrContains(name, "/")) {
    return absl::InvalidArgumentError(
        absl::StrCat("a head is called '", name, "', want a name without '.' and '/'"));
  }
  if (head.classes_size() < kLeastClasses) {
    return absl::InvalidArgumentError(absl::StrCat("head '", name, "' has ", head.classes_size(),
                                                   " classes, want ", kLeastClasses, " or more"));
  }
  if (head.path().empty() || paths.count(head.path()) > 0) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("head '", name, "' passes through what is '", head.path(),
                   "'s, but there is no such head with a way of its own"));
}

}  // namespace

absl::StatusOr<int> HeadIndex(const Network& network, const std::string& name) {
  if (name.empty() && network.heads_size() == 1) return 0;
  for (int i = 0; i < network.heads_size(); ++i) {
    if (network.heads(i).name() == name && !name.empty()) return i;
  }
  const std::vector<std::string> names = HeadNames(network);
  if (name.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("network '", network.name(), "' has ", names.size(),
                     " heads; say which: ", absl::StrJoin(names, ", ")));
  }
  return absl::InvalidArgumentError(absl::StrCat("network '", network.name(), "' has no head '",
                                                 name, "'", InsteadOf(name, names)));
}

int ClassesOf(const Network& network, const std::string& head) {
  const absl::StatusOr<int> index = HeadIndex(network, head);
  return index.ok() ? network.heads(*index).classes_size() : network.classes();
}

const InputNorm& InputNormOf(const Network& network, const std::string& head) {
  const absl::StatusOr<int> index = HeadIndex(network, head);
  return index.ok() ? network.heads(*index).input_norm() : network.input_norm();
}

absl::StatusOr<std::vector<Head>> HeadsOf(const Header& model) {
  const Network& network = model.network();
  if (network.heads_size() > 0) {
    return std::vector<Head>(network.heads().begin(), network.heads().end());
  }
  Head head;
  head.set_task(model.model().task());
  ASSIGN_OR_RETURN(const Vocabulary* const vocabulary, FindVocabulary(model, head.task()));
  if (vocabulary->classes_size() != network.classes()) {
    return absl::InvalidArgumentError(absl::StrCat("the model has ", network.classes(),
                                                   " outputs and ", vocabulary->classes_size(),
                                                   " classes of ", head.task()));
  }
  *head.mutable_classes() = vocabulary->classes();
  *head.mutable_input_norm() = network.input_norm();
  return std::vector<Head>{head};
}

absl::Status CheckHeads(const Network& network) {
  std::set<std::string> names, paths;
  for (const Head& head : network.heads()) {
    if (!names.insert(head.name()).second) {
      return absl::InvalidArgumentError(
          absl::StrCat("two heads are called '", head.name(), "'; a head's name is unique"));
    }
    if (head.path() == head.name()) paths.insert(head.name());
  }
  for (const Head& head : network.heads()) RETURN_IF_ERROR(CheckHead(head, paths));
  return absl::OkStatus();
}

}  // namespace auricle
