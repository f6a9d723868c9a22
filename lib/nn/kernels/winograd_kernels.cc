// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/kernels/winograd_kernels.h"

#include <algorithm>
#include <vector>

#include "lib/nn/kernels/lanes.h"
#include "lib/nn/kernels/winograd_products.h"
#include "lib/nn/kernels/winograd_transforms.h"

namespace auricle {
namespace {

using namespace winograd;  // NOLINT(google-build-using-namespace): its own two headers.

// A row of points of 512 channels would else begin in the same few sets of the cache as the last.
constexpr int64_t Padded(int64_t channels) { return channels + 16; }

// Tiles that a thread takes together: their points are read once for each panel of weights and the
// weights once for all the tiles. A multiple of the rows of every width.
constexpr int64_t kTilesTogether = 42;

// Tiles whose points are summed together: their panels of 16 channels stay in the first cache.
constexpr int64_t kTilesSummed = 256;

int64_t Together(const WinogradShape& shape) {
  return std::min(Tiles(shape).count(), kTilesSummed);
}

}  // namespace

void WinogradWeights(int64_t in, int64_t out, const float* weight, const WinogradStrides& strides,
                     const Runner& run, float* points) {
  run(out / kPanel, [&](int64_t panel) {
    lanes::AtKernelWidth([&]() AURICLE_INLINE_LAMBDA {
      const float* const first = weight + panel * kPanel * strides.out;
      for (int64_t c = 0; c < in; ++c) {
        TransformWeights(first + c * strides.in, strides.out, strides.kernel, /*turned=*/false,
                         in * kPanel, points + (panel * kPoints * in + c) * kPanel);
      }
    });
  });
}

void WinogradTurnedWeights(int64_t in, int64_t out, const float* weight,
                           const WinogradStrides& strides, const Runner& run, float* points) {
  run(in / kPanel, [&](int64_t panel) {
    lanes::AtKernelWidth([&]() AURICLE_INLINE_LAMBDA {
      const float* const first = weight + panel * kPanel * strides.in;
      for (int64_t d = 0; d < out; ++d) {
        TransformWeights(first + d * strides.out, strides.in, strides.kernel, /*turned=*/true,
                         out * kPanel, points + (panel * kPoints * out + d) * kPanel);
      }
    });
  });
}

void WinogradMap(const WinogradShape& shape, const float* x, const float* points, const float* bias,
                 const Runner& run, float* y) {
  const Tiles tiles(shape);
  const int64_t count = tiles.count(), in = shape.in, out = shape.out;
  run((count + kTilesTogether - 1) / kTilesTogether, [&](int64_t part) {
    thread_local std::vector<float> scratch;
    const int64_t u_stride = kTilesTogether * Padded(in), m_stride = kTilesTogether * Padded(out);
    scratch.resize(kPoints * (u_stride + m_stride));
    float *const u = scratch.data(), *const m = u + kPoints * u_stride;
    const int64_t first = part * kTilesTogether;
    const int64_t own = std::min(kTilesTogether, count - first);
    WithRegisters([&](auto registers) AURICLE_INLINE_LAMBDA {
      using R = decltype(registers);
      for (int64_t t = 0; t < own; ++t) {
        TransformInput<R>(tiles, tiles.At(first + t), in, x, u + t * Padded(in), u_stride);
      }
      for (int64_t i = 0; i < kPoints; ++i) {
        for (int64_t panel = 0; panel < out / kPanel; ++panel) {
          Products<R>(own, in, u + i * u_stride, Padded(in), 1,
                      points + (panel * kPoints + i) * in * kPanel, /*add=*/false,
                      m + i * m_stride + panel * kPanel, Padded(out));
        }
      }
      for (int64_t t = 0; t < own; ++t) {
        TransformResult<R>(tiles, tiles.At(first + t), out, m + t * Padded(out), m_stride, bias, y);
      }
    });
  });
}

int64_t WinogradScratch(const WinogradShape& shape) {
  return kPoints * (Together(shape) * (Padded(shape.in) + shape.out) + shape.in * shape.out);
}

void WinogradWeightGradient(const WinogradShape& shape, const float* x, const float* grad,
                            const WinogradStrides& strides, const Runner& run, float* scratch,
                            float* weight_grad) {
  constexpr int64_t kTransformed = 8;
  const Tiles tiles(shape);
  const int64_t in = shape.in, out = shape.out, panels = out / kPanel, together = Together(shape);
  const int64_t u_stride = together * Padded(in), v_stride = together * out;
  float *const u = scratch, *const v = u + kPoints * u_stride, *const sums = v + kPoints * v_stride;
  for (int64_t first = 0; first < tiles.count(); first += together) {
    const int64_t own = std::min(together, tiles.count() - first);
    run((own + kTransformed - 1) / kTransformed, [&](int64_t part) {
      WithRegisters([&](auto registers) AURICLE_INLINE_LAMBDA {
        using R = decltype(registers);
        const int64_t end = std::min(own, (part + 1) * kTransformed);
        for (int64_t t = part * kTransformed; t < end; ++t) {
          const Tile tile = tiles.At(first + t);
          TransformInput<R>(tiles, tile, in, x, u + t * Padded(in), u_stride);
          TransformGradient<R>(tiles, tile, out, grad, v + t * kPanel, v_stride, together * kPanel);
        }
      });
    });
    run(kPoints * panels, [&](int64_t part) {
      WithRegisters([&](auto registers) AURICLE_INLINE_LAMBDA {
        using R = decltype(registers);
        const int64_t i = part / panels, panel = part % panels;
        Products<R>(in, own, u + i * u_stride, 1, Padded(in),
                    v + i * v_stride + panel * together * kPanel, /*add=*/first > 0,
                    sums + (panel * kPoints + i) * in * kPanel, kPanel);
      });
    });
  }
  run(panels, [&](int64_t panel) {
    lanes::AtKernelWidth([&]() AURICLE_INLINE_LAMBDA {
      for (int64_t c = 0; c < in; ++c) {
        TransformSums(sums + (panel * kPoints * in + c) * kPanel, in * kPanel, strides.out,
                      strides.kernel, weight_grad + panel * kPanel * strides.out + c * strides.in);
      }
    });
  });
}

}  // namespace auricle
