// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/corpus.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "lib/base/class_order.h"
#include "lib/base/rng.h"
#include "lib/base/text.h"

namespace auricle {
namespace {

// What stands in the labels and assignments of all clips.
struct Found {
  std::map<std::string, std::set<std::string>> classes;  // By task.
  std::set<std::string> plans;
};

Found FindNames(const ClipList& clips) {
  Found found;
  for (const Clip& clip : clips) {
    for (const auto& [task, label] : clip.labels()) {
      std::set<std::string>& of_task = found.classes[task];
      for (std::string& name : ClassesOfLabel(label)) of_task.insert(std::move(name));
    }
    for (const auto& [plan, part] : clip.assignments()) found.plans.insert(plan);
  }
  return found;
}

void AddVocabularies(Found* found, Header* header) {
  for (const Vocabulary& prescribed : header->vocabularies()) {
    found->classes.erase(prescribed.task());
  }
  for (const auto& [task, classes] : found->classes) {
    AddVocabulary(task, SortClasses({classes.begin(), classes.end()}), header);
  }
  std::sort(header->mutable_vocabularies()->begin(), header->mutable_vocabularies()->end(),
            [](const Vocabulary& a, const Vocabulary& b) { return a.task() < b.task(); });
}

void AddPlans(Found* found, Header* header) {
  for (const Plan& explained : header->plans()) found->plans.erase(explained.name());
  for (const std::string& name : found->plans) AddPlan(name, "official", header);
}

// ", whose label is 'dog', not 'cat'": the first task that the two name differently, or "".
std::string DifferentLabel(const Clip& taken, const Clip& clip) {
  const std::map<std::string, Label> sorted(clip.labels().begin(), clip.labels().end());
  for (const auto& [task, label] : sorted) {
    const auto other = taken.labels().find(task);
    if (other == taken.labels().end() || other->second.name() == label.name()) continue;
    return absl::StrCat(", whose ", task, " is '", other->second.name(), "', not '", label.name(),
                        "'");
  }
  return "";
}

}  // namespace

void Listing::Add(Clip clip) {
  std::string reason = Unfit(clip);
  if (reason.empty()) {
    const auto [place, fresh] = place_of_id.emplace(StableHash(clip.id()), clips.size());
    if (!fresh) {
      const Clip taken = clips[place->second];
      if (taken.id() == clip.id()) {
        reason = absl::StrCat("the id '", clip.id(), "' is taken by '", taken.audio().path(), "'",
                              DifferentLabel(taken, clip),
                              "; name a column of unique ids (--id_column), or drop one");
      }
    }
  }
  if (!reason.empty()) {
    return Refuse(clip.audio().path().empty() ? clip.id() : clip.audio().path(), reason);
  }
  if (clip.source().empty()) clip.set_source(clip.id());
  clips.push_back(clip);
}

void Listing::Refuse(absl::string_view item, absl::string_view reason) {
  Dropped dropped;
  // Both go into the stream's end, which holds UTF-8 only.
  dropped.set_id(EscapeForTerminal(item));
  dropped.set_reason(EscapeForTerminal(reason));
  refused.push_back(std::move(dropped));
}

std::string Unfit(const Clip& clip) {
  constexpr absl::string_view kRename =
      " is not UTF-8; rename it (convmv), or convert the table (iconv -f latin1 -t utf-8)";
  if (!IsUtf8(clip.audio().path())) return absl::StrCat("its path", kRename);
  if (!IsUtf8(clip.id()) || !IsUtf8(clip.source())) return absl::StrCat("its id", kRename);
  if (clip.audio().path().find('\0') != std::string::npos) return "its path holds a NUL byte";
  if (clip.audio().path().empty() && !clip.has_samples()) return "it names no audio file";
  for (const auto& [task, label] : clip.labels()) {
    if (!IsUtf8(task)) return absl::StrCat("the task '", task, "'", kRename);
    for (const std::string& name : ClassesOfLabel(label)) {
      if (name.empty()) return absl::StrCat("its label of '", task, "' is empty");
      if (!IsUtf8(name)) return absl::StrCat("its label of '", task, "'", kRename);
    }
  }
  return "";
}

void NameCorpus(const CorpusRequest& request, const std::string& name, const std::string& root,
                Header* header) {
  header->mutable_corpus()->set_name(request.name.empty() ? name : request.name);
  header->mutable_corpus()->set_root(request.root.empty() ? root : request.root);
}

void AddPlan(const std::string& name, const std::string& how, Header* header) {
  Plan* const plan = header->add_plans();
  plan->set_name(name);
  plan->set_how(how);
}

absl::Status PrescribeClasses(const std::vector<std::string>& order, Listing* listing) {
  if (listing->label_task.empty()) {
    return absl::InvalidArgumentError(
        "--class_order orders the classes of a label column or folder, and here is none");
  }
  std::set<std::string> missing(order.begin(), order.end());
  if (missing.size() < order.size() || missing.count("") > 0) {
    return absl::InvalidArgumentError("--class_order names a class twice, or an empty one");
  }
  for (const Clip& clip : listing->clips) {
    const auto label = clip.labels().find(listing->label_task);
    if (label == clip.labels().end()) continue;
    for (const std::string& name : ClassesOfLabel(label->second)) {
      missing.erase(name);
      if (std::find(order.begin(), order.end(), name) != order.end()) continue;
      return absl::InvalidArgumentError(
          absl::StrCat("--class_order lacks '", name, "', the ", listing->label_task, " of '",
                       clip.audio().path(), "'", InsteadOf(name, order)));
    }
  }
  for (const std::string& name : missing) {
    listing->notes.push_back(
        absl::StrCat("warning: no clip is of the class '", name, "' that --class_order names"));
  }
  AddVocabulary(listing->label_task, order, &listing->header);
  return absl::OkStatus();
}

absl::Status FinishListing(Listing* listing) {
  if (!IsUtf8(listing->header.corpus().root()) || !IsUtf8(listing->header.corpus().name())) {
    return absl::InvalidArgumentError(
        absl::StrCat("the path '", listing->header.corpus().root(),
                     "' is not UTF-8, and a stream holds nothing else; rename the directory or "
                     "reach it through a link"));
  }
  listing->header.set_content(Header::CLIPS);
  Found found = FindNames(listing->clips);
  AddVocabularies(&found, &listing->header);
  AddPlans(&found, &listing->header);
  if (!listing->clips.empty()) return absl::OkStatus();
  std::string message = absl::StrCat("none of ", listing->seen, " ", listing->unit, " is usable");
  if (!listing->refused.empty()) {
    absl::StrAppend(&message, "; the first, '", listing->refused[0].id(),
                    "': ", listing->refused[0].reason());
    for (size_t i = 1; i < std::min<size_t>(listing->refused.size(), 3); ++i) {
      absl::StrAppend(&message, i == 1 ? "; then '" : ", '", listing->refused[i].id(), "'");
    }
  }
  for (const auto& [why, count] : listing->passed_over) {
    absl::StrAppend(&message, "; ", count, " ", why);
  }
  return absl::InvalidArgumentError(message);
}

absl::StatusOr<Part> PartFromName(absl::string_view name) {
  const std::string part = absl::AsciiStrToLower(absl::StripAsciiWhitespace(name));
  if (part.empty() || part == "unassigned") return UNASSIGNED;
  for (const char* alias : {"train", "training", "trn", "tr"}) {
    if (part == alias) return TRAIN;
  }
  for (const char* alias : {"valid", "validation", "val", "dev", "devel", "development"}) {
    if (part == alias) return VALID;
  }
  for (const char* alias : {"test", "testing", "tst", "te", "eval", "evaluation"}) {
    if (part == alias) return TEST;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("'", name, "' is no part; write train, valid (dev, val) or test (eval)"));
}

std::vector<std::string> ClassesOfLabel(const Label& label) {
  std::vector<std::string> names(label.scope().begin(), label.scope().end());
  if (label.kind_case() == Label::kName) names.push_back(label.name());
  const auto& voted = label.distribution().names();
  names.insert(names.end(), voted.begin(), voted.end());
  names.insert(names.end(), label.tags().names().begin(), label.tags().names().end());
  for (const Event& event : label.events().events()) names.push_back(event.name());
  return names;
}

void SetName(const std::string& task, const std::string& name, Clip* clip) {
  (*clip->mutable_labels())[task].set_name(name);
}

}  // namespace auricle
