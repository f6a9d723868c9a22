// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/layers/input_layers.h"

#include <ATen/Functions.h>
#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "lib/nn/layers/layer_testing.h"
#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

using testing::HasSubstr;

Network Config(const std::string& input) {
  Network network;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(input, &network)) << input;
  network.set_bins(6);
  return network;
}

struct Made {
  explicit Made(const std::string& input, const InputNorm& norm = InputNorm())
      : layers(*InputLayers::Create(Config(input))), norm_layer(*NormLayer::Create(norm, 6)) {
    layers.AddTo(6, tensors.adder);
  }
  InputLayers::Result Apply(const Batch& batch, bool training = false, uint64_t seed = 1) {
    Rng rng(seed, "input");
    return layers.Apply(batch, &norm_layer, training, &rng);
  }
  LayerTensors tensors;
  InputLayers layers;
  NormLayer norm_layer;
};

InputNorm Scalar(double mean, double std) {
  InputNorm norm;
  norm.set_kind(InputNorm::SCALAR);
  norm.add_mean(mean);
  norm.add_std(std);
  return norm;
}

TEST(InputLayers, WithoutAnyTheFeaturesAreStandardised) {
  Made made("", Scalar(1, 2));
  const at::Tensor x = WavyValues({2, 1, 5, 6});
  const auto result = made.Apply({x, IntTensor({5, 3})});
  EXPECT_TRUE(result.features[0].allclose(x[0].sub(1).div(2)));
  EXPECT_EQ(ScalarValue(result.features[1].narrow(1, 3, 2).abs().max()), 0);
}

TEST(InputLayers, StepsActInTheirOrder) {
  Made made(
      "input { decibels { factor: 20 least: 1e-3 } } input { clamp { low: -50 high: 0 } } "
      "input { standardise {} }",
      Scalar(-25, 5));
  const at::Tensor x = at::tensor({1e-9, 1e-3, 1e-2, 0.1, 1.0, 10.0}).view({1, 1, 1, 6});
  const at::Tensor want = at::tensor({-50.0, -50.0, -40.0, -20.0, 0.0, 0.0}).add(25).div(5);
  EXPECT_TRUE(made.Apply({x.to(at::kFloat), {}})
                  .features.view({6})
                  .allclose(want.to(at::kFloat), 1e-5, 1e-4));
}

TEST(InputLayers, TheLearntLogarithmIsLnOfAxPlusBAndHasGradients) {
  Made made("input { learnt_log { a: 3 b: 0.5 per_bin: true } }");
  const at::Tensor x = WavyValues({2, 1, 4, 6}).abs();
  const at::Tensor y = made.Apply({x, {}}).features;
  EXPECT_TRUE(y.allclose(x.mul(3).add(0.5).log(), 1e-5, 1e-6));
  y.sum().backward();
  // d/d(ln a) ln(a x + b) = a x / (a x + b).
  const at::Tensor want = x.mul(3).div(x.mul(3).add(0.5)).sum({0, 1, 2});
  EXPECT_TRUE(made.tensors.tensors.at("input.1.a").grad().allclose(want, 1e-4, 1e-5));
}

TEST(InputLayers, MasksZeroWholeFramesAndBinsInTrainingAlone) {
  Made made("input { time_mask { count: 2 most: 3 } } input { frequency_mask { most: 2 } }");
  const at::Tensor x = at::ones({8, 1, 20, 6});
  EXPECT_TRUE(made.Apply({x, {}}).features.equal(x));
  const at::Tensor y = made.Apply({x, {}}, true).features.squeeze(1);
  bool any_frame = false, any_bin = false;
  for (int64_t i = 0; i < 8; ++i) {
    const at::Tensor frames = y[i].sum(1).eq(0), bins = y[i].sum(0).eq(0);
    const int64_t masked = frames.sum().item<int64_t>();
    EXPECT_LE(masked, 6);
    EXPECT_LE(bins.sum().item<int64_t>(), 2);
    any_frame = any_frame || masked > 0;
    any_bin = any_bin || bins.any().item<bool>();
    // What is zero is a whole row or column.
    const at::Tensor cross = frames.unsqueeze(1).logical_or(bins.unsqueeze(0));
    EXPECT_TRUE(y[i].eq(0).equal(cross));
  }
  EXPECT_TRUE(any_frame);
  EXPECT_TRUE(any_bin);
  EXPECT_TRUE(made.Apply({x, {}}, true).features.squeeze(1).equal(y)) << "the same stream";
  EXPECT_FALSE(made.Apply({x, {}}, true, 2).features.squeeze(1).equal(y)) << "another stream";
}

TEST(InputLayers, TimeMasksStayWithinTheItem) {
  Made made("input { time_mask { count: 1 most: 100 share: 0.5 } }");
  const at::Tensor x = at::ones({16, 1, 20, 6}), lengths = at::full({16}, 4, at::kLong);
  for (uint64_t seed = 0; seed < 10; ++seed) {
    const at::Tensor y = made.Apply({x, lengths}, true, seed).features;
    // Half of four frames at most fall, so that two are left.
    EXPECT_GE(ScalarValue(y.sum({1, 2, 3}).min()), 2 * 6);
  }
}

TEST(InputLayers, MixupMixesRowsAsItSays) {
  Made made("input { mixup { alpha: 1 } }");
  const at::Tensor x = WavyValues({6, 1, 5, 6}), lengths = IntTensor({5, 4, 3, 2, 1, 5});
  const auto result = made.Apply({x, lengths}, true);
  ASSERT_TRUE(result.mix.partner.defined());
  for (int64_t i = 0; i < 6; ++i) {
    const int64_t j = result.mix.partner[i].item<int64_t>();
    const double share = result.mix.share[i].item<float>();
    const int64_t own = lengths[i].item<int64_t>(), other = lengths[j].item<int64_t>();
    EXPECT_EQ(result.lengths[i].item<int64_t>(), std::max(own, other));
    at::Tensor a = x[i].clone(), b = x[j].clone();
    a.narrow(1, own, 5 - own).zero_();
    b.narrow(1, other, 5 - other).zero_();
    EXPECT_TRUE(result.features[i].allclose(a.mul(share).add(b.mul(1 - share)), 1e-5, 1e-6));
  }
  EXPECT_FALSE(made.Apply({x, lengths}).mix.partner.defined()) << "not in evaluation";
}

TEST(InputLayers, WrongLayersAreErrorsThatNameTheirPlace) {
  const struct {
    const char* input;
    const char* says;
  } kCases[] = {
      {"input {}", "input layer 1: it says nothing"},
      {"input { standardise {} } input { log: 0 }", "input layer 2: log is 0"},
      {"input { clamp { low: 1 high: 1 } }", "want low below high"},
      {"input { time_mask { count: 2 } }", "most 0"},
      {"input { mixup { alpha: -1 } }", "alpha 0 to 100"},
      {"input { mixup {} } input { mixup {} }", "a second mixup"},
      {"input { standardise {} } input { standardise {} }", "a second standardise"},
      {"input { learnt_log {} } input { standardise {} }", "behind learnt_log"},
      {"input { noise: -1 }", "noise is -1"},
  };
  for (const auto& c : kCases) {
    const auto made = InputLayers::Create(Config(c.input));
    ASSERT_FALSE(made.ok()) << c.input;
    EXPECT_THAT(made.status().message(), HasSubstr(c.says)) << c.input;
  }
}

}  // namespace
}  // namespace auricle
