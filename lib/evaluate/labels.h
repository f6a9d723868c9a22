// SPDX-License-Identifier: Apache-2.0
// One item's truth and one item's scores, as single-label classification needs them.
#ifndef AURICLE_LIB_EVALUATE_LABELS_H_
#define AURICLE_LIB_EVALUATE_LABELS_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "protos/clip.pb.h"

namespace auricle {

// The one class that `label` says: its name, the largest share of a distribution, its only tag.
// Errors: kInvalidArgument for a tie, for several tags or none, and for events.
absl::StatusOr<std::string> ClassOfLabel(const Label& label);

// What the item has where it may have several: its name, its tags, or the classes of its events.
// Errors: kInvalidArgument for a distribution, and for a label that says nothing.
absl::StatusOr<std::set<std::string>> TagsOfLabel(const Label& label);

// The item's probabilities in the order of prediction.classes; logits go through a softmax, or, of
// classes that are each by itself, a sigmoid. Errors:
// kInvalidArgument if the tensor is no float32 [class], a score is not a finite number, or
// probabilities do not sum to 1 (by more than 0.1, as rounded tables may be off).
absl::StatusOr<std::vector<float>> ItemProbabilities(const Prediction& prediction);

// The same of each window, [window][class]. Errors: also kNotFound if the prediction holds none.
absl::StatusOr<std::vector<std::vector<float>>> WindowProbabilities(const Prediction& prediction);

}  // namespace auricle

#endif  // AURICLE_LIB_EVALUATE_LABELS_H_
