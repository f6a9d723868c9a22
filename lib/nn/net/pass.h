// SPDX-License-Identifier: Apache-2.0
// What a pass through a network reads, is asked for, and gives.
#ifndef AURICLE_LIB_NN_NET_PASS_H_
#define AURICLE_LIB_NN_NET_PASS_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "lib/base/rng.h"

namespace auricle {

// An inner tensor and how much of it is valid.
struct Tap {
  at::Tensor tensor;   // [B, C, T', F'], or [B, D]; in autocast it may be bfloat16.
  at::Tensor lengths;  // int64 [B] on the CPU: valid T' of each item; undefined: all of it.
};

// What a forward pass reads. Raw features: the network standardises them itself.
struct Batch {
  at::Tensor features;  // float32 [B, 1, T, F]; with Request.resume that tap's values.
  at::Tensor lengths;   // int64 [B] on the CPU: valid frames of each item; undefined: all are.
};

struct Request {
  std::vector<std::string> taps;  // "conv4_2", "conv4_2.pre", "pool3", "input", "slice:K".
  bool logits = true;             // False: stops after the deepest tap (a frozen network).
  std::string head;               // Which output, for networks of many; "": the only one.
  // The pass begins behind this tap (one that FixedTap names), whose values the batch holds.
  std::string resume;
  // In training: how many updates there were before. Running statistics are the mean over all
  // batches until the published momentum is slower. -1: they move by that alone.
  int64_t updates = -1;
  // Where dropout draws from. REQUIRED in training mode if the network has dropout.
  Rng* rng = nullptr;
};

struct Outputs {
  at::Tensor logits;  // float32 [B, classes]; undefined if not asked for.
  std::map<std::string, Tap> taps;
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_NET_PASS_H_
