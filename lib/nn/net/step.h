// SPDX-License-Identifier: Apache-2.0
// What an objective sees of one training step, and what it says.
#ifndef AURICLE_LIB_NN_NET_STEP_H_
#define AURICLE_LIB_NN_NET_STEP_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "lib/base/clock.h"
#include "lib/base/rng.h"
#include "lib/nn/net/net.h"

namespace auricle {

// What is known of the items of a batch, of one task; undefined where there is nothing of the kind.
struct Targets {
  at::Tensor classes;     // int64 [B]; -1: unknown, the item counts in no supervised term.
  at::Tensor shares;      // float32 [B, classes]: distributions over classes.
  at::Tensor tags;        // float32 [B, classes]: 0 or 1, or between them where items were mixed.
  at::Tensor tag_mask;    // float32 [B, classes]: 1 where the tag is known; undefined: everywhere.
  at::Tensor frames;      // float32 [B, T', classes], at the frames that the head puts out.
  at::Tensor frame_mask;  // float32 [B, T', classes]: 1 where known; undefined: everywhere.
  at::Tensor weights;     // float32 [B] per item; undefined: 1.
};

// One forward pass of a step: which network reads which view of the batch.
struct PassKey {
  enum Net { CURRENT, FROZEN, TEACHER };
  Net net = CURRENT;
  std::string view;  // "": the batch as it is; else an augmentation of it, by name.

  friend bool operator<(const PassKey& a, const PassKey& b) {
    return std::tie(a.net, a.view) < std::tie(b.net, b.view);
  }
};

// "frozen", "teacher", "current"; with a view "teacher/shifted".
std::string PassName(const PassKey& key);

// What of a pass an objective reads.
struct PassNeeds {
  std::set<std::string> taps;
  bool outputs = false;
  // Of a network that is not trained: whether its dropout, masks and noise act all the same.
  bool training = false;
};
using Needs = std::map<PassKey, PassNeeds>;

struct Step {
  std::map<PassKey, Outputs> passes;
  std::map<std::string, Targets> targets;  // By head.
  // Whose term is asked for, of an objective that is summed over heads.
  std::string head;
  std::vector<std::string> ids;
  Clock clock;
  bool training = true;
  Rng* rng = nullptr;
  // Called with what an objective found out about a row of the batch ("trust", "is_noise"); null:
  // nobody asks.
  std::function<void(int64_t row, const std::string& name, double value)> evidence;

  // The pass of the current network over the batch as it is.
  Outputs& current() { return passes[PassKey()]; }
  const Outputs& current() const { return passes.at(PassKey()); }
  // What `head` says there, and should say.
  HeadOutput& output() { return current().heads[head]; }
  const HeadOutput& output() const;
  Targets& target() { return targets[head]; }
  const Targets& target() const;
};

// A monitored figure; a tensor of one element, detached, so that whoever keeps it need not wait for
// the device.
using NamedScalar = std::pair<std::string, at::Tensor>;

struct ObjectiveValue {
  at::Tensor value;  // Scalar, float32, with gradient. What the term adds to the loss.
  std::vector<NamedScalar> scalars;  // Beside the value itself, e.g. ("dead_share", …).
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_NET_STEP_H_
