// SPDX-License-Identifier: Apache-2.0
// Which runs belong to one study.
#ifndef AURICLE_LIB_REPORT_STUDY_GROUP_RUNS_H_
#define AURICLE_LIB_REPORT_STUDY_GROUP_RUNS_H_

#include <string>
#include <vector>

#include "lib/evaluate/results_file.h"

namespace auricle {

struct StudyRuns {
  std::vector<const RunResults*> runs;
  std::vector<const RunResults*> other_parts;  // The same task on train and valid, say.
  bool name_plan = false;                      // Only the plan tells it from another study.
  std::vector<std::string> notes;
};

// One for each (corpus, task, plan family, part), in order of appearance. Where a task has results
// on the part `split`, its others are other_parts of those. Results that repeat others to the bit
// (same training, same items, another file) are left out, with a note. Pointers into `runs` are
// kept.
std::vector<StudyRuns> GroupRuns(const std::vector<RunResults>& runs, const std::string& split);

// "speaker" of "speaker.jackson": the folds of one way to divide the data.
std::string PlanFamily(const std::string& plan);

// Whether the models were trained alike in all but how it went: then they differ by chance alone.
bool TrainedAlike(const RunResults& a, const RunResults& b);

}  // namespace auricle

#endif  // AURICLE_LIB_REPORT_STUDY_GROUP_RUNS_H_
