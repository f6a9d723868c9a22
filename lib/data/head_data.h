// SPDX-License-Identifier: Apache-2.0
// Which corpus and which label feed which output of a network of many.
#ifndef AURICLE_LIB_DATA_HEAD_DATA_H_
#define AURICLE_LIB_DATA_HEAD_DATA_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lib/data/training_set.h"
#include "lib/records/mapped.h"
#include "protos/record.pb.h"

namespace auricle {

struct HeadSpec {
  std::string name;    // The output's.
  std::string corpus;  // Header.corpus.name of its items.
  std::string task;
};

// "digit=fsdd/digit,speaker=fsdd/speaker": NAME=CORPUS/TASK with commas; "" gives none. Errors:
// kInvalidArgument naming the part that is none, a name twice, or one with "." or "/".
absl::StatusOr<std::vector<HeadSpec>> ParseHeads(absl::string_view text);

// What DealHeads finds.
struct DealtHead {
  HeadSpec spec;
  std::vector<int> sections;  // Of its corpus.
};

// Gives every head the sections of its corpus. Without `wanted`, each corpus becomes one head for
// `task`, in order of appearance and called as the corpus is ("." and "/" become "_"; a corpus
// without name as the task). Errors: kInvalidArgument naming the corpora there are, where a wanted
// one is not; two corpora of one name (their roots differ); two heads of one name.
absl::StatusOr<std::vector<DealtHead>> DealHeads(absl::Span<const Header> headers,
                                                 const std::vector<HeadSpec>& wanted,
                                                 const std::string& task);

struct HeadData {
  HeadSpec head;
  TrainingSet set;
};

// A training set for each head, from the sections of its corpus; `options.task` is not looked at.
// Errors: those of LoadTrainingSet with the corpus named; a corpus without clips; front ends or
// bins that differ between corpora. An item that `options.judge` drops is judged once, though
// several heads hear it. `records` must outlive the result.
absl::StatusOr<std::vector<HeadData>> LoadHeads(const MappedRecords& records,
                                                const std::vector<DealtHead>& heads,
                                                const TrainingSetOptions& options);

// What may be meant and may be not, one sentence each: corpora that feed no head, classes of which
// the training part has no item or only one.
std::vector<std::string> HeadWarnings(absl::Span<const Header> headers,
                                      const std::vector<HeadData>& heads);

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_HEAD_DATA_H_
