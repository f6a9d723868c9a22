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
  // Whose outputs; "" is the only head. None: the pass stops after the deepest tap (a frozen
  // network). Heads that share a way and statistics share one pass through the body.
  std::vector<std::string> heads = {""};
  // Whose way and statistics taps are of where no head is asked for; "": the first head's.
  std::string way_of;
  // The pass begins behind this tap (one that FixedTap names), whose values the batch holds.
  std::string resume;
  // In training: how many updates there were before. Running statistics are the mean over all
  // batches until the published momentum is slower. -1: they move by that alone.
  int64_t updates = -1;
  // Where dropout, masks and mixtures draw from. REQUIRED in training mode if the network has any.
  Rng* rng = nullptr;
};

// What one head says of a batch, before its activation (softmax or sigmoid: Head.activation).
struct HeadOutput {
  at::Tensor item;     // float32 [B, classes].
  at::Tensor frame;    // float32 [B, T', classes], of a head of frames; else undefined.
  at::Tensor lengths;  // int64 [B] on the CPU: valid T' of each item; undefined: all of it.
};

// How the network's input layers mixed the batch: row i is share[i] of itself and 1 - share[i] of
// row partner[i], and so are its targets. Undefined where they did not.
struct Mix {
  at::Tensor partner;  // int64 [B] on the CPU.
  at::Tensor share;    // float32 [B] on the CPU.
};

struct Outputs {
  std::map<std::string, HeadOutput> heads;  // By the names they were asked by.
  std::map<std::string, Tap> taps;
  Mix mix;

  // float32 [B, classes] of the only head asked for; undefined if none was.
  const at::Tensor& logits() const {
    static const at::Tensor* const kNone = new at::Tensor;
    return heads.empty() ? *kNone : heads.begin()->second.item;
  }
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_NET_PASS_H_
