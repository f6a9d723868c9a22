// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/layers/same_conv.h"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

at::Tensor Values(at::IntArrayRef sizes, double step) {
  int64_t count = 1;
  for (const int64_t size : sizes) count *= size;
  return at::arange(count, at::kDouble).mul(step).sin().add(0.3).view(sizes);
}

// Nested arrays, flattened.
void Append(const nlohmann::json& json, std::vector<float>* values) {
  if (!json.is_array()) return values->push_back(json.get<float>());
  for (const nlohmann::json& part : json) Append(part, values);
}

at::Tensor FromJson(const nlohmann::json& json, at::IntArrayRef sizes) {
  std::vector<float> values;
  Append(json, &values);
  return FloatTensor(values, {static_cast<int64_t>(values.size())}).view(sizes);
}

// The golden's rows are bands and its columns frames; here it is the other way round.
TEST(SameConv, AStagesEntryIsTheReferenceOfTensorFlowsRule) {
  std::ifstream file("testdata/golden/emonet_golden.json");
  const nlohmann::json golden = nlohmann::json::parse(file)["stage_entry"];
  const at::Tensor x = FromJson(golden["x"], {1, 1, 4, 5}).transpose(2, 3);
  const at::Tensor kernel = FromJson(golden["w3x3_hw"], {1, 1, 3, 3}).transpose(2, 3);
  const at::Tensor adapter = at::full({1, 1, 1, 1}, golden["w1x1"].get<double>(), at::kFloat);
  const auto check = [&](const at::Tensor& y, const nlohmann::json& want) {
    EXPECT_TRUE(y.allclose(FromJson(want, {1, 1, 2, 3}).transpose(2, 3), 1e-5, 1e-6)) << y;
  };
  const at::Tensor conv = SameConv3x3(x, kernel, 2, {});
  check(conv, golden["conv3x3"]);
  check(Conv1x1(x, adapter, 2), golden["adapter"]);
  check(conv.add(Conv1x1(x, adapter, 2)), golden["sum"]);
  const at::Tensor shortcut = FromJson(golden["shortcut"], {1, 2, 3, 2}).permute({0, 3, 2, 1});
  EXPECT_TRUE(MeanPool2x2(x, {}).allclose(shortcut.narrow(1, 0, 1), 1e-5, 1e-6));
  EXPECT_EQ(ScalarValue(shortcut.narrow(1, 1, 1).abs().max()), 0);
}

// Odd and even bins, and lengths of both parities, of one, and shorter than the batch by one.
TEST(SameConv, PaddingChangesNoItemOfEitherParity) {
  for (const std::vector<int64_t>& lengths :
       std::vector<std::vector<int64_t>>{{9, 6, 1, 2}, {9, 7, 3, 1}, {8, 6, 4, 2}, {7, 8, 8, 5}}) {
    for (const int64_t frames : {9, 10}) {
      for (const int64_t bins : {6, 7, 1}) {
        const at::Tensor x = Values({4, 3, frames, bins}, 0.7);
        for (int i = 0; i < 4; ++i) x[i].narrow(1, lengths[i], frames - lengths[i]).zero_();
        const at::Tensor kernel = Values({5, 3, 3, 3}, 1.3), point = Values({5, 3, 1, 1}, 0.9);
        const at::Tensor n = IntTensor(lengths);
        const at::Tensor conv = SameConv3x3(x, kernel, 2, n), pool = MeanPool2x2(x, n);
        ASSERT_EQ(conv.sizes(), (std::vector<int64_t>{4, 5, CeilHalf(frames), CeilHalf(bins)}));
        EXPECT_EQ(pool.sizes().slice(2), conv.sizes().slice(2));
        for (int i = 0; i < 4; ++i) {
          const at::Tensor one = x.narrow(0, i, 1).narrow(2, 0, lengths[i]);
          const int64_t valid = CeilHalf(lengths[i]);
          const auto item = [&](const at::Tensor& y) {
            return y.narrow(0, i, 1).narrow(2, 0, valid);
          };
          EXPECT_TRUE(item(conv).allclose(SameConv3x3(one, kernel, 2, {}), 0, 1e-12));
          EXPECT_TRUE(item(Conv1x1(x, point, 2)).allclose(Conv1x1(one, point, 2), 0, 1e-12));
          EXPECT_TRUE(item(pool).allclose(MeanPool2x2(one, {}), 0, 1e-12));
          EXPECT_EQ(ScalarValue(pool[i].narrow(1, valid, pool.size(2) - valid).abs().sum()), 0);
        }
      }
    }
  }
}

