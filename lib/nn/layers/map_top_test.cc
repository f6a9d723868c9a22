// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/layers/map_top.h"

#include <ATen/Functions.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/status/statusor.h"
#include "lib/nn/net/net.h"
#include "lib/nn/net/tensor_adder.h"
#include "lib/nn/net/ways.h"
#include "lib/nn/torch/init.h"
#include "lib/nn/torch/tensors.h"
#include "protos/network.pb.h"

namespace auricle {
namespace {

using testing::HasSubstr;

MapTop Make(Top kind) {
  MapTop::Options options;
  options.kind = kind;
  options.channels = 2;
  options.frames = 20;
  options.bins = 17;
  absl::StatusOr<MapTop> top = MapTop::Create(options);
  EXPECT_TRUE(top.ok()) << top.status();
  return *std::move(top);
}

// Ones, and zeros beyond the lengths: whatever averages valid cells only gives ones.
at::Tensor Ones(const std::vector<int64_t>& lengths) {
  const at::Tensor x = at::zeros({static_cast<int64_t>(lengths.size()), 2, 20, 17}, at::kFloat);
  for (size_t i = 0; i < lengths.size(); ++i) x[i].narrow(1, 0, lengths[i]).fill_(1);
  return x;
}

at::Tensor Apply(const MapTop& top, const at::Tensor& x, const at::Tensor& lengths) {
  MapTop::Pass pass;
  pass.lengths = lengths;
  return top.Apply(x, pass);
}

TEST(MapTop, TheGlobalMeanIsOverValidFramesOnly) {
  const std::vector<int64_t> lengths = {20, 11, 1};
  const MapTop top = Make(GLOBAL_MEAN);
  EXPECT_EQ(top.features(), 2);
  EXPECT_TRUE(Apply(top, Ones(lengths), IntTensor(lengths)).allclose(at::ones({3, 2})));
  const at::Tensor x = at::arange(2 * 2 * 20 * 17, at::kFloat).view({2, 2, 20, 17});
  EXPECT_TRUE(Apply(top, x, {}).allclose(x.mean({2, 3})));
}

TEST(MapTop, MeansOfCellsAreOverTheirValidFramesAndZeroWithoutAny) {
  const std::vector<int64_t> lengths = {20, 11, 8, 3};
  const MapTop top = Make(MEAN_8X8);
  EXPECT_EQ(top.features(), 2 * 2 * 2);  // Four frames and a bin fill no cell.
  const at::Tensor y = Apply(top, Ones(lengths), IntTensor(lengths)).view({4, 2, 2, 2});
  at::Tensor want = at::ones({4, 2, 2, 2});
  want.narrow(0, 2, 2).narrow(2, 1, 1).zero_();
  EXPECT_TRUE(y.allclose(want)) << y;
  const at::Tensor x = at::arange(2 * 20 * 17, at::kFloat).view({1, 2, 20, 17});
  const at::Tensor cell = x[0][1].narrow(0, 8, 8).narrow(1, 0, 8);
  EXPECT_NEAR(ScalarValue(Apply(top, x, {})[0][4 + 2]), ScalarValue(cell.mean()), 1e-3);
}

TEST(MapTop, RefusesAMapWithoutACell) {
  EXPECT_THAT(std::string(MapTop::Create({MEAN_8X8, false, 2, 20, 7, {}}).status().message()),
              HasSubstr("it has 20 frames × 7 bins"));
}

TEST(MapTop, OfARecurrentTopTheStepsAreAQuarterOfAFramesValues) {
  MapTop::Options options;
  options.kind = RECURRENT;
  options.channels = 8;
  options.bins = 4;
  absl::StatusOr<MapTop> top = MapTop::Create(options);
  ASSERT_TRUE(top.ok()) << top.status();
  const TensorAdder add = {[](const std::string&, const std::vector<int64_t>& shape, const Init&,
                              int, bool) { return at::zeros(shape, at::kFloat); },
                           {}};
  top->AddTo({{"core", false}}, 1, add);
  EXPECT_EQ(top->features(), 8);
  const std::vector<TapInfo> taps = top->Taps(5);
  ASSERT_FALSE(taps.empty());
  EXPECT_EQ(taps[0].name, "top.projected");
  EXPECT_EQ(taps[0].shape[0], 8);
  EXPECT_EQ(top->DepthOf("top.projected"), 0);
  EXPECT_EQ(top->DepthOf("pooled"), -1);
  options.recurrent.set_dropout(1);
  EXPECT_FALSE(MapTop::Create(options).ok());
}

}  // namespace
}  // namespace auricle
