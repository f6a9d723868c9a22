// SPDX-License-Identifier: Apache-2.0
// What an objective sees of one training step, and what it says.
#ifndef AURICLE_LIB_NN_NET_STEP_H_
#define AURICLE_LIB_NN_NET_STEP_H_

#include <ATen/core/Tensor.h>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/base/rng.h"
#include "lib/nn/net/net.h"

namespace auricle {

// Of one task; undefined where a step has none of the kind.
struct Targets {
  at::Tensor classes;  // int64 [B]; -1: unknown, the item counts in no supervised term.
  at::Tensor soft;     // float32 [B, classes]: distributions or tags.
  at::Tensor frames;   // float32 [B, T', classes]: strong labels.
};

struct Step {
  Outputs current;
  // Outputs of other passes over the same batch: "frozen", "teacher", "view".
  std::map<std::string, Outputs> references;
  Targets targets;
  at::Tensor weights;  // float32 [B] per item; undefined: 1.
  std::vector<std::string> ids;
  double progress = 0;  // 0 … 1 through the training.
  bool training = true;
  Rng* rng = nullptr;
};

// A monitored figure; a tensor of one element, so that nothing waits for the device. Detached.
using NamedScalar = std::pair<std::string, at::Tensor>;

struct Term {
  at::Tensor value;  // Scalar, float32, with gradient. What the term adds to the loss.
  std::vector<NamedScalar> scalars;  // Beside the value itself, e.g. ("dead_share", …).
};

using Objective = std::function<absl::StatusOr<Term>(const Step&)>;

// What must be in a Step: taps of the current network, taps of each reference network, and of which
// references the logits.
struct Needs {
  std::set<std::string> taps;
  std::map<std::string, std::set<std::string>> reference_taps;
  std::set<std::string> reference_logits;
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_NET_STEP_H_
