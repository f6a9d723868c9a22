// SPDX-License-Identifier: Apache-2.0
// Between maps, weights and gradients and their points: B, G and A of winograd_kernels.h. For
// winograd_kernels.cc only.
#ifndef AURICLE_LIB_NN_KERNELS_WINOGRAD_TRANSFORMS_H_
#define AURICLE_LIB_NN_KERNELS_WINOGRAD_TRANSFORMS_H_

#include <algorithm>
#include <cstdint>

#include "lib/nn/kernels/lanes.h"
#include "lib/nn/kernels/winograd_kernels.h"
#include "lib/nn/kernels/winograd_products.h"

namespace auricle::winograd {

// The points that polynomials are evaluated at: 0, ±a, ±b and infinity. 1 and 2, as published, make
// 2.3 times the error of these, whose powers stay nearer to 1. They and their squares are exact in
// float32.
constexpr float kA = 0.625F, kB = 1.5F;
constexpr float kA2 = kA * kA, kB2 = kB * kB, kA3 = kA2 * kA, kB3 = kB2 * kB;

// Bᵀ d for six values that lie `stride` apart, in place if u is d.
template <typename F>
AURICLE_INLINE void InputPoints(const F* d, int stride, F* u) {
  const F d0 = d[0], d1 = d[stride], d2 = d[2 * stride], d3 = d[3 * stride], d4 = d[4 * stride],
          d5 = d[5 * stride];
  const F even_a = d4 - kB2 * d2, odd_a = kA * (d3 - kB2 * d1);
  const F even_b = d4 - kA2 * d2, odd_b = kB * (d3 - kA2 * d1);
  u[0] = kA2 * kB2 * d0 - (kA2 + kB2) * d2 + d4;
  u[stride] = even_a + odd_a;
  u[2 * stride] = even_a - odd_a;
  u[3 * stride] = even_b + odd_b;
  u[4 * stride] = even_b - odd_b;
  u[5 * stride] = kA2 * kB2 * d1 - (kA2 + kB2) * d3 + d5;
}

// Aᵀ m: six values to four.
template <typename F>
AURICLE_INLINE void ResultOfPoints(const F* m, int stride, F* y, int y_stride) {
  const F even_a = m[stride] + m[2 * stride], odd_a = m[stride] - m[2 * stride];
  const F even_b = m[3 * stride] + m[4 * stride], odd_b = m[3 * stride] - m[4 * stride];
  y[0] = m[0] + even_a + even_b;
  y[y_stride] = kA * odd_a + kB * odd_b;
  y[2 * y_stride] = kA2 * even_a + kB2 * even_b;
  y[3 * y_stride] = kA3 * odd_a + kB3 * odd_b + m[5 * stride];
}

// A g: four values to six.
template <typename F>
AURICLE_INLINE void GradientPoints(const F* g, int stride, F* v, int v_stride) {
  const F g0 = g[0], g1 = g[stride], g2 = g[2 * stride], g3 = g[3 * stride];
  const F even_a = g0 + kA2 * g2, odd_a = kA * g1 + kA3 * g3;
  const F even_b = g0 + kB2 * g2, odd_b = kB * g1 + kB3 * g3;
  v[0] = g0;
  v[v_stride] = even_a + odd_a;
  v[2 * v_stride] = even_a - odd_a;
  v[3 * v_stride] = even_b + odd_b;
  v[4 * v_stride] = even_b - odd_b;
  v[5 * v_stride] = g3;
}

// G, which the weights' points are made with, and their gradient by its transpose: a point's powers
// by the product of its distances from the others.
constexpr float kN0 = kA2 * kB2, kNa = 2 * kA2 * (kA2 - kB2), kNb = 2 * kB2 * (kB2 - kA2);
constexpr float kG[6][3] = {{1 / kN0, 0, 0},
                            {1 / kNa, kA / kNa, kA2 / kNa},
                            {1 / kNa, -kA / kNa, kA2 / kNa},
                            {1 / kNb, kB / kNb, kB2 / kNb},
                            {1 / kNb, -kB / kNb, kB2 / kNb},
                            {0, 0, 1}};

// Where a tile's 4×4 results begin, and how many of them are in the map.
struct Tile {
  int64_t item, frame, bin, frames, bins;
};

class Tiles {
 public:
  explicit Tiles(const WinogradShape& shape)
      : shape_(shape), down_((shape.frames + 3) / 4), across_((shape.bins + 3) / 4) {}
  int64_t count() const { return shape_.items * down_ * across_; }
  Tile At(int64_t i) const {
    Tile tile;
    tile.item = i / (down_ * across_);
    tile.frame = 4 * (i / across_ % down_);
    tile.bin = 4 * (i % across_);
    tile.frames = std::min<int64_t>(4, shape_.frames - tile.frame);
    tile.bins = std::min<int64_t>(4, shape_.bins - tile.bin);
    return tile;
  }
  int64_t Cell(const Tile& tile, int64_t frame, int64_t bin) const {
    return (tile.item * shape_.frames + tile.frame + frame) * shape_.bins + tile.bin + bin;
  }
  bool Inside(const Tile& tile, int64_t frame, int64_t bin) const {
    return tile.frame + frame >= 0 && tile.frame + frame < shape_.frames && tile.bin + bin >= 0 &&
           tile.bin + bin < shape_.bins;
  }

