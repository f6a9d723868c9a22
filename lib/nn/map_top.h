// SPDX-License-Identifier: Apache-2.0
// From a network's last feature map to a vector, on every way of its heads.
#ifndef AURICLE_LIB_NN_MAP_TOP_H_
#define AURICLE_LIB_NN_MAP_TOP_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/nn/attention_pool.h"
#include "lib/nn/tensor_adder.h"
#include "lib/nn/ways.h"
#include "protos/network.pb.h"

namespace auricle {

// GLOBAL_MEAN: over valid frames and all bins. ATTENTION: PREFIX.attention of each way, or
// core.attention of all where it is shared. MEAN_8X8: of each 8×8 cell its valid frames' mean (0 if
// it has none), flattened; frames and bins that fill no cell are left out.
class MapTop {
 public:
  struct Options {
    Top kind = GLOBAL_MEAN;
    bool share = false;
    int64_t channels = 0;
    int64_t frames = 0, bins = 0;  // Of the map; frames are read by MEAN_8X8 only.
  };

  // Errors: kInvalidArgument for a map without an 8×8 cell; kUnimplemented for a top there is not.
  static absl::StatusOr<MapTop> Create(const Options& options);

  void AddTo(const std::vector<Way>& ways, int depth, const TensorAdder& add);
  // [B, C, T, F], zero beyond the lengths → float32 [B, features()].
  at::Tensor Apply(const at::Tensor& x, const at::Tensor& lengths, int way) const;
  int64_t features() const;
  // Prefix of the tensors that all ways share, or "".
  std::string shared_prefix() const;

 private:
  Options options_;
  std::vector<AttentionPool> attention_;  // One per way; all the same one where it is shared.
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_MAP_TOP_H_
