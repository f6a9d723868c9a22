// SPDX-License-Identifier: Apache-2.0
// What every head of a network is: from what the body gives to what the head says.
#ifndef AURICLE_LIB_NN_LAYERS_HEAD_H_
#define AURICLE_LIB_NN_LAYERS_HEAD_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "lib/base/rng.h"
#include "lib/nn/net/pass.h"
#include "lib/nn/net/tap_collector.h"
#include "lib/nn/net/tensor_adder.h"
#include "protos/network.pb.h"

namespace auricle {

// What a body gives for a batch; what nobody asked for is undefined.
struct Features {
  at::Tensor pooled;   // [B, D]
  at::Tensor frames;   // [B, T', E], zero beyond the lengths.
  at::Tensor lengths;  // int64 [B] on the CPU: valid T' of each item; undefined: all.
};

// Sizes of the two; 0: the body has none of the kind.
struct FeatureSizes {
  int64_t pooled = 0;  // D
  int64_t frames = 0;  // E
};

class HeadModule {
 public:
  struct Pass {
    bool training = false;
    Rng* rng = nullptr;
    TapCollector* taps = nullptr;
  };

  virtual ~HeadModule() = default;

  // Adds what stands before the last layer, if anything, and then the last layer: heads' tensors
  // lie at two depths, first all heads' first part.
  virtual void AddHidden(int /*depth*/, const TensorAdder& /*add*/) {}
  virtual void AddOutput(int depth, const TensorAdder& add) = 0;

  // Undefined tensors if the pass ends at a tap.
  virtual HeadOutput Apply(const Features& features, const Pass& pass) const = 0;

  virtual bool reads_frames() const = 0;
  virtual bool has_dropout() const { return false; }
  // Values of the tap "hidden"; 0: there is none.
  virtual int64_t hidden() const { return 0; }
};

struct HeadOptions {
  FeatureSizes sizes;
  double dropout = 0;   // Before the last layer, of HIDDEN.
  bool hidden = false;  // What Head::FAMILY stands for: HIDDEN, else LINEAR.
  // Prefix of the tensors' names; "": "head.NAME".
  std::string prefix;
};

// Errors: kInvalidArgument naming the head, for frames of a body that has none, and for softmax
// over frames' pooled probabilities of a single class.
absl::StatusOr<std::unique_ptr<HeadModule>> MakeHead(const Head& head, const HeadOptions& options);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_LAYERS_HEAD_H_