 private:
  WinogradShape shape_;
  int64_t down_, across_;
};

// Bᵀ d B of a tile: 36 vectors of channels, each `stride` after the other.
template <typename R>
AURICLE_INLINE void TransformInput(const Tiles& tiles, const Tile& tile, int64_t channels,
                                   const float* x, float* u, int64_t stride) {
  using F = typename R::F;
  const float* cells[kPoints];
  for (int i = 0; i < kPoints; ++i) {
    const int64_t frame = i / 6 - 1, bin = i % 6 - 1;
    cells[i] =
        tiles.Inside(tile, frame, bin) ? x + tiles.Cell(tile, frame, bin) * channels : nullptr;
  }
  for (int64_t c = 0; c < channels; c += R::kLanes) {
    F d[kPoints];
    for (int i = 0; i < kPoints; ++i) d[i] = cells[i] == nullptr ? F{} : Load<F>(cells[i] + c);
    for (int i = 0; i < 6; ++i) InputPoints(d + i, 6, d + i);
    for (int i = 0; i < 6; ++i) InputPoints(d + 6 * i, 1, d + 6 * i);
    for (int i = 0; i < kPoints; ++i) Store(d[i], u + i * stride + c);
  }
}

// y of a tile from 36 vectors of sums.
template <typename R>
AURICLE_INLINE void TransformResult(const Tiles& tiles, const Tile& tile, int64_t channels,
                                    const float* m, int64_t stride, const float* bias, float* y) {
  using F = typename R::F;
  for (int64_t c = 0; c < channels; c += R::kLanes) {
    F points[kPoints], half[24], result[16];
    for (int i = 0; i < kPoints; ++i) points[i] = Load<F>(m + i * stride + c);
    for (int i = 0; i < 6; ++i) ResultOfPoints(points + i, 6, half + i, 6);
    for (int i = 0; i < 4; ++i) ResultOfPoints(half + 6 * i, 1, result + 4 * i, 1);
    const F added = bias == nullptr ? F{} : Load<F>(bias + c);
    for (int64_t i = 0; i < tile.frames; ++i) {
      for (int64_t j = 0; j < tile.bins; ++j) {
        Store(result[4 * i + j] + added, y + tiles.Cell(tile, i, j) * channels + c);
      }
    }
  }
}

// A g Aᵀ of a tile of y's gradient, in panels: channel c stands at c / 16 × panel_stride + c % 16.
template <typename R>
AURICLE_INLINE void TransformGradient(const Tiles& tiles, const Tile& tile, int64_t channels,
                                      const float* grad, float* v, int64_t stride,
                                      int64_t panel_stride) {
  using F = typename R::F;
  for (int64_t c = 0; c < channels; c += R::kLanes) {
    F g[16] = {}, half[24], points[kPoints];
    for (int64_t i = 0; i < tile.frames; ++i) {
      for (int64_t j = 0; j < tile.bins; ++j) {
        g[4 * i + j] = Load<F>(grad + tiles.Cell(tile, i, j) * channels + c);
      }
    }
    for (int i = 0; i < 4; ++i) GradientPoints(g + i, 4, half + i, 4);
    for (int i = 0; i < 6; ++i) GradientPoints(half + 4 * i, 1, points + 6 * i, 1);
    float* const to = v + c / kPanel * panel_stride + c % kPanel;
    for (int i = 0; i < kPoints; ++i) Store(points[i], to + i * stride);
  }
}

// Lanes of the weights' transforms, of which there are few: a panel is one vector for every width.
using Panel = F16;

// Points of one source channel and a panel of target channels, `stride` apart. Number k of the
// kernel to target channel i is w[i to_stride + k k_stride].
AURICLE_INLINE void TransformWeights(const float* w, int64_t to_stride, int64_t k_stride,
                                     bool turned, int64_t stride, float* points) {
  Panel kernel[9], half[6][3];
  for (int k = 0; k < 9; ++k) {
    const float* const from = w + (turned ? 8 - k : k) * k_stride;
    for (int64_t i = 0; i < kPanel; ++i) kernel[k][i] = from[i * to_stride];
  }
  for (int i = 0; i < 6; ++i) {
    for (int j = 0; j < 3; ++j) {
      half[i][j] = kG[i][0] * kernel[j] + kG[i][1] * kernel[3 + j] + kG[i][2] * kernel[6 + j];
    }
  }
  for (int i = 0; i < kPoints; ++i) {
    const float* const g = kG[i % 6];
    const Panel* const row = half[i / 6];
    Store(row[0] * g[0] + row[1] * g[1] + row[2] * g[2], points + i * stride);
  }
}

// Gᵀ m G of one source channel and a panel of target channels.
AURICLE_INLINE void TransformSums(const float* sums, int64_t stride, int64_t to_stride,
                                  int64_t k_stride, float* w) {
  Panel half[3][6] = {};
  for (int i = 0; i < kPoints; ++i) {
    const Panel m = Load<Panel>(sums + i * stride);
    for (int k = 0; k < 3; ++k) half[k][i % 6] += kG[i / 6][k] * m;
  }
  for (int k = 0; k < 9; ++k) {
    Panel sum = {};
    for (int j = 0; j < 6; ++j) sum += kG[j][k % 3] * half[k / 3][j];
    for (int64_t i = 0; i < kPanel; ++i) w[i * to_stride + k * k_stride] = sum[i];
  }
}

}  // namespace auricle::winograd

#endif  // AURICLE_LIB_NN_KERNELS_WINOGRAD_TRANSFORMS_H_