TEST(SameConv, GradientsOfMixedParitiesAreThoseOfTheItemsAlone) {
  const std::vector<int64_t> lengths = {6, 5, 3};
  const at::Tensor kernel = Values({2, 2, 3, 3}, 1.3).set_requires_grad(true);
  const at::Tensor x = Values({3, 2, 6, 4}, 0.7);
  for (int i = 0; i < 3; ++i) x[i].narrow(1, lengths[i], 6 - lengths[i]).zero_();
  x.set_requires_grad(true);
  const at::Tensor direction = Values({3, 2, 3, 2}, 0.41);
  direction[2].narrow(1, 2, 1).zero_();  // Beyond the item.
  SameConv3x3(x, kernel, 2, IntTensor(lengths)).mul(direction).sum().backward();
  at::Tensor of_kernel = at::zeros_like(kernel);
  for (int i = 0; i < 3; ++i) {
    const at::Tensor w = kernel.detach().clone().set_requires_grad(true);
    const at::Tensor one =
        x.detach().narrow(0, i, 1).narrow(2, 0, lengths[i]).clone().set_requires_grad(true);
    const at::Tensor y = SameConv3x3(one, w, 2, {});
    y.mul(direction.narrow(0, i, 1).narrow(2, 0, y.size(2))).sum().backward();
    of_kernel.add_(w.grad());
    EXPECT_TRUE(x.grad().narrow(0, i, 1).narrow(2, 0, lengths[i]).allclose(one.grad(), 0, 1e-12));
  }
  EXPECT_TRUE(kernel.grad().allclose(of_kernel, 0, 1e-12));
}

// LibTorch 1.13's own gradient of such weights writes beyond its memory where channels are few.
TEST(SameConv, AStridedPointConvolutionHasTheGradientsOfItsCells) {
  for (const int64_t channels : {1, 4, 8, 16, 24}) {
    for (int round = 0; round < 50; ++round) {
      const at::Tensor x = Values({16, channels, 31, 17}, 0.37)
                               .to(at::kFloat)
                               .contiguous(at::MemoryFormat::ChannelsLast);
      const at::Tensor cells = x.slice(2, 0, 31, 2).slice(3, 0, 17, 2);
      at::Tensor weight = Values({16, channels, 1, 1}, 1.1).to(at::kFloat);
      weight.set_requires_grad(true);
      Conv1x1(x, weight, 2).sum().backward();
      const at::Tensor want = cells.sum({0, 2, 3}).view({1, channels, 1, 1});
      EXPECT_TRUE(weight.grad().allclose(want.expand_as(weight), 1e-4, 1e-3)) << channels;
    }
  }
}

// In float32, where oneDNN is called without LibTorch.
TEST(SameConv, EvenItemsInAnOddBatchAreWhatTheyAreAlone) {
  const at::Tensor kernel = Values({5, 3, 3, 3}, 1.3).to(at::kFloat);
  for (const int64_t frames : {14, 15}) {
    const at::Tensor x = Values({2, 3, frames, 6}, 0.7).to(at::kFloat);
    x.narrow(2, 14, frames - 14).zero_();
    x[1].narrow(1, 8, frames - 8).zero_();
    const at::Tensor y = SameConv3x3(x, kernel, 2, IntTensor({14, 8}));
    ASSERT_EQ(y.sizes(), (std::vector<int64_t>{2, 5, CeilHalf(frames), 3}));
    const at::Tensor one = SameConv3x3(x.narrow(0, 1, 1).narrow(2, 0, 8), kernel, 2, {});
    EXPECT_TRUE(y.narrow(0, 1, 1).narrow(2, 0, 4).allclose(one, 1e-5, 1e-5)) << frames;
  }
}

TEST(SameConv, LengthsHalveRoundingUp) {
  EXPECT_TRUE(CeilHalvedLengths(IntTensor({1, 2, 61, 155})).equal(IntTensor({1, 1, 31, 78})));
  EXPECT_FALSE(CeilHalvedLengths({}).defined());
}

}  // namespace
}  // namespace auricle
