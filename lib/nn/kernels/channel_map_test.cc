// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/kernels/channel_map.h"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <vector>

#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

at::Tensor Map(int64_t items, int64_t channels, int64_t frames, int64_t bins) {
  return at::arange(items * channels * frames * bins, at::kFloat)
      .mul(0.37)
      .sin()
      .view({items, channels, frames, bins})
      .contiguous(at::MemoryFormat::ChannelsLast);
}

// Frames of an item: fewer rows than a part, just as many (512 = 64 × 8), and more.
TEST(ChannelMap, EveryRowIsInOnePartOrBehindOne) {
  const std::vector<std::vector<int64_t>> all = {{}, {200, 64, 1}, {65, 63, 200}, {200, 200, 200}};
  for (const std::vector<int64_t>& lengths : all) {
    const at::Tensor x = Map(3, 2, 200, 8);
    const ChannelMap map(x, lengths.empty() ? at::Tensor() : IntTensor(lengths));
    std::vector<int> read(3 * 200 * 8), cleared = read;
    for (const ChannelMap::Part& part : map.parts()) {
      EXPECT_GT(part.rows, 0);
      for (int64_t i = 0; i < part.rows; ++i) ++read[part.begin + i];
      for (int64_t i = 0; i < part.padding; ++i) ++cleared[part.begin + part.rows + i];
    }
    int64_t valid = 0;
    for (int64_t row = 0; row < 3 * 200 * 8; ++row) {
      const int64_t item = row / (200 * 8), frame = row / 8 % 200;
      const bool is_valid = lengths.empty() || frame < lengths[item];
      EXPECT_EQ(read[row], is_valid ? 1 : 0) << row;
      EXPECT_EQ(cleared[row], is_valid ? 0 : 1) << row;
      valid += is_valid ? 1 : 0;
    }
    EXPECT_EQ(map.cells(), valid);
  }
}

// 1e4 times their spread from 0, where a sum of squares would have no digits left.
TEST(ChannelMap, StatisticsOfManyPartsKeepTheirDigitsFarFromZero) {
  const at::Tensor x = Map(3, 5, 400, 8).add(1e4);
  const at::Tensor lengths = IntTensor({400, 70, 399});
  std::vector<double> mean, squares;
  ChannelMap(x, lengths).Statistics(x, &mean, &squares);
  std::vector<at::Tensor> valid;
  for (int i = 0; i < 3; ++i) {
    const int64_t length = lengths[i].item<int64_t>();
    valid.push_back(x[i].narrow(1, 0, length).reshape({5, -1}).to(at::kDouble));
  }
  const at::Tensor all = at::cat(valid, 1);
  for (int c = 0; c < 5; ++c) {
    const double want = ScalarValue(all[c].mean());
    EXPECT_NEAR(mean[c], want, 1e-3);
    const double spread = ScalarValue(all[c].sub(want).square().sum());
    EXPECT_NEAR(squares[c], spread, 1e-3 * spread);
  }
}

// How long the batch is that an item stands in is nothing to it.
TEST(ChannelMap, StatisticsAreTheSameBitsWithAnyPaddingAndNumberOfThreads) {
  const int before = at::get_num_threads();
  const at::Tensor x = Map(2, 5, 300, 8);
  const at::Tensor longer =
      at::full({2, 5, 450, 8}, 7, at::kFloat).contiguous(at::MemoryFormat::ChannelsLast);
  longer.narrow(2, 0, 300).copy_(x);
  const at::Tensor lengths = IntTensor({300, 111});
  std::vector<double> mean, squares, other_mean, other_squares;
  at::set_num_threads(1);
  ChannelMap(x, lengths).Statistics(x, &mean, &squares);
  at::set_num_threads(3);
  ChannelMap(longer, lengths).Statistics(longer, &other_mean, &other_squares);
  at::set_num_threads(before);
  EXPECT_EQ(mean, other_mean);
  EXPECT_EQ(squares, other_squares);
}

TEST(ChannelMap, ClearsBehindThePartInTensorsOfOtherChannelsToo) {
  const at::Tensor x = Map(2, 4, 10, 3);
  const ChannelMap map(x, IntTensor({10, 6}));
  const at::Tensor other = at::ones({2, 7, 10, 3}).contiguous(at::MemoryFormat::ChannelsLast);
  for (const ChannelMap::Part& part : map.parts()) map.Clear(other, part);
  EXPECT_EQ(ScalarValue(other.sum()), 7 * 3 * (10 + 6));
  EXPECT_EQ(ScalarValue(other[1].narrow(1, 6, 4).sum()), 0);
}

}  // namespace
}  // namespace auricle
