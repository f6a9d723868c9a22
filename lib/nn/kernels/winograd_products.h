// SPDX-License-Identifier: Apache-2.0
// Vectors as wide as the width's registers, and products of matrices that keep their sums in them.
// For winograd_kernels.cc only.
#ifndef AURICLE_LIB_NN_KERNELS_WINOGRAD_PRODUCTS_H_
#define AURICLE_LIB_NN_KERNELS_WINOGRAD_PRODUCTS_H_

#include <cstdint>

#include "lib/nn/kernels/lanes.h"
#include "lib/nn/kernels/winograd_kernels.h"

namespace auricle::winograd {

constexpr int64_t kPanel = kWinogradPanel;
constexpr int kPoints = 36;

// Vectors as wide as the width's registers: products keep their sums in registers, which the
// compiler does not do with parts of wider ones.
typedef float F4 __attribute__((vector_size(16)));
typedef float F8 __attribute__((vector_size(32)));
typedef float F16 __attribute__((vector_size(64)));

// Vectors of a width, and how many rows of a product it sums at once, so that all sums, a row of
// the one factor and a number of the other fill its registers: 16, 16 and 32.
template <typename Vector, int rows>
struct Registers {
  using F = Vector;
  static constexpr int kLanes = sizeof(F) / sizeof(float), kRows = rows, kVectors = kPanel / kLanes;
};

template <typename F>
AURICLE_INLINE F Load(const float* p) {
  F v;
  __builtin_memcpy(&v, p, sizeof(v));
  return v;
}
template <typename F>
AURICLE_INLINE void Store(F v, float* p) {
  __builtin_memcpy(p, &v, sizeof(v));
}

// body(Registers<…>()) compiled for each width.
template <typename Body>
AURICLE_INLINE void WithRegisters(const Body& body) {
  switch (KernelWidth()) {
    case Width::AVX512:
      return lanes::RunAvx512([&]() AURICLE_INLINE_LAMBDA { body(Registers<F16, 14>()); });
    case Width::AVX2:
      return lanes::RunAvx2([&]() AURICLE_INLINE_LAMBDA { body(Registers<F8, 6>()); });
    case Width::BASELINE:
      return lanes::RunBaseline([&]() AURICLE_INLINE_LAMBDA { body(Registers<F4, 2>()); });
  }
}

// result [rows, 16] (+)= sum over k of a × b, where a's number for row r and k is
// a[r row_stride + k k_stride] and b is [depth, 16].
template <typename R, int kRows>
AURICLE_INLINE void Product(int64_t depth, const float* a, int64_t row_stride, int64_t k_stride,
                            const float* b, bool add, float* result, int64_t result_stride) {
  using F = typename R::F;
  F sums[kRows][R::kVectors];
  for (int r = 0; r < kRows; ++r) {
    for (int v = 0; v < R::kVectors; ++v) {
      sums[r][v] = add ? Load<F>(result + r * result_stride + v * R::kLanes) : F{};
    }
  }
  for (int64_t k = 0; k < depth; ++k) {
    F row[R::kVectors];
    for (int v = 0; v < R::kVectors; ++v) row[v] = Load<F>(b + k * kPanel + v * R::kLanes);
    for (int r = 0; r < kRows; ++r) {
      const float factor = a[r * row_stride + k * k_stride];
      for (int v = 0; v < R::kVectors; ++v) sums[r][v] += factor * row[v];
    }
  }
  for (int r = 0; r < kRows; ++r) {
    for (int v = 0; v < R::kVectors; ++v) {
      Store(sums[r][v], result + r * result_stride + v * R::kLanes);
    }
  }
}

// Product of any number of rows.
template <typename R>
AURICLE_INLINE void Products(int64_t rows, int64_t depth, const float* a, int64_t row_stride,
                             int64_t k_stride, const float* b, bool add, float* result,
                             int64_t result_stride) {
  int64_t r = 0;
  for (; r + R::kRows <= rows; r += R::kRows) {
    Product<R, R::kRows>(depth, a + r * row_stride, row_stride, k_stride, b, add,
                         result + r * result_stride, result_stride);
  }
  for (; r + 2 <= rows; r += 2) {
    Product<R, 2>(depth, a + r * row_stride, row_stride, k_stride, b, add,
                  result + r * result_stride, result_stride);
  }
  for (; r < rows; ++r) {
    Product<R, 1>(depth, a + r * row_stride, row_stride, k_stride, b, add,
                  result + r * result_stride, result_stride);
  }
}

}  // namespace auricle::winograd

#endif  // AURICLE_LIB_NN_KERNELS_WINOGRAD_PRODUCTS_H_
