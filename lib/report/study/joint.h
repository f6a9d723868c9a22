// SPDX-License-Identifier: Apache-2.0
// Conditions compared on several corpora at once.
#ifndef AURICLE_LIB_REPORT_STUDY_JOINT_H_
#define AURICLE_LIB_REPORT_STUDY_JOINT_H_

#include <vector>

#include "absl/types/optional.h"
#include "lib/report/study/analysis.h"
#include "lib/report/study/study.h"

namespace auricle {

struct Joint {
  Study study;
  Analysis analysis;
};

// The study of the conditions that all `studies` share, under the same seeds; its sets are the
// studies, which must outlive it, its items theirs one after the other (classes "corpus: class", no
// groups), its corpus "3 corpora". What is not on every corpus is left out, with a note: a mean
// over other corpora could not be compared. Nothing if there are no two studies, if they are not of
// one part, if two are of the same corpus and task, or if not all have the same baseline. REQUIRES:
// as Analyse.
absl::optional<Joint> JoinStudies(const std::vector<Study>& studies,
                                  const AnalysisOptions& options);

}  // namespace auricle

#endif  // AURICLE_LIB_REPORT_STUDY_JOINT_H_
