// SPDX-License-Identifier: Apache-2.0
// From a network's last feature map to a vector, on every way of its heads.
#ifndef AURICLE_LIB_NN_LAYERS_MAP_TOP_H_
#define AURICLE_LIB_NN_LAYERS_MAP_TOP_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "lib/base/rng.h"
#include "lib/nn/layers/attention_pool.h"
#include "lib/nn/layers/recurrent_stack.h"
#include "lib/nn/net/net.h"
#include "lib/nn/net/tap_collector.h"
#include "lib/nn/net/tensor_adder.h"
#include "lib/nn/net/ways.h"
#include "protos/network.pb.h"

namespace auricle {

// GLOBAL_MEAN: over valid frames and all bins. ATTENTION: PREFIX.attention of each way, or
// core.attention of all where it is shared. MEAN_8X8: of each 8×8 cell its valid frames' mean (0 if
// it has none), flattened; frames and bins that fill no cell are left out. RECURRENT: the bins'
// channels of each frame, through a dense layer to a quarter of them, are a step of "top.", a
// RecurrentStack (of as many units as channels, unless it says how many).
class MapTop {
 public:
  struct Options {
    Top kind = GLOBAL_MEAN;
    bool share = false;
    int64_t channels = 0;
    int64_t frames = 0, bins = 0;  // Of the map; frames are read by MEAN_8X8 only.
    Recurrent recurrent;
  };
  struct Pass {
    int way = 0;            // Index into the ways.
    at::Tensor lengths;     // Valid frames of each item; undefined: all.
    bool training = false;  // Whether dropout acts.
    Rng* rng = nullptr;
    TapCollector* taps = nullptr;
  };

  // Errors: kInvalidArgument for a map without an 8×8 cell, or for what CheckRecurrent refuses.
  static absl::StatusOr<MapTop> Create(const Options& options);

  // Tensors have depths from `depth` to depth + depths() - 1.
  void AddTo(const std::vector<Way>& ways, int depth, const TensorAdder& add);
  int depths() const { return stack_.has_value() ? stack_->depths() : 1; }
  // At which of these depths `tap` is there, from 0; -1: it is none of this top.
  int DepthOf(const std::string& tap) const;
  std::vector<TapInfo> Taps(int64_t frames) const;
  bool has_dropout() const { return stack_.has_value() && stack_->has_dropout(); }

  // [B, C, T, F], zero beyond the lengths → float32 [B, features()]; undefined if the pass ends at
  // a tap.
  at::Tensor Apply(const at::Tensor& x, const Pass& pass) const;
  int64_t features() const;
  // Prefix of the tensors that all ways share though it begins with "core", or "".
  std::string shared_prefix() const;

 private:
  at::Tensor Recur(const at::Tensor& x, const Pass& pass) const;

  Options options_;
  std::vector<AttentionPool> attention_;  // One per way; all the same one where it is shared.
  absl::optional<RecurrentStack> stack_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_LAYERS_MAP_TOP_H_
