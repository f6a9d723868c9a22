// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/kernels/channel_map.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "lib/nn/kernels/runner_testing.h"
#include "lib/nn/kernels/width_testing.h"

namespace auricle {
namespace {

class ChannelMapTest : public AtEachWidth {};
AURICLE_AT_EACH_WIDTH(ChannelMapTest);

using Lengths = std::vector<int64_t>;

MapShape Shape(int64_t items, int64_t channels, int64_t frames, int64_t bins,
               const Lengths& lengths) {
  return {items, channels, frames, bins, false, lengths.empty() ? nullptr : lengths.data()};
}

// [frames, bins, channels] of one item after the other.
std::vector<float> Values(const MapShape& shape, float about = 0) {
  std::vector<float> values(shape.items * shape.channels * shape.frames * shape.bins);
  for (size_t i = 0; i < values.size(); ++i) {
    values[i] = about + std::sin(0.37F * static_cast<float>(i));
  }
  return values;
}

// Frames of an item: none, fewer rows than a part, just as many (512 = 64 × 8), and more.
TEST_P(ChannelMapTest, EveryRowIsInOnePartOrBehindOne) {
  for (const Lengths& lengths :
       {Lengths{}, {200, 64, 1}, {65, 63, 200}, {200, 200, 200}, {0, 5, 0}, {7, 0, 0}}) {
    const ChannelMap map(Shape(3, 2, 200, 8, lengths));
    std::vector<int> read(3 * 200 * 8), cleared = read;
    for (const ChannelMap::Part& part : map.parts()) {
      for (int64_t i = 0; i < part.rows; ++i) ++read[part.begin + i];
      for (int64_t i = 0; i < part.padding; ++i) ++cleared[part.begin + part.rows + i];
    }
    int64_t valid = 0;
    for (int64_t row = 0; row < 3 * 200 * 8; ++row) {
      const int64_t item = row / (200 * 8), frame = row / 8 % 200;
      const bool is_valid = lengths.empty() || frame < lengths[item];
      ASSERT_EQ(read[row], is_valid ? 1 : 0) << row;
      ASSERT_EQ(cleared[row], is_valid ? 0 : 1) << row;
      valid += is_valid ? 1 : 0;
    }
    EXPECT_EQ(map.cells(), valid);
  }
}

// 1e4 times their spread from 0, where a sum of squares would have no digits left.
TEST_P(ChannelMapTest, StatisticsOfManyPartsKeepTheirDigitsFarFromZero) {
  for (const Lengths& lengths : {Lengths{400, 70, 399}, {0, 70, 0}}) {
    const MapShape shape = Shape(3, 5, 400, 8, lengths);
    const std::vector<float> x = Values(shape, 1e4);
    std::vector<double> mean, squares;
    ChannelMap(shape).Statistics(x.data(), Backwards(), &mean, &squares);
    for (int64_t c = 0; c < 5; ++c) {
      std::vector<double> valid;
      for (int64_t row = 0; row < 3 * 400 * 8; ++row) {
        if (row / 8 % 400 < lengths[row / 3200]) valid.push_back(x[row * 5 + c]);
      }
      double sum = 0, about = 0;
      for (const double v : valid) sum += v;
      sum /= static_cast<double>(valid.size());
      for (const double v : valid) about += (v - sum) * (v - sum);
      EXPECT_NEAR(mean[c], sum, 1e-3);
      EXPECT_NEAR(squares[c], about, 1e-3 * about);
    }
  }
}

// How long the batch is that an item stands in is nothing to it.
TEST_P(ChannelMapTest, StatisticsAreTheSameBitsWithAnyPaddingAndNumberOfThreads) {
  const Lengths lengths = {300, 111};
  const MapShape shape = Shape(2, 5, 300, 8, lengths), longer = Shape(2, 5, 450, 8, lengths);
  const std::vector<float> x = Values(shape);
  std::vector<float> padded(2 * 450 * 8 * 5, 7);
  for (int64_t item = 0; item < 2; ++item) {
    std::copy_n(&x[item * 300 * 40], 300 * 40, &padded[item * 450 * 40]);
  }
  std::vector<double> mean, squares, other_mean, other_squares;
  ChannelMap(shape).Statistics(x.data(), Backwards(), &mean, &squares);
  ChannelMap(longer).Statistics(padded.data(), OnThreads(3), &other_mean, &other_squares);
  EXPECT_EQ(mean, other_mean);
  EXPECT_EQ(squares, other_squares);
}

TEST_P(ChannelMapTest, ClearsBehindThePartInMapsOfOtherChannelsToo) {
  const Lengths lengths = {10, 6};
  const ChannelMap map(Shape(2, 4, 10, 3, lengths));
  std::vector<float> other(2 * 10 * 3 * 7, 1);
  for (const ChannelMap::Part& part : map.parts()) map.Clear(other.data(), 7, part);
  EXPECT_EQ(std::count(other.begin(), other.end(), 1.0F), 7 * 3 * (10 + 6));
  EXPECT_EQ(std::count(other.end() - 7 * 3 * 4, other.end(), 0.0F), 7 * 3 * 4);
}

}  // namespace
}  // namespace auricle
