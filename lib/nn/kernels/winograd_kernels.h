// SPDX-License-Identifier: Apache-2.0
// 3×3 convolutions of stride 1 and padding 1 by Winograd's F(4×4, 3×3) (Lavin and Gray, 2016), on
// plain float32 memory; winograd.h is the layer's side.
//
// A tile of 4×4 results needs 6×6 cells of the map. With the matrices B, G and A of the algorithm
// it is Aᵀ [(G w Gᵀ) · (Bᵀ d B)] A, where · multiplies 36 pairs of numbers instead of the 144 of
// the convolution's sums. Over the channels each of the 36 is a product of matrices, tiles × in
// times in × out, which is where the time goes: a quarter of the direct convolution's.
//
// Why tiles of 4×4: of 2×2 they would need 4 multiplications a result instead of 2.25 (of 9), of
// 6×6 1.78. But each step has two more points at which polynomials are evaluated, and errors grow
// with the powers of points. With 4×4 and well chosen points the error is 1e-6 of the length
// (random values, 128 channels), where direct sums have 2e-7 to 6e-7, depending on their order.
//
// When it pays: the transforms of a map cost the same whatever the channels on the other side are,
// the products grow with in × out, and the weights' transform is paid once a call. So it wants many
// channels and many positions; HasWinograd (winograd.h) knows how many.
//
// Maps are in channels-last order, in which a cell's channels fill vectors. Padding and the tiles'
// overhang are cells of zeros that are never stored.
#ifndef AURICLE_LIB_NN_KERNELS_WINOGRAD_KERNELS_H_
#define AURICLE_LIB_NN_KERNELS_WINOGRAD_KERNELS_H_

#include <cstdint>

#include "lib/nn/kernels/runner.h"

namespace auricle {

// `in` and `out` are multiples of kWinogradPanel.
constexpr int64_t kWinogradPanel = 16;
struct WinogradShape {
  int64_t items, in, out, frames, bins;
};

// How far apart neighbours of weights [out, in, 9] lie in memory.
struct WinogradStrides {
  int64_t out, in, kernel;
};

// G w Gᵀ as the products read it, [out / 16, 36, in, 16].
constexpr int64_t WinogradPoints(int64_t in, int64_t out) { return 36 * in * out; }
void WinogradWeights(int64_t in, int64_t out, const float* weight, const WinogradStrides& strides,
                     const Runner& run, float* points);
// Those of the map's gradient, which is a convolution too, from `out` to `in` channels with each
// kernel turned by 180°: [in / 16, 36, out, 16].
void WinogradTurnedWeights(int64_t in, int64_t out, const float* weight,
                           const WinogradStrides& strides, const Runner& run, float* points);

// y [items, frames, bins, out] of x [items, frames, bins, in]; `bias` may be nullptr.
void WinogradMap(const WinogradShape& shape, const float* x, const float* points, const float* bias,
                 const Runner& run, float* y);

// The gradient of the weights, where `grad` is that of y. `scratch` is memory for
// WinogradScratch(shape) values, which the caller has from an allocator that keeps it: tens of
// megabytes of fresh pages would take as long as the sums.
int64_t WinogradScratch(const WinogradShape& shape);
void WinogradWeightGradient(const WinogradShape& shape, const float* x, const float* grad,
                            const WinogradStrides& strides, const Runner& run, float* scratch,
                            float* weight_grad);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_KERNELS_WINOGRAD_KERNELS_H_
