// SPDX-License-Identifier: Apache-2.0
// Runs gathered into conditions that can be compared: the same task, the same items.
#ifndef AURICLE_LIB_REPORT_STUDY_STUDY_H_
#define AURICLE_LIB_REPORT_STUDY_STUDY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "lib/evaluate/results_file.h"
#include "lib/metrics/compare.h"

namespace auricle {

// All runs of one name. The plans of one seed together make one replicate: folds are pooled item by
// item, never averaged fold by fold.
struct Condition {
  std::string name;
  std::vector<const RunResults*> runs;
  std::vector<const RunResults*> other_parts;  // Of the same name, on train and valid, say.
  std::vector<uint64_t> seeds;                 // Sorted; one comes again where it was repeated.
  Decisions decisions;                         // [seed][item of the study]
};

// One task on one part of one corpus; or several of them together (see joint.h).
struct Study {
  std::string corpus;
  std::string task;
  std::string split;
  std::string plan;      // The family of its plans, where that tells it from another study.
  std::string group_by;  // Empty: units are items.
  double interval = 0.95;
  std::vector<std::string> classes;
  std::vector<std::string> groups;  // Names of the units, if they are groups.
  std::vector<std::string> plans;
  TestItems items;
  std::vector<Condition> conditions;  // The baseline first.
  std::vector<std::string> notes;     // What was dropped, and other things to know.
  std::vector<const Study*> sets;     // Those that it is the mean of; empty of one corpus.
};

struct StudyOptions {
  std::string split = "test";  // The part that is compared, of tasks that have results on it.
  std::string baseline;        // Name; "": the one called "baseline", else the first that is given.
  bool intersect = false;      // Compares what all have in common, where test sets differ.
};

// One study for each of GroupRuns(). Runs of one name, seed and plan that were trained alike but
// came out differently are repetitions, each a replicate. Pointers into `runs` are kept. Errors:
// kInvalidArgument if a run comes twice, if truths contradict one another, or if test sets differ
// without `intersect`, naming an item and what to do.
absl::StatusOr<std::vector<Study>> GatherStudies(const std::vector<RunResults>& runs,
                                                 const StudyOptions& options);

}  // namespace auricle

#endif  // AURICLE_LIB_REPORT_STUDY_STUDY_H_
