// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/kernels/winograd_kernels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "lib/nn/kernels/runner_testing.h"
#include "lib/nn/kernels/width_testing.h"

namespace auricle {
namespace {

class WinogradKernels : public AtEachWidth {};
AURICLE_AT_EACH_WIDTH(WinogradKernels);

using Floats = std::vector<float>;
using Doubles = std::vector<double>;

// Whole tiles, overhanging ones, maps smaller than a tile and more tiles than are taken together or
// summed together.
const WinogradShape kShapes[] = {{1, 16, 16, 4, 4},  {2, 32, 16, 5, 7}, {1, 16, 48, 1, 1},
                                 {3, 16, 32, 30, 9}, {1, 48, 16, 3, 2}, {2, 64, 80, 8, 11},
                                 {5, 16, 16, 29, 31}};

Floats Values(int64_t count, double step) {
  Floats values(count);
  for (int64_t i = 0; i < count; ++i) {
    values[i] = static_cast<float>(std::sin(step * static_cast<double>(i)) + 0.1);
  }
  return values;
}

struct Case {
  explicit Case(const WinogradShape& s)
      : shape(s),
        x(Values(Cells() * s.in, 0.37)),
        weight(Values(s.in * s.out * 9, 1.13)),
        bias(Values(s.out, 2.9)),
        grad(Values(Cells() * s.out, 0.71)) {}
  int64_t Cells() const { return shape.items * shape.frames * shape.bins; }
  WinogradShape shape;
  Floats x, weight, bias, grad;
};

// For each pair of cells that a number of the kernel joins: body(cell of y, cell of x, k of 9).
template <typename Body>
void ForEachPair(const WinogradShape& s, const Body& body) {
  for (int64_t item = 0; item < s.items; ++item) {
    for (int64_t t = 0; t < s.frames; ++t) {
      for (int64_t f = 0; f < s.bins; ++f) {
        for (int k = 0; k < 9; ++k) {
          const int64_t frame = t + k / 3 - 1, bin = f + k % 3 - 1;
          if (frame < 0 || frame >= s.frames || bin < 0 || bin >= s.bins) continue;
          body((item * s.frames + t) * s.bins + f, (item * s.frames + frame) * s.bins + bin, k);
        }
      }
    }
  }
}

struct Results {
  Doubles y, dx, dw;
};

// The sums of the convolution as they are written, in float64.
Results Direct(const Case& c) {
  const int64_t in = c.shape.in, out = c.shape.out;
  Results r;
  r.y.resize(c.Cells() * out);
  for (size_t i = 0; i < r.y.size(); ++i) r.y[i] = c.bias[i % out];
  r.dx.resize(c.Cells() * in);
  r.dw.resize(in * out * 9);
  ForEachPair(c.shape, [&](int64_t to, int64_t from, int k) {
    for (int64_t d = 0; d < out; ++d) {
      for (int64_t i = 0; i < in; ++i) {
        const double x = c.x[from * in + i], w = c.weight[(d * in + i) * 9 + k];
        const double g = c.grad[to * out + d];
        r.y[to * out + d] += x * w;
        r.dx[from * in + i] += g * w;
        r.dw[(d * in + i) * 9 + k] += g * x;
      }
    }
  });
  return r;
}

struct Ours {
  Floats y, dx, dw;
};

// `last`: weights and their gradient have the input channels behind one another in memory.
Ours Winograd(const Case& c, const Runner& run, bool last = false) {
  const WinogradShape& s = c.shape;
  const WinogradStrides rows = {s.in * 9, 9, 1};
  const WinogradStrides strides = last ? WinogradStrides{s.in * 9, 1, s.in} : rows;
  const auto reordered = [&](const Floats& from, const WinogradStrides& a,
                             const WinogradStrides& b) {
    Floats to(from.size());
    for (int64_t d = 0; d < s.out; ++d) {
      for (int64_t i = 0; i < s.in * 9; ++i) {
        const int64_t c = i / 9, k = i % 9;
        to[d * b.out + c * b.in + k * b.kernel] = from[d * a.out + c * a.in + k * a.kernel];
      }
    }
    return to;
  };
  const Floats weight = reordered(c.weight, rows, strides);
  const WinogradShape back = {s.items, s.out, s.in, s.frames, s.bins};
  Ours r = {Floats(c.Cells() * s.out, NAN), Floats(c.Cells() * s.in, NAN),
            Floats(s.in * s.out * 9, NAN)};
  Floats points(WinogradPoints(s.in, s.out)), scratch(WinogradScratch(s));
  WinogradWeights(s.in, s.out, weight.data(), strides, run, points.data());
  WinogradMap(s, c.x.data(), points.data(), c.bias.data(), run, r.y.data());
  WinogradTurnedWeights(s.in, s.out, weight.data(), strides, run, points.data());
  WinogradMap(back, c.grad.data(), points.data(), nullptr, run, r.dx.data());
  WinogradWeightGradient(s, c.x.data(), c.grad.data(), strides, run, scratch.data(), r.dw.data());
  r.dw = reordered(r.dw, strides, rows);
  return r;
}

double Distance(const Floats& a, const Doubles& exact) {
  double difference = 0, length = 0;
  for (size_t i = 0; i < exact.size(); ++i) {
    difference += std::pow(a[i] - exact[i], 2);
    length += std::pow(exact[i], 2);
  }
  return std::sqrt(difference / length);
}

TEST_P(WinogradKernels, AreTheDirectConvolutionAndItsGradients) {
  for (const WinogradShape& shape : kShapes) {
    const Case c(shape);
    SCOPED_TRACE(testing::Message() << shape.in << " " << shape.out << " " << shape.frames);
    const Results exact = Direct(c);
    const Ours ours = Winograd(c, Backwards());
    EXPECT_LT(Distance(ours.y, exact.y), 1e-5);
    EXPECT_LT(Distance(ours.dx, exact.dx), 1e-5);
    EXPECT_LT(Distance(ours.dw, exact.dw), 1e-5);
  }
}

TEST_P(WinogradKernels, TakeWeightsInEitherOrderOfMemory) {
  const Case c(kShapes[5]);
  const Ours rows = Winograd(c, Backwards()), last = Winograd(c, Backwards(), /*last=*/true);
  EXPECT_EQ(rows.y, last.y);
  EXPECT_EQ(rows.dx, last.dx);
  EXPECT_EQ(rows.dw, last.dw);
}

TEST_P(WinogradKernels, GiveTheSameBitsOnEveryNumberOfThreads) {
  const Case c(kShapes[3]);
  const Ours one = Winograd(c, Backwards()), three = Winograd(c, OnThreads(3));
  EXPECT_EQ(one.y, three.y);
  EXPECT_EQ(one.dx, three.dx);
  EXPECT_EQ(one.dw, three.dw);
}

}  // namespace
}  // namespace auricle
