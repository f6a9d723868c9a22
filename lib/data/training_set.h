// SPDX-License-Identifier: Apache-2.0
// What a trainer reads: items and what is known of them, in a training and a validation part.
#ifndef AURICLE_LIB_DATA_TRAINING_SET_H_
#define AURICLE_LIB_DATA_TRAINING_SET_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/data/items.h"
#include "lib/data/partition.h"
#include "lib/data/targets.h"
#include "lib/records/mapped.h"
#include "lib/records/merge.h"
#include "protos/record.pb.h"

namespace auricle {

struct TrainingSetOptions {
  std::string task;
  std::vector<std::string> more_tasks;  // Of the same items.
  std::string plan = "split";
  Validation validation;
  uint64_t seed = 0;  // Of the carved validation part.
  bool allow_leaks = false;
  bool read_unlabelled = false;  // Partition.unlabelled is filled.
  bool audio = false;            // StoredItem.audio is filled: the wave is to be augmented.
  // Makes the features of clips that have none, by its own front end. Null: that is an error.
  std::shared_ptr<const FrameMaker> maker;
  MergeOptions merge;  // Of several streams' vocabularies.
  JudgeItem judge;     // Null: a bad item is an error.
};

// What is known of the items for one task.
struct TaskTargets {
  std::string task;
  TargetTable targets;
  std::vector<int64_t> class_counts;  // In the training part: items of the class, or that have it.
};

// A training set is about its task. Where there are more of them, one set of items and one
// partition serve all: an item of which any task knows something is in the training part.
struct TrainingSet : TaskTargets {
  std::vector<TaskTargets> more;  // As more_tasks.
  Header header;                  // Merged from all sections.
  std::vector<uint64_t> parents;  // Fingerprints of the sections' headers.
  StoredItems items;
  Partition parts;
  int64_t unlabelled = 0;  // Items of the training part without a label that are not used.
};

// Errors: as MergeHeaders, ListItems and MakePartition; kNotFound for a task without vocabulary,
// naming the tasks there are; kInvalidArgument naming the item, as TargetTable, or for a maker
// whose front end is not that of the features there are; kFailedPrecondition for a training part of
// which nothing can be learnt: one class only, or no tag that some item has and another has not.
absl::StatusOr<TrainingSet> LoadTrainingSet(const MappedRecords& records,
                                            const TrainingSetOptions& options);

// The classes that no item of the training part has. None where labels are distributions, of which
// any class may have a share.
std::vector<std::string> UntrainedClasses(const TaskTargets& task);

// Of everything that a training reads but the features: headers, ids, labels and parts.
uint64_t DataDigest(const TrainingSet& set);

// Equal but for the preset's name, or kInvalidArgument naming each parameter with both values.
absl::Status CheckFrontEnds(const FrontEnd& model, const FrontEnd& data);

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_TRAINING_SET_H_
