// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/kernels/dropout_kernel.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "lib/nn/kernels/rows_testing.h"
#include "lib/nn/kernels/width_testing.h"

namespace auricle {
namespace {

class DropoutKernel : public AtEachWidth {};
AURICLE_AT_EACH_WIDTH(DropoutKernel);

// A part that begins in the middle of a map drops what the whole map would.
TEST_P(DropoutKernel, OfAPartAreThoseOfTheWhole) {
  for (const RowCase& c : RowCases()) {
    const Rows x(c.rows, c.channels, c.bf16, 0.7);
    Rows whole = x, parts = x;
    RowDropout dropout = MakeDropout(0.4, 11);
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
TEST_P(DropoutKernel, AreThoseOfAnotherProgram) {
  const std::pair<int64_t, const char*> rows[] = {
      {0, ".......xxx..x.xx.x.x"}, {1, "...xxxx.xx..xx.x.x.."}, {70000, "xxxx....x.x..x..x..x"}};
  for (const auto& [row, want] : rows) {
    Rows x(1, 20, false, 0);
    for (int64_t i = 0; i < 20; ++i) x.Set(i, 1);
    RowDropout dropout = MakeDropout(0.4, 0xdeadbeef12345678);
    dropout.first_row = row;
    DropoutRows(x.shape(), dropout, x.data(), x.data());
    std::string got;
    for (int64_t i = 0; i < 20; ++i) got += x.At(0, i) > 0 ? '.' : 'x';
    EXPECT_EQ(got, want) << row;
  }
}

// Rows one after the other, and channels beside one another, must not fall together.
TEST_P(DropoutKernel, NeighboursFallIndependently) {
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

}  // namespace
}  // namespace auricle
