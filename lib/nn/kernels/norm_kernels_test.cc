// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/kernels/norm_kernels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "lib/nn/kernels/rows_testing.h"
#include "lib/nn/kernels/width_testing.h"

namespace auricle {
namespace {

class NormKernels : public AtEachWidth {};
AURICLE_AT_EACH_WIDTH(NormKernels);

std::vector<float> PerChannel(int64_t channels, double step) {
  std::vector<float> values(PaddedChannels(channels));
  for (int64_t c = 0; c < channels; ++c) {
    values[c] = static_cast<float>(std::cos(step * static_cast<double>(c)) + 0.1);
  }
  return values;
}

// So it is on every processor and in every lane.
TEST_P(NormKernels, ApplyIsItsFormulaToTheBit) {
  for (const RowCase& c : RowCases()) {
    for (const int64_t beside : {int64_t{0}, (c.channels + 1) / 2, c.channels}) {
      const Rows x(c.rows, c.channels, c.bf16, 0.7), residual(c.rows, beside, c.bf16, 1.1);
      const std::vector<float> scale = PerChannel(c.channels, 0.9),
                               shift = PerChannel(c.channels, 2);
      NormForward forward;
      forward.scale = scale.data();
      forward.shift = shift.data();
      forward.residual = beside > 0 ? residual.data() : nullptr;
      forward.residual_channels = beside;
      forward.relu = true;
      Rows got(c.rows, c.channels, c.bf16, 3), want = got;
      NormApply(x.shape(), forward, x.data(), got.data());
      for (int64_t r = 0; r < c.rows; ++r) {
        for (int64_t k = 0; k < c.channels; ++k) {
          float v = Round(x.At(r, k) * scale[k]) + shift[k];
          if (k < beside) v = Round(v) + residual.At(r, k);
          want.Set(r, k, v < 0 ? 0 : v);
        }
      }
      EXPECT_TRUE(got.SameBits(want)) << c.rows << " × " << c.channels << " " << c.bf16;
    }
  }
}

TEST_P(NormKernels, ApplyMayWriteOverWhatItReads) {
  for (const RowCase& c : RowCases()) {
    const std::vector<float> scale = PerChannel(c.channels, 0.9), shift = PerChannel(c.channels, 2);
    NormForward forward;
    forward.scale = scale.data();
    forward.shift = shift.data();
    forward.dropout = MakeDropout(0.5, 7);
    Rows x(c.rows, c.channels, c.bf16, 0.7), z = x;
    NormApply(x.shape(), forward, x.data(), z.data());
    NormApply(x.shape(), forward, x.data(), x.data());
    EXPECT_TRUE(x.SameBits(z)) << c.rows << " × " << c.channels << " " << c.bf16;
  }
}

// About the first row, four rows at a time.
TEST_P(NormKernels, StatisticsAreSumsInTheStatedOrder) {
  for (const RowCase& c : RowCases()) {
    const Rows x(c.rows, c.channels, c.bf16, 0.7);
    std::vector<float> mean(PaddedChannels(c.channels), 9), squares = mean;
    NormStatistics(x.shape(), x.data(), mean.data(), squares.data());
    for (int64_t k = 0; k < c.channels; ++k) {
      double sum = 0, about = 0;
      for (int64_t r = 0; r < c.rows; ++r) sum += x.At(r, k);
      sum /= static_cast<double>(c.rows);
      for (int64_t r = 0; r < c.rows; ++r) about += (x.At(r, k) - sum) * (x.At(r, k) - sum);
      EXPECT_NEAR(mean[k], sum, 1e-6 * 6) << c.rows << " × " << c.channels;
      EXPECT_NEAR(squares[k], about, 1e-5 * (about + 1)) << c.rows << " × " << c.channels;
    }
  }
}

// g = (dz + dz2) kept where z > 0; sums of g and g (x - mean), the first channels of g itself.
TEST_P(NormKernels, GradientSumsAndGradientAreTheirFormulas) {
  for (const RowCase& c : RowCases()) {
    const int64_t part = (c.channels + 1) / 2;
    const Rows x(c.rows, c.channels, c.bf16, 0.7), z(c.rows, c.channels, c.bf16, 1.9);
    const Rows dz(c.rows, c.channels, c.bf16, 0.31), dz2(c.rows, c.channels, c.bf16, 2.3);
    const std::vector<float> mean = PerChannel(c.channels, 0.9);
    const std::vector<float> a = PerChannel(c.channels, 1), b = PerChannel(c.channels, 3),
                             k = PerChannel(c.channels, 5);
    NormBackward backward;
    backward.x = x.data();
    backward.dz = dz.data();
    backward.dz2 = dz2.data();
    backward.z = z.data();
    backward.kept = 1.25f;
    backward.mean = mean.data();
    std::vector<float> sum(PaddedChannels(c.channels), 9), dot = sum;
    Rows g(c.rows, part, c.bf16, 1), want_g = g, dx(c.rows, c.channels, c.bf16, 1), want_dx = dx;
    NormGradientSums(x.shape(), backward, sum.data(), dot.data(), g.data(), part);
    NormGradient(x.shape(), backward, a.data(), b.data(), k.data(), dx.data());
    std::vector<double> sums(c.channels), dots(c.channels);
    for (int64_t r = 0; r < c.rows; ++r) {
      for (int64_t j = 0; j < c.channels; ++j) {
        const float both = dz.At(r, j) + dz2.At(r, j);
        const float own = z.At(r, j) > 0 ? both * 1.25f : 0, centred = x.At(r, j) - mean[j];
        if (j < part) want_g.Set(r, j, own);
        want_dx.Set(r, j, Round(Round(a[j] * own) + Round(b[j] * centred)) + k[j]);
        sums[j] += own;
        dots[j] += static_cast<double>(own) * centred;
      }
    }
    EXPECT_TRUE(g.SameBits(want_g)) << c.rows << " × " << c.channels << " " << c.bf16;
    EXPECT_TRUE(dx.SameBits(want_dx)) << c.rows << " × " << c.channels << " " << c.bf16;
    for (int64_t j = 0; j < c.channels; ++j) {
      EXPECT_NEAR(sum[j], sums[j], 1e-4) << c.rows << " × " << c.channels;
      EXPECT_NEAR(dot[j], dots[j], 1e-3) << c.rows << " × " << c.channels;
    }
  }
}

}  // namespace
}  // namespace auricle
