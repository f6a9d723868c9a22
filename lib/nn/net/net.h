// SPDX-License-Identifier: Apache-2.0
// A network with named taps: one forward pass gives the output and every inner tensor asked for.
#ifndef AURICLE_LIB_NN_NET_NET_H_
#define AURICLE_LIB_NN_NET_NET_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/nn/net/pass.h"
#include "lib/nn/torch/init.h"
#include "protos/network.pb.h"

namespace auricle {

struct TapInfo {
  std::string name;
  std::vector<int64_t> shape;  // [C, T', F'] for the asked number of frames, or [D].
  bool has_pre = false;        // Whether there is "name.pre", before the activation, too.
};

// A parameter (trained) or a buffer (saved, not trained: running means). Its name is the published
// one ("features.0.weight"), so that weights travel to and from other programs.
struct NetTensor {
  std::string name;
  at::Tensor tensor;
  bool buffer = false;
  bool decays = true;  // Whether weight decay is for it.
  Init init = {};
  int depth = 0;  // As Net::Depth: a tap of this depth or a greater one depends on it.
};

// Padding. Every layer sees zeros beyond an item's valid frames (after InputNorm: the training
// mean), as it does at the edge of an unpadded item, and pooling to a vector takes valid cells
// only; so in evaluation mode padding changes nothing. Lengths halve, rounding down, at each pool,
// but stay at least 1.
class Net {
 public:
  virtual ~Net() = default;
  // Draws all weights from streams Rng(seed, tensor name): the same seed, the same weights.
  absl::Status Initialise(uint64_t seed);
  // Errors: kInvalidArgument for a wrong shape, too few frames, or an unknown tap (with the nearest
  // name); kInternal for what LibTorch throws.
  virtual absl::StatusOr<Outputs> Forward(const Batch& batch, const Request& request) = 0;

  const Network& config() const { return config_; }
  // Replaces the statistics of the first module (of a network of many heads: of all), in config()
  // too. Errors: sizes that fit neither kind nor bins.
  virtual absl::Status SetInputNorm(const InputNorm& norm) = 0;

  // The least frames of a batch that leave every layer something; of a network built for windows of
  // one length, that length.
  virtual int64_t MinFrames() const { return 1; }

  // Every tap in order of depth with its shape for `frames` input frames. "conv1_1.pre" and the
  // like stand in has_pre, published slice numbers not at all.
  virtual std::vector<TapInfo> Taps(int64_t frames) const = 0;
  // `tap` under its own name ("slice:21" → "conv4_2"), or kInvalidArgument with the nearest name.
  virtual absl::StatusOr<std::string> ResolveTap(const std::string& tap) const = 0;
  // Parameters and buffers in order of depth, frozen ones included.
  const std::vector<NetTensor>& tensors() const { return tensors_; }
  // The unfrozen parameters, for an optimizer.
  std::vector<NetTensor> Trainable() const;

  void SetTraining(bool training) { training_ = training; }
  bool training() const { return training_; }
  // Parameters that `tap` depends on (ends with "conv4_2" too) get no gradient any more; frozen
  // batch norm uses its running statistics in training mode too.
  absl::Status FreezeUpTo(const std::string& tap);
  // The tap on the way to `head` from which a pass may be resumed because nothing before it is
  // trained, so that its values of a window are always the same; "": there is none.
  virtual std::string FixedTap(const std::string& head) const;
  // The same for tensors whose name is `prefix` or begins with `prefix` and a dot; "" is
  // everything. Errors: kInvalidArgument if none is called so.
  absl::Status Freeze(const std::string& prefix);
  absl::Status To(const at::Device& device);

 protected:
  explicit Net(const Network& config) : config_(config) {}
  // Adds an undefined tensor of `shape` to tensors().
  at::Tensor Add(const std::string& name, const std::vector<int64_t>& shape, const Init& init,
                 int depth, bool decays = true);
  at::Tensor AddBuffer(const std::string& name, const std::vector<int64_t>& shape, double first,
                       int depth);
  // How deep a resolved tap lies: it depends on tensors of this depth and of lesser ones.
  virtual int Depth(const std::string& resolved) const = 0;
  // What every network demands of a batch: [B, 1, T ≥ min_frames, bins] float32, lengths in 1 … T.
  absl::Status CheckBatch(const Batch& batch, int64_t min_frames) const;

  Network config_;

 private:
  // Takes gradients from tensor `index` (a buffer stays as it is).
  void FreezeTensor(size_t index);

  std::vector<NetTensor> tensors_;
  bool training_ = true;
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_NET_NET_H_
