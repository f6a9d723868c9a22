// SPDX-License-Identifier: Apache-2.0
// Row by row cosines of two Gram matrices, and their gradient in closed form.
#ifndef AURICLE_LIB_NN_OBJECTIVES_GRAM_H_
#define AURICLE_LIB_NN_OBJECTIVES_GRAM_H_

#include <ATen/core/Tensor.h>

#include "lib/nn/objectives/antitransfer_options.h"

namespace auricle {

// For c and p of shape [groups, R, S]: Gram matrices k c cᵀ and k p pᵀ with k = 1000 / (R S), the
// cosine r of each pair of rows, and m = mean |r| over all rows of all groups.
struct GramComparison {
  at::Tensor mean;           // Scalar: m.
  at::Tensor mean_gradient;  // dm / dc, of c's shape; undefined unless asked for.
};

// No autograd graph is built and no Gram matrix is kept: rows go in blocks of at most 64 MB
// (EXACT), or through S×S products (DUAL: 12 R S² operations, 20 R S² with the gradient, instead of
// 4 and 6 R² S). REQUIRES: c and p float or double, contiguous, of one shape.
GramComparison CompareGrams(const at::Tensor& c, const at::Tensor& p,
                            const AntiTransferOptions& options, bool gradient);

// The Gram matrices themselves, [groups, R, R], with an autograd graph.
at::Tensor GramMatrices(const at::Tensor& c);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_OBJECTIVES_GRAM_H_
