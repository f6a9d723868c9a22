// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/alike_labels.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "lib/base/alike.h"

namespace auricle {
namespace {

constexpr size_t kSetsToSay = 3;
constexpr char kSource[] = "";  // In place of a task.

// Task → name → how many clips.
using Counts = std::map<std::string, std::map<std::string, int64_t>>;
// Task → name → the spelling that it becomes.
using Spellings = std::map<std::string, std::map<std::string, std::string>>;

Counts CountNames(const CorpusRequest& request, const ClipList& clips) {
  Counts counts;
  for (const Clip& clip : clips) {
    for (const auto& [task, label] : clip.labels()) {
      for (const std::string& name : ClassesOfLabel(label)) ++counts[task][name];
    }
    if (!request.source_column.empty()) ++counts[kSource][clip.source()];
  }
  return counts;
}

std::string Chosen(const CorpusRequest& request, const std::map<std::string, int64_t>& counts,
                   const std::vector<std::string>& spellings) {
  std::string most = spellings[0];
  for (const std::string& name : spellings) {
    const auto& order = request.class_order;
    if (std::find(order.begin(), order.end(), name) != order.end()) return name;
    if (counts.at(name) > counts.at(most)) most = name;
  }
  return most;
}

std::string OfTask(const std::string& task) {
  return task == kSource ? "sources" : absl::StrCat("names of ", task);
}

void Rename(const std::map<std::string, std::string>& spellings, std::string* name) {
  const auto found = spellings.find(*name);
  if (found != spellings.end()) *name = found->second;
}

void RenameLabel(const std::map<std::string, std::string>& spellings, Label* label) {
  if (label->kind_case() == Label::kName) Rename(spellings, label->mutable_name());
  if (label->kind_case() != Label::kTags) return;
  std::set<std::string> names;
  for (std::string name : label->tags().names()) {
    Rename(spellings, &name);
    names.insert(std::move(name));
  }
  label->mutable_tags()->clear_names();
  for (const std::string& name : names) label->mutable_tags()->add_names(name);
}

void Merge(const Spellings& spellings, Listing* listing) {
  listing->clips.Edit([&spellings](Clip* clip) {
    for (auto& [task, label] : *clip->mutable_labels()) {
      const auto of_task = spellings.find(task);
      if (of_task != spellings.end()) RenameLabel(of_task->second, &label);
    }
    const auto sources = spellings.find(kSource);
    if (sources != spellings.end()) Rename(sources->second, clip->mutable_source());
  });
}

}  // namespace

void TreatAlikeLabels(const CorpusRequest& request, Listing* listing) {
  Spellings spellings;
  for (const auto& [task, counts] : CountNames(request, listing->clips)) {
    std::vector<std::string> names;
    for (const auto& [name, count] : counts) names.push_back(name);
    const std::vector<std::vector<std::string>> sets = AlikeNames(names);
    for (size_t i = 0; i < sets.size() && i < kSetsToSay && !request.merge_alike; ++i) {
      listing->notes.push_back(absl::StrCat(
          "warning: ", OfTask(task), " that read alike are not the same: ", ShowSpellings(sets[i]),
          i + 1 == kSetsToSay && sets.size() > kSetsToSay
              ? absl::StrCat(", and ", sets.size() - kSetsToSay, " more such sets")
              : "",
          "; --merge_alike makes them one"));
    }
    if (!request.merge_alike) continue;
    for (const std::vector<std::string>& set : sets) {
      const std::string chosen = Chosen(request, counts, set);
      for (const std::string& name : set) {
        if (name == chosen) continue;
        spellings[task][name] = chosen;
        listing->notes.push_back(absl::StrCat("'", ShowSpelling(name), "' is now '",
                                              ShowSpelling(chosen), "' among ", OfTask(task), ": ",
                                              counts.at(name), " clips"));
      }
    }
  }
  if (!spellings.empty()) Merge(spellings, listing);
}

}  // namespace auricle
