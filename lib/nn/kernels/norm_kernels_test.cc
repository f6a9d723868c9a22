// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/kernels/norm_kernels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace auricle {
namespace {

// float32 or bfloat16 rows, written and read as float32.
class Rows {
 public:
  Rows(int64_t rows, int64_t channels, bool bf16, double step)
      : shape_{rows, channels, bf16}, bytes_(rows * channels * (bf16 ? 2 : 4)) {
    for (int64_t i = 0; i < rows * channels; ++i) {
      Set(i, static_cast<float>(5 * std::sin(step * static_cast<double>(i)) + 0.3));
    }
  }
  const NormRows& shape() const { return shape_; }
  void* data() { return bytes_.data(); }
  const void* data() const { return bytes_.data(); }
  float At(int64_t row, int64_t channel) const {
    const int64_t i = row * shape_.channels + channel;
    uint32_t bits = 0;
    if (shape_.bf16) {
      uint16_t half = 0;
      std::memcpy(&half, &bytes_[2 * i], 2);
      bits = static_cast<uint32_t>(half) << 16;
    } else {
      std::memcpy(&bits, &bytes_[4 * i], 4);
    }
    float value = 0;
    std::memcpy(&value, &bits, 4);
    return value;
  }
  // What is kept of `value`: to nearest even, in bfloat16.
  void Set(int64_t i, float value) {
    uint32_t bits = 0;
    std::memcpy(&bits, &value, 4);
    if (!shape_.bf16) {
      std::memcpy(&bytes_[4 * i], &bits, 4);
      return;
    }
    const auto low = bits & 0xffff;
    auto half = static_cast<uint16_t>(bits >> 16);
    if (low > 0x8000 || (low == 0x8000 && (half & 1) != 0)) ++half;
    std::memcpy(&bytes_[2 * i], &half, 2);
  }
  void Set(int64_t row, int64_t channel, float value) {
    Set(row * shape_.channels + channel, value);
  }
  bool SameBits(const Rows& other) const { return bytes_ == other.bytes_; }

 private:
  NormRows shape_;
  std::vector<char> bytes_;
};

// Rounds to float32: what a fused product and sum would not do.
float Round(float x) {
  volatile float stored = x;
  return stored;
}

std::vector<float> PerChannel(int64_t channels, double step) {
  std::vector<float> values(PaddedChannels(channels));
  for (int64_t c = 0; c < channels; ++c) {
    values[c] = static_cast<float>(std::cos(step * static_cast<double>(c)) + 0.1);
  }
  return values;
}

struct Case {
  int64_t rows, channels;
  bool bf16;
};

// Whole vectors and parts of one, whole groups of rows and what is left of them.
const std::vector<Case>& Cases() {
  static const auto* const cases = [] {
    auto* all = new std::vector<Case>;
    for (const bool bf16 : {false, true}) {
      for (const auto& [rows, channels] :
           {std::pair<int64_t, int64_t>{1, 1}, {3, 16}, {4, 5}, {9, 33}, {7, 48}}) {
        all->push_back({rows, channels, bf16});
      }
    }
    return all;
  }();
  return *cases;
}

// So it is on every processor and in every lane.
TEST(NormApply, IsItsFormulaToTheBit) {
  for (const Case& c : Cases()) {
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

TEST(NormApply, MayWriteOverWhatItReads) {
  for (const Case& c : Cases()) {
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
TEST(NormStatistics, AreSumsInTheStatedOrder) {
  for (const Case& c : Cases()) {
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

// A part that begins in the middle of a map drops what the whole map would.
TEST(DropoutRows, OfAPartAreThoseOfTheWhole) {
  for (const Case& c : Cases()) {
    const Rows x(c.rows, c.channels, c.bf16, 0.7);
    Rows whole = x, parts = x;
    NormDropout dropout = MakeDropout(0.4, 11);
    DropoutRows(x.shape(), dropout, x.data(), whole.data());
    const int64_t first = c.rows / 2, bytes = first * c.channels * (c.bf16 ? 2 : 4);
    DropoutRows({first, c.channels, c.bf16}, dropout, x.data(), parts.data());
    dropout.first_row = first;
    DropoutRows({c.rows - first, c.channels, c.bf16}, dropout,
                static_cast<const char*>(x.data()) + bytes,
                static_cast<char*>(parts.data()) + bytes);
    EXPECT_TRUE(whole.SameBits(parts)) << c.rows << " × " << c.channels << " " << c.bf16;
  }
}

// By a few lines of Python from the same formulas (splitmix64, then lowbias32): "x" falls.
TEST(DropoutRows, AreThoseOfAnotherProgram) {
  const std::pair<int64_t, const char*> rows[] = {
      {0, ".......xxx..x.xx.x.x"}, {1, "...xxxx.xx..xx.x.x.."}, {70000, "xxxx....x.x..x..x..x"}};
  for (const auto& [row, want] : rows) {
    Rows x(1, 20, false, 0);
    for (int64_t i = 0; i < 20; ++i) x.Set(i, 1);
    NormDropout dropout = MakeDropout(0.4, 0xdeadbeef12345678);
    dropout.first_row = row;
    DropoutRows(x.shape(), dropout, x.data(), x.data());
    std::string got;
    for (int64_t i = 0; i < 20; ++i) got += x.At(0, i) > 0 ? '.' : 'x';
    EXPECT_EQ(got, want) << row;
  }
}

// Rows one after the other, and channels beside one another, must not fall together.
TEST(DropoutRows, NeighboursFallIndependently) {
  const int64_t rows = 400, channels = 64;
  Rows x(rows, channels, false, 0);
  for (int64_t i = 0; i < rows * channels; ++i) x.Set(i, 1);
  DropoutRows(x.shape(), MakeDropout(0.5, 3), x.data(), x.data());
  int64_t beside = 0, below = 0, kept = 0;
  for (int64_t r = 1; r < rows; ++r) {
    for (int64_t k = 1; k < channels; ++k) {
      const bool here = x.At(r, k) > 0;
      kept += here;
      beside += here == (x.At(r, k - 1) > 0);
      below += here == (x.At(r - 1, k) > 0);
    }
  }
  const double count = (rows - 1.0) * (channels - 1);  // One deviation is 0.0032 of it.
  EXPECT_NEAR(kept / count, 0.5, 0.012);
  EXPECT_NEAR(beside / count, 0.5, 0.012);
  EXPECT_NEAR(below / count, 0.5, 0.012);
}

TEST(MakeDropout, OfAlmostOneStillFits) {
  EXPECT_EQ(MakeDropout(0, 1).limit, 0);
  EXPECT_EQ(MakeDropout(0.25, 1).limit, 1u << 30);
  EXPECT_GT(MakeDropout(1 - 1e-12, 1).limit, 0xfffffff0u);
}

// g = (dz + dz2) kept where z > 0; sums of g and g (x - mean), the first channels of g itself.
TEST(NormGradientSums, AndGradientAreTheirFormulas) {
  for (const Case& c : Cases()) {
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
