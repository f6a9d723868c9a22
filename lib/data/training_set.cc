// SPDX-License-Identifier: Apache-2.0
#include "lib/data/training_set.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/data/field_differences.h"
#include "lib/records/digest.h"

namespace auricle {
namespace {

absl::Status CheckHeaders(const MappedRecords& records) {
  for (const Header& header : records.headers()) {
    if (header.content() == Header::CLIPS) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        "the stream holds ", Header::Content_Name(header.content()),
        ", not clips to learn from; give what wav2mel wrote, and a model with --from"));
  }
  return absl::OkStatus();
}

// What is made is told of in the header, and fits to what is stored.
absl::Status UseMaker(const FrameMaker* maker, Header* header) {
  if (maker == nullptr) return absl::OkStatus();
  FrontEnd* stored = header->mutable_front_end();
  FrontEnd made = maker->front_end();
  if (stored->ByteSizeLong() > 0) {
    made.set_name(stored->name());  // Names are informative.
    const std::string differences = FieldDifferences(*stored, made);
    if (differences.empty()) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrCat(
        "features of clips that have none are made with another front end than those that are ",
        "stored (stored -> made): ", differences));
  }
  *stored = std::move(made);
  return absl::OkStatus();
}

// Of a single class nothing can be learned, and its loss of 0 would pass for success.
absl::Status CheckClasses(const TaskTargets& task) {
  const std::vector<std::string>& classes = task.targets.classes();
  if (classes.size() >= UntrainedClasses(task).size() + 2) return absl::OkStatus();
  const size_t only = std::max_element(task.class_counts.begin(), task.class_counts.end()) -
                      task.class_counts.begin();
  return absl::FailedPreconditionError(absl::StrCat("the training part has one class of ",
                                                    task.task, " only, '", classes[only],
                                                    "'; give clips of two or more"));
}

// A tag is learnt from items that have it and items that have not; where its times are known, from
// these.
absl::Status CheckTags(const TaskTargets& task, const std::vector<int32_t>& train) {
  int64_t all = 0;  // Items of which every class was annotated.
  std::vector<int64_t> annotated(task.class_counts.size(), 0);
  for (const int32_t i : train) {
    const Target& target = task.targets.At(i);
    if (target.timed && !target.events.empty()) return absl::OkStatus();
    all += target.known && target.scope.empty() ? 1 : 0;
    for (const int32_t cls : target.scope) ++annotated[cls];
  }
  for (size_t c = 0; c < annotated.size(); ++c) {
    const int64_t positive = task.class_counts[c];
    if (positive > 0 && positive < all + annotated[c]) return absl::OkStatus();
  }
  return absl::FailedPreconditionError(
      absl::StrCat("the training part has no class of ", task.task,
                   " that some items have and others are known not to have, so there is nothing ",
                   "to learn; give clips of both, or choose another --task"));
}

// Events are told of in seconds, features in frames.
absl::Status CheckTimes(const TargetTable& table, const StoredItems& items) {
  for (int32_t i = 0; i < table.size(); ++i) {
    if (!table.Timed(i) || items.items[i].hop_s > 0) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        "item '", items.items[i].id,
        "' has events, but its feature does not say how far its frames lie apart (hop_s); make "
        "the features with wav2mel"));
  }
  return absl::OkStatus();
}

// As the tables' kinds have them: shares make a row for every item, tags and events a line.
void AddTargets(const TargetTable& table, Digest* digest) {
  for (int32_t i = 0; i < table.size(); ++i) {
    if (table.kind() == TargetKind::kShares) {
      for (const float share : table.SharesOf(i)) digest->Add(absl::StrCat(share));
    }
    if (!table.has_tags()) continue;
    const Target& target = table.At(i);
    std::string line = absl::StrCat(target.known ? "known " : "", target.timed ? "timed" : "");
    for (const ClassShare& one : target.present) {
      absl::StrAppend(&line, " ", one.cls, ":", one.share);
    }
    for (const TargetEvent& event : target.events) {
      absl::StrAppend(&line, " ", event.cls, "@", event.onset_s, "-", event.offset_s);
    }
    for (const int32_t cls : target.scope) absl::StrAppend(&line, " of ", cls);
    digest->Add(line);
  }
}

}  // namespace

