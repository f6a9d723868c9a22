// SPDX-License-Identifier: Apache-2.0
// What a trainer reads: items with class indices, in a training and a validation part.
#ifndef AURICLE_LIB_DATA_TRAINING_SET_H_
#define AURICLE_LIB_DATA_TRAINING_SET_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/data/items.h"
#include "lib/data/partition.h"
#include "lib/records/mapped.h"
#include "lib/records/merge.h"
#include "protos/record.pb.h"

namespace auricle {

struct TrainingSetOptions {
  std::string task;
  std::string plan = "split";
  Validation validation;
  uint64_t seed = 0;  // Of the carved validation part.
  bool allow_leaks = false;
  MergeOptions merge;  // Of several streams' vocabularies.
  JudgeItem judge;     // Null: a bad item is an error.
};

struct TrainingSet {
  std::string task;
  Header header;                  // Merged from all sections.
  std::vector<uint64_t> parents;  // Fingerprints of the sections' headers.
  StoredItems items;
  std::vector<std::string> classes;  // Of the task, in the vocabulary's order.
  std::vector<int32_t> labels;       // Per item; the likeliest class of a distribution; -1: none.
  std::vector<float> soft;           // [item, class] if any label is a distribution; else empty.
  Partition parts;
  std::vector<int64_t> class_counts;  // In the training part.
  int64_t unlabelled = 0;             // Items of the training part without a label: not used.
};

// Errors: as MergeHeaders, ListItems and MakePartition; kNotFound for a task without vocabulary,
// naming the tasks there are; kInvalidArgument naming the item, for a class outside the vocabulary
// and for labels that are tags or events; kFailedPrecondition for a training part of one class.
absl::StatusOr<TrainingSet> LoadTrainingSet(const MappedRecords& records,
                                            const TrainingSetOptions& options);

// The classes that no item of the training part has. None where labels are distributions, of which
// any class may have a share.
std::vector<std::string> UntrainedClasses(const TrainingSet& set);

// Of everything that a training reads but the features: headers, ids, labels and parts.
uint64_t DataDigest(const TrainingSet& set);

// Per item the index of its label among `classes` (and its distribution, where any has one).
absl::Status ClassIndices(const std::vector<StoredItem>& items, const std::string& task,
                          const std::vector<std::string>& classes, std::vector<int32_t>* labels,
                          std::vector<float>* soft);

// Equal but for the preset's name, or kInvalidArgument naming each parameter with both values.
absl::Status CheckFrontEnds(const FrontEnd& model, const FrontEnd& data);

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_TRAINING_SET_H_
