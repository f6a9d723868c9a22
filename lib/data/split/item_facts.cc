// SPDX-License-Identifier: Apache-2.0
#include "lib/data/split/item_facts.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lib/base/alike.h"
#include "lib/base/status_macros.h"

namespace auricle {
namespace {

// The classes an item counts for: its name; the most voted; its tags or events. Votes that tie go
// to the first in the vocabulary's order, in which they stand.
std::vector<std::string> ClassesOf(const Label& label) {
  std::set<std::string> names;
  if (label.kind_case() == Label::kName) names.insert(label.name());
  const Distribution& votes = label.distribution();
  if (votes.names_size() > 0 && votes.names_size() == votes.shares_size()) {
    const auto most = std::max_element(votes.shares().begin(), votes.shares().end());
    names.insert(votes.names(most - votes.shares().begin()));
  }
  names.insert(label.tags().names().begin(), label.tags().names().end());
  for (const Event& event : label.events().events()) names.insert(event.name());
  return {names.begin(), names.end()};
}

// "task=name" of each label that is one name.
std::string NamesOf(const Clip& clip) {
  std::set<std::string> names;
  for (const auto& [task, label] : clip.labels()) {
    if (label.kind_case() == Label::kName) names.insert(absl::StrCat(task, "=", label.name()));
  }
  return absl::StrJoin(names, "\n");
}

// Spelling → the one that all that read alike are to have.
std::map<std::string, std::string> OneSpelling(const std::map<std::string, int64_t>& counts) {
  std::vector<std::string> names;
  for (const auto& [name, count] : counts) names.push_back(name);
  std::map<std::string, std::string> spelling;
  for (const std::vector<std::string>& alike : AlikeNames(names)) {
    std::string most = alike[0];
    for (const std::string& name : alike) {
      if (counts.at(name) > counts.at(most)) most = name;
    }
    for (const std::string& name : alike) spelling[name] = most;
  }
  return spelling;
}

}  // namespace

void ItemTable::MergeAlike() {
  std::map<std::string, int64_t> groups, classes;
  for (const ItemFacts& item : items_) {
    if (!item.group.empty()) ++groups[item.group];
    for (const std::string& name : item.classes) ++classes[name];
  }
  const std::map<std::string, std::string> of_group = OneSpelling(groups);
  const std::map<std::string, std::string> of_class = OneSpelling(classes);
  for (ItemFacts& item : items_) {
    const auto group = of_group.find(item.group);
    if (group != of_group.end()) item.group = group->second;
    std::set<std::string> merged;
    for (const std::string& name : item.classes) {
      const auto found = of_class.find(name);
      merged.insert(found == of_class.end() ? name : found->second);
    }
    item.classes.assign(merged.begin(), merged.end());
  }
}

absl::Status ItemTable::AddLabels(const Clip& clip, ItemFacts* item) const {
  const auto group = clip.labels().find(asked_.by);
  if (!asked_.by.empty() && group != clip.labels().end()) {
    if (group->second.kind_case() != Label::kName || group->second.name().empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("its '", asked_.by,
                       "' is not one name, so it cannot be its group; take a "
                       "task of names, such as the speaker"));
    }
    item->group = group->second.name();
  }
  const auto balance = clip.labels().find(asked_.balance);
  if (!asked_.balance.empty() && balance != clip.labels().end()) {
    item->classes = ClassesOf(balance->second);
  }
  for (size_t p = 0; p < asked_.plans.size(); ++p) {
    const auto part = clip.assignments().find(asked_.plans[p]);
    if (part == clip.assignments().end()) continue;
    if (!Part_IsValid(part->second)) {
      return absl::DataLossError(absl::StrCat("plan '", asked_.plans[p], "' puts it in part ",
                                              part->second, "; 1 train, 2 valid, 3 test"));
    }
    item->before[p] = part->second;
  }
  return absl::OkStatus();
}

absl::Status ItemTable::Add(const Clip& clip) {
  if (clip.id().empty()) return absl::InvalidArgumentError("a clip has no id");
  const auto [entry, fresh] = index_.emplace(clip.id(), static_cast<int>(items_.size()));
  if (fresh) {
    items_.emplace_back();
    items_.back().id = clip.id();
    items_.back().source = clip.id();
    items_.back().before.assign(asked_.plans.size(), UNASSIGNED);
    chunked_.push_back(clip.has_chunk());
  } else if (!clip.has_chunk() || !chunked_[entry->second]) {
    return absl::InvalidArgumentError(
        absl::StrCat("the id '", clip.id(),
                     "' stands twice; give each corpus its own --name in "
                     "list_corpus, or drop one"));
  }
  ItemFacts* item = &items_[entry->second];
  if (!clip.source().empty()) item->source = clip.source();
  if (clip.audio().digest() != 0) item->digest = clip.audio().digest();
  if (item->digest != 0 && item->labels.empty()) item->labels = NamesOf(clip);
  item->seconds = std::max(item->seconds, clip.audio().duration_s());
  return Annotate(AddLabels(clip, item), absl::StrCat("item '", clip.id(), "'"));
}

}  // namespace auricle
