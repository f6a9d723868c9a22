// SPDX-License-Identifier: Apache-2.0
// Several parts of one plan evaluated in one pass, each for itself.
#ifndef AURICLE_LIB_EVALUATE_EVALUATE_PARTS_H_
#define AURICLE_LIB_EVALUATE_EVALUATE_PARTS_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/evaluate/evaluate.h"
#include "protos/record.pb.h"

namespace auricle {

// An Evaluator for each part, or one for all of them together. Errors are those of Evaluator.
class PartsEvaluator {
 public:
  // Each of options.parts for itself if `each` (of none: train, valid and test); else as Evaluator.
  PartsEvaluator(const EvaluateOptions& options, bool each);

  absl::Status BeginSection(const Header& header);
  absl::Status Add(const Clip& clip);
  absl::Status Add(const Clip& clip, const Prediction* prediction);
  // In the order of options.parts, each once. Errors: also of a part that has no items, by name.
  absl::StatusOr<std::vector<Evaluation>> Finish();

 private:
  Evaluator& For(const Clip& clip);

  std::vector<Part> parts_;  // Of each evaluator; empty for the one of all.
  std::vector<Evaluator> evaluators_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_EVALUATE_EVALUATE_PARTS_H_
