// SPDX-License-Identifier: Apache-2.0
// How good a network is on the validation part: over all of it, not means of batches.
#ifndef AURICLE_LIB_TRAIN_LOOP_VALIDATE_H_
#define AURICLE_LIB_TRAIN_LOOP_VALIDATE_H_

#include <string>

#include "absl/status/status.h"
#include "lib/data/loader.h"
#include "lib/data/training_set.h"
#include "lib/nn/net/net.h"
#include "lib/nn/torch/runtime.h"
#include "protos/training.pb.h"

namespace auricle {

// Appends PREFIX/loss (cross-entropy alone, never a penalty: the mean over a whole item's windows,
// then over items), PREFIX/accuracy and PREFIX/uar (of items, by mean probability) of the output
// `head`. Errors: kAborted if the loss is not finite.
absl::Status Validate(const TrainingSet& set, const std::string& head, const std::string& prefix,
                      const LoaderOptions& options, const Runtime& runtime, Net* net, Epoch* epoch);

// Without a validation part: kAborted naming the first tensor that is not finite.
absl::Status CheckFinite(const Net& net);

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_LOOP_VALIDATE_H_