std::vector<std::string> UntrainedClasses(const TaskTargets& task) {
  std::vector<std::string> names;
  if (task.targets.kind() == TargetKind::kShares) return names;
  for (size_t i = 0; i < task.class_counts.size(); ++i) {
    if (task.class_counts[i] == 0) names.push_back(task.targets.classes()[i]);
  }
  return names;
}

absl::StatusOr<TrainingSet> LoadTrainingSet(const MappedRecords& records,
                                            const TrainingSetOptions& options) {
  RETURN_IF_ERROR(CheckHeaders(records));
  TrainingSet set;
  set.task = options.task;
  for (const std::string& task : options.more_tasks) set.more.emplace_back().task = task;
  std::vector<TaskTargets*> tasks = {&set};
  for (TaskTargets& task : set.more) tasks.push_back(&task);

  ASSIGN_OR_RETURN(set.header, MergeHeaders(records.headers(), options.merge));
  set.parents.assign(records.fingerprints().begin(), records.fingerprints().end());
  RETURN_IF_ERROR(UseMaker(options.maker.get(), &set.header));
  ListOptions listing;
  for (const TaskTargets* task : tasks) {
    RETURN_IF_ERROR(FindVocabulary(set.header, task->task).status());
    listing.tasks.push_back(task->task);
  }
  listing.plan = options.plan;
  listing.audio = options.audio;
  listing.maker = options.maker;
  listing.judge = options.judge;
  ASSIGN_OR_RETURN(set.items, ListItems(records, listing));
  std::vector<const TargetTable*> tables;
  for (size_t k = 0; k < tasks.size(); ++k) {
    ASSIGN_OR_RETURN(const Vocabulary* vocabulary, FindVocabulary(set.header, tasks[k]->task));
    ASSIGN_OR_RETURN(tasks[k]->targets, TargetTable::Create(tasks[k]->task,
                                                            {vocabulary->classes().begin(),
                                                             vocabulary->classes().end()},
                                                            set.items.items, k));
    RETURN_IF_ERROR(CheckTimes(tasks[k]->targets, set.items));
    tables.push_back(&tasks[k]->targets);
  }
  ASSIGN_OR_RETURN(set.parts, MakePartition(set.items, tables,
                                            {options.plan, options.validation, options.seed,
                                             options.allow_leaks, options.read_unlabelled}));
  for (TaskTargets* task : tasks) {
    task->class_counts = task->targets.CountClasses(set.parts.train);
    RETURN_IF_ERROR(task->targets.has_tags() ? CheckTags(*task, set.parts.train)
                                             : CheckClasses(*task));
  }
  for (int32_t i = 0; i < set.targets.size(); ++i) {
    const bool known = std::any_of(tables.begin(), tables.end(),
                                   [i](const TargetTable* table) { return table->Known(i); });
    set.unlabelled += !known && set.items.items[i].part == TRAIN ? 1 : 0;
  }
  set.unlabelled -= static_cast<int64_t>(set.parts.unlabelled.size());
  return set;
}

uint64_t DataDigest(const TrainingSet& set) {
  Digest digest;
  for (const uint64_t parent : set.parents) digest.Add(absl::StrCat(parent));
  std::vector<char> sides(set.items.items.size(), '-');
  for (const int32_t i : set.parts.train) sides[i] = 't';
  for (const int32_t i : set.parts.valid) sides[i] = 'v';
  for (const int32_t i : set.parts.unlabelled) sides[i] = 'u';
  for (size_t i = 0; i < sides.size(); ++i) {
    const StoredItem& item = set.items.items[i];
    digest.Add(item.id);
    digest.Add(absl::StrCat(set.targets.ClassOf(static_cast<int32_t>(i)), std::string(1, sides[i]),
                            item.frames));
  }
  AddTargets(set.targets, &digest);
  for (const TaskTargets& task : set.more) {
    for (int32_t i = 0; i < task.targets.size(); ++i) {
      digest.Add(absl::StrCat(task.targets.ClassOf(i)));
    }
    AddTargets(task.targets, &digest);
  }
  return digest.value();
}

absl::Status CheckFrontEnds(const FrontEnd& model, const FrontEnd& data) {
  FrontEnd a = model;
  FrontEnd b = data;
  a.clear_name();
  b.clear_name();
  const std::string differences = FieldDifferences(a, b);
  if (differences.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("the data's front end is not the model's (model -> data): ", differences,
                   "; make the features with the front end that the model was trained on"));
}

}  // namespace auricle
