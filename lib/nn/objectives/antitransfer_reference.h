// SPDX-License-Identifier: Apache-2.0
// What the benchmark compares with: one step of anti-transfer as its formulas read.
#ifndef AURICLE_LIB_NN_OBJECTIVES_ANTITRANSFER_REFERENCE_H_
#define AURICLE_LIB_NN_OBJECTIVES_ANTITRANSFER_REFERENCE_H_

#include <torch/optim/adam.h>
#include <torch/types.h>

#include <memory>
#include <vector>

namespace auricle {

// A straightforward transcription for LibTorch of the published formulas, with torch's own
// functions and defaults throughout: float32 in rows of channels (NCHW); VGG16's features forward
// once for the cross-entropy and a second time for the tap; the frozen features in the graph, their
// parameters requiring and receiving gradients; two Gram matrices of all N C maps of the batch,
// [N C, N C]; torch's cosine over their rows; torch's Adam. No dropout, so that both sides compute
// one function.
class AntiTransferReference {
 public:
  struct Result {
    double cross_entropy = 0, antitransfer = 0;
  };

  // VGG16's 32 tensors in order of depth, weight then bias; of `frozen` the 26 of the features.
  // Copied. `slice`: how many of the 31 modules of the published list make the tap.
  AntiTransferReference(const std::vector<torch::Tensor>& current,
                        const std::vector<torch::Tensor>& frozen, int slice, double learning_rate);

  // Forward, backward, update. `x` [N, 1, T, F], `y` int64 [N].
  Result Step(const torch::Tensor& x, const torch::Tensor& y);

  // Of the last step, in the constructor's order.
  const std::vector<torch::Tensor>& parameters() const { return current_; }

 private:
  std::vector<torch::Tensor> current_, frozen_;
  int slice_;
  std::unique_ptr<torch::optim::Adam> adam_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_OBJECTIVES_ANTITRANSFER_REFERENCE_H_
