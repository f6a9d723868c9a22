// SPDX-License-Identifier: Apache-2.0
// Whether weights of one network can go on in another.
#ifndef AURICLE_LIB_TRAIN_START_SAME_ARCHITECTURE_H_
#define AURICLE_LIB_TRAIN_START_SAME_ARCHITECTURE_H_

#include "absl/status/status.h"
#include "protos/network.pb.h"

namespace auricle {

// Equal in all that shapes tensors shared by every head; dropout, frozen layers, heads, windows,
// statistics and what is shared of the top may differ. Errors: kInvalidArgument naming each field
// with both values.
absl::Status CheckSameArchitecture(const Network& model, const Network& wanted);

// Heads that are kept see the windows they were trained on, and what of the top is shared cannot
// change under a way of their own. Errors: kInvalidArgument naming both values.
absl::Status CheckKeptHeads(const Network& model, const Network& wanted);

// Whether a head goes the core's way.
bool HasCore(const Network& network);

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_START_SAME_ARCHITECTURE_H_
