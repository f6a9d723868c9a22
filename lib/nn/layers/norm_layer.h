// SPDX-License-Identifier: Apache-2.0
// The first module of every network: (x - mean) / std with statistics of its training part.
#ifndef AURICLE_LIB_NN_LAYERS_NORM_LAYER_H_
#define AURICLE_LIB_NN_LAYERS_NORM_LAYER_H_

#include <ATen/core/Tensor.h>

#include "absl/status/statusor.h"
#include "protos/network.pb.h"

namespace auricle {

class NormLayer {
 public:
  // A std of 0 (a bin that never changes) counts as 1, so that the bin becomes 0.
  // Errors: kInvalidArgument for counts that fit neither kind nor bins, or values not finite.
  static absl::StatusOr<NormLayer> Create(const InputNorm& norm, int bins);

  // float32 [B, 1, T, F] → the same shape, contiguous; statistics follow the device of `features`.
  at::Tensor Apply(const at::Tensor& features);

 private:
  at::Tensor mean_, scale_;  // [1] or [F]; undefined: the identity.
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_LAYERS_NORM_LAYER_H_
