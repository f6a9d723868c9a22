// SPDX-License-Identifier: Apache-2.0
// What a user is told when a training ends before its time.
#ifndef AURICLE_LIB_TRAIN_LOOP_STOP_ADVICE_H_
#define AURICLE_LIB_TRAIN_LOOP_STOP_ADVICE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"

namespace auricle {

// Whether a checkpoint (its path; "": none is wanted) is to be written after `error`: after any but
// kAborted, where the loss is no longer finite, before there is a best epoch (best_epoch 0).
bool WorthKeeping(const absl::Status& error, const std::string& checkpoint, int32_t best_epoch);

// How to go on.
std::string StopAdvice(const absl::Status& error, const std::string& checkpoint,
                       int32_t best_epoch);

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_LOOP_STOP_ADVICE_H_
