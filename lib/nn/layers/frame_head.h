// SPDX-License-Identifier: Apache-2.0
// A head that tells every frame, and the item by pooling what it tells of them.
#ifndef AURICLE_LIB_NN_LAYERS_FRAME_HEAD_H_
#define AURICLE_LIB_NN_LAYERS_FRAME_HEAD_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>

#include "lib/nn/layers/head.h"
#include "protos/network.pb.h"

namespace auricle {

// p[t, k] = activation(W x[t] + b) of each valid frame. The item's probability is, by Head.pooling,
//   LINEAR_SOFTMAX  Σ_t p² / Σ_t p           (Wang, Li and Metze, 2019)
//   MEAN            Σ_t p / T'
//   MAX             max_t p
//   ATTENTION       Σ_t w p / Σ_t w with w[t, ·] = softmax_k(V x[t] + c), clamped to 1e-7 … 1, as
//                   the DESED baseline's
// and its output is what the activation makes that probability of: its logit of SIGMOID, its
// logarithm of SOFTMAX (whose pooled probabilities, normalised to sum 1, the softmax gives back);
// probabilities are clamped to 1e-7 … 1 - 1e-7 for it.
//
// Tensors: PREFIX.weight [classes, E] and PREFIX.bias; of ATTENTION PREFIX.attention.weight and
// .bias too. First weights are uniform within 1 / √E. Computed in float32 whatever autocast says.
class FrameHead : public HeadModule {
 public:
  FrameHead(const Head& head, const std::string& prefix, int64_t features)
      : head_(head), prefix_(prefix), features_(features) {}

  void AddOutput(int depth, const TensorAdder& add) override;
  HeadOutput Apply(const Features& features, const Pass& pass) const override;
  bool reads_frames() const override { return true; }

 private:
  // Of probabilities [B, T', K], zero beyond the lengths, which `mask` [B, T', 1] says (undefined:
  // all are valid): [B, K].
  at::Tensor Pool(const at::Tensor& p, const at::Tensor& mask, const at::Tensor& frames) const;

  const Head head_;
  const std::string prefix_;
  const int64_t features_;
  at::Tensor weight_, bias_, attention_weight_, attention_bias_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_LAYERS_FRAME_HEAD_H_
