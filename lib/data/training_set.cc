// SPDX-License-Identifier: Apache-2.0
#include "lib/data/training_set.h"

#include <algorithm>
#include <cmath>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/data/field_differences.h"
#include "lib/records/digest.h"

namespace auricle {
namespace {

using ClassIndex = absl::flat_hash_map<std::string, int32_t>;

absl::Status UnknownClass(const StoredItem& item, const std::string& task, const std::string& name,
                          const std::vector<std::string>& classes) {
  const std::string near = Nearest(name, classes);
  return absl::InvalidArgumentError(absl::StrCat(
      "item '", item.id, "': its ", task, " '", name, "' is not in the vocabulary of ",
      classes.size(), " classes", near.empty() ? "" : absl::StrCat("; the nearest is '", near, "'"),
      "; list the corpus again, or merge with --union_classes"));
}

// Adds `distribution`, scaled to sum 1, to the row at `shares`; the likeliest class, or -1 of none.
absl::StatusOr<int32_t> AddShares(const StoredItem& item, const std::string& task,
                                  const std::vector<std::string>& classes, const ClassIndex& index,
                                  float* shares) {
  const Distribution& distribution = item.label.distribution();
  double sum = 0;
  bool sound = distribution.names_size() == distribution.shares_size();
  for (const double share : distribution.shares()) {
    sum += share;
    sound = sound && share >= 0 && std::isfinite(sum);
  }
  if (!sound) {
    return absl::InvalidArgumentError(
        absl::StrCat("item '", item.id, "': its ", task, " has ", distribution.names_size(),
                     " names and ", distribution.shares_size(), " shares of sum ", sum,
                     "; a share is 0 or more, one for each name"));
  }
  if (sum == 0) return -1;
  int32_t best = -1;
  for (int i = 0; i < distribution.names_size(); ++i) {
    const auto found = index.find(distribution.names(i));
    if (found == index.end()) return UnknownClass(item, task, distribution.names(i), classes);
    shares[found->second] += static_cast<float>(distribution.shares(i) / sum);
    if (best < 0 || shares[found->second] > shares[best]) best = found->second;
  }
  return best;
}

// Of a single class nothing can be learned, and its loss of 0 would pass for success.
absl::Status CheckClasses(const TrainingSet& set, const std::string& task) {
  if (set.classes.size() >= UntrainedClasses(set).size() + 2) return absl::OkStatus();
  const size_t only =
      std::max_element(set.class_counts.begin(), set.class_counts.end()) - set.class_counts.begin();
  return absl::FailedPreconditionError(absl::StrCat("the training part has one class of ", task,
                                                    " only, '", set.classes[only],
                                                    "'; give clips of two or more"));
}

}  // namespace

absl::Status ClassIndices(const std::vector<StoredItem>& items, const std::string& task,
                          const std::vector<std::string>& classes, std::vector<int32_t>* labels,
                          std::vector<float>* soft) {
  ClassIndex index;
  for (size_t c = 0; c < classes.size(); ++c) index[classes[c]] = static_cast<int32_t>(c);
  const bool any_soft = std::any_of(items.begin(), items.end(), [](const StoredItem& item) {
    return item.label.has_distribution();
  });
  labels->assign(items.size(), -1);
  soft->assign(any_soft ? items.size() * classes.size() : 0, 0.0F);
  for (size_t i = 0; i < items.size(); ++i) {
    const StoredItem& item = items[i];
    float* row = any_soft ? soft->data() + i * classes.size() : nullptr;
    switch (item.label.kind_case()) {
      case Label::KIND_NOT_SET:
        break;
      case Label::kName: {
        const auto found = index.find(item.label.name());
        if (found == index.end()) return UnknownClass(item, task, item.label.name(), classes);
        (*labels)[i] = found->second;
        if (any_soft) row[found->second] = 1;
        break;
      }
      case Label::kDistribution: {
        ASSIGN_OR_RETURN((*labels)[i], AddShares(item, task, classes, index, row));
        break;
      }
      default:
        return absl::InvalidArgumentError(absl::StrCat(
            "item '", item.id, "': its ", task, " is a set of ",
            item.label.has_tags() ? "tags" : "events", ", want one class; choose another --task"));
    }
  }
  return absl::OkStatus();
}

std::vector<std::string> UntrainedClasses(const TrainingSet& set) {
  std::vector<std::string> names;
  if (!set.soft.empty()) return names;
  for (size_t i = 0; i < set.classes.size(); ++i) {
    if (set.class_counts[i] == 0) names.push_back(set.classes[i]);
  }
  return names;
}

absl::StatusOr<TrainingSet> LoadTrainingSet(const MappedRecords& records,
                                            const TrainingSetOptions& options) {
  for (const Header& header : records.headers()) {
    if (header.content() == Header::CLIPS) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        "the stream holds ", Header::Content_Name(header.content()),
        ", not clips to learn from; give what wav2mel wrote, and a model with --from"));
  }
  TrainingSet set;
  set.task = options.task;
  ASSIGN_OR_RETURN(set.header, MergeHeaders(records.headers(), options.merge));
  set.parents.assign(records.fingerprints().begin(), records.fingerprints().end());
  ASSIGN_OR_RETURN(const Vocabulary* vocabulary, FindVocabulary(set.header, options.task));
  set.classes.assign(vocabulary->classes().begin(), vocabulary->classes().end());
  ASSIGN_OR_RETURN(set.items, ListItems(records, options.task, options.plan, options.judge));
  RETURN_IF_ERROR(ClassIndices(set.items.items, options.task, set.classes, &set.labels, &set.soft));
  ASSIGN_OR_RETURN(set.parts, MakePartition(set.items, set.labels, set.classes, options.plan,
                                            options.validation, options.seed, options.allow_leaks));
  set.class_counts.assign(set.classes.size(), 0);
  for (const int32_t i : set.parts.train) ++set.class_counts[set.labels[i]];
  RETURN_IF_ERROR(CheckClasses(set, options.task));
  for (size_t i = 0; i < set.labels.size(); ++i) {
    set.unlabelled += set.labels[i] < 0 && set.items.items[i].part == TRAIN ? 1 : 0;
  }
  return set;
}

uint64_t DataDigest(const TrainingSet& set) {
  Digest digest;
  for (const uint64_t parent : set.parents) digest.Add(absl::StrCat(parent));
  std::vector<char> sides(set.items.items.size(), '-');
  for (const int32_t i : set.parts.train) sides[i] = 't';
  for (const int32_t i : set.parts.valid) sides[i] = 'v';
  for (size_t i = 0; i < sides.size(); ++i) {
    digest.Add(set.items.items[i].id);
    digest.Add(absl::StrCat(set.labels[i], std::string(1, sides[i]), set.items.items[i].frames));
  }
  for (const float share : set.soft) digest.Add(absl::StrCat(share));
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
