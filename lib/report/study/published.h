// SPDX-License-Identifier: Apache-2.0
// Numbers that others published, to be shown beside ours and labelled as theirs.
#ifndef AURICLE_LIB_REPORT_STUDY_PUBLISHED_H_
#define AURICLE_LIB_REPORT_STUDY_PUBLISHED_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace auricle {

// A line of experiments/published/*.tsv. Accuracies are fractions, boosts points.
struct PublishedFigure {
  std::string kind;         // "baseline", "layer", "headline", "boost"
  std::string target;       // "emotion4 on iemocap, plan random"; what a boost is over.
  std::string pretraining;  // Of layers and headlines.
  std::string group;        // "same_set", "bigger_set"
  std::string part;         // "train", "test"
  int at_layer = -1;        // Slice of the network, of layers.
  double value = 0;
};

// Reads lines of tab-separated cells under a line of names; lines that begin with # are remarks.
// Errors: kInvalidArgument with the line's number.
absl::StatusOr<std::vector<PublishedFigure>> ParsePublished(const std::string& text);

}  // namespace auricle

#endif  // AURICLE_LIB_REPORT_STUDY_PUBLISHED_H_
