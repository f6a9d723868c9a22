// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/layers/head_layers.h"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "lib/base/rng.h"
#include "lib/nn/net/tap_collector.h"
#include "lib/nn/net/tensor_adder.h"
#include "lib/nn/torch/init.h"
#include "lib/nn/torch/runtime.h"
#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

// A head called "x" and its tensors, filled as a network fills them.
struct Made {
  explicit Made(const HeadLayers::Sizes& sizes) : head("head.x", sizes) {
    const TensorAdder add = {
        [&](const std::string& name, const std::vector<int64_t>& shape, const Init& init, int depth,
            bool decays) {
          EXPECT_FALSE(decays) << name;
          at::Tensor tensor = at::empty(shape, at::kFloat);
          FillTensor(init, 1, name, &tensor);
          depths[name] = depth;
          return tensors[name] = tensor.set_requires_grad(true);
        },
        [&](const std::string& name, const std::vector<int64_t>& shape, double first, int) {
          return tensors[name] = at::full(shape, first, at::kFloat);
        }};
    head.AddHidden(4, add);
    head.AddOutput(5, add);
  }
  at::Tensor Apply(const at::Tensor& x, bool training, uint64_t seed = 1) const {
    Rng rng(seed, "dropout");
    TapCollector taps;  // Nobody asks for any; the output is wanted.
    return head.Apply({x, {}, {}}, {training, &rng, &taps}).item;
  }
  HeadLayers head;
  std::map<std::string, at::Tensor> tensors;
  std::map<std::string, int> depths;
};

at::Tensor Values(int64_t items, int64_t features) {
  return at::arange(items * features, at::kFloat).mul(0.7).sin().view({items, features});
}

TEST(HeadLayers, AreDenseNormReluDense) {
  const Made made({9, 3, 0});
  const auto& t = made.tensors;
  EXPECT_EQ(t.at("head.x.hidden.weight").sizes().vec(), (std::vector<int64_t>{4, 9}));
  t.at("head.x.hidden.norm.running_mean").fill_(0.2);
  t.at("head.x.hidden.norm.running_var").fill_(2);
  const at::Tensor x = Values(5, 9);
  const at::Tensor hidden =
      at::linear(x, t.at("head.x.hidden.weight")).sub(0.2).div(std::sqrt(2.001)).relu();
  const at::Tensor want = at::linear(hidden, t.at("head.x.output.weight"));
  EXPECT_TRUE(made.Apply(x, false).allclose(want, 1e-5, 1e-6));
  EXPECT_EQ(made.depths.at("head.x.hidden.norm.weight"), 4);
  EXPECT_EQ(made.depths.at("head.x.output.bias"), 5);
}

TEST(HeadLayers, FirstWeightsAreGlorots) {
  const Made made({256, 7, 0});
  const double bound = std::sqrt(6.0 / (256 + 128));
  const at::Tensor weight = made.tensors.at("head.x.hidden.weight").detach();
  EXPECT_LE(ScalarValue(weight.abs().max()), bound);
  EXPECT_NEAR(ScalarValue(weight.std()), bound / std::sqrt(3), 1e-3);
  EXPECT_EQ(ScalarValue(made.tensors.at("head.x.output.bias").detach().abs().max()), 0);
}

TEST(HeadLayers, OfTwoClassesTheFirstIsZeroAndTheirSoftmaxIsASigmoid) {
  const Made made({8, 2, 0});
  const at::Tensor logits = made.Apply(Values(3, 8), false).detach();
  const at::Tensor z = logits.select(1, 1);
  EXPECT_EQ(ScalarValue(logits.select(1, 0).abs().max()), 0);
  EXPECT_TRUE(logits.softmax(1).select(1, 1).allclose(z.sigmoid(), 1e-5, 1e-6));
}

TEST(HeadLayers, DropInTrainingOnlyAndByTheStream) {
  const Made made({64, 3, 0.5});
  const at::Tensor x = Values(4, 64);
  const at::Tensor a = made.Apply(x, true, 1);
  EXPECT_TRUE(a.equal(made.Apply(x, true, 1)));
  EXPECT_FALSE(a.equal(made.Apply(x, true, 2)));
  EXPECT_TRUE(made.Apply(x, false, 1).equal(made.Apply(x, false, 2)));
}

TEST(HeadLayers, ComputeInFloat32WhateverAutocastSays) {
  const Made made({64, 3, 0});
  const at::Tensor exact = made.Apply(Values(4, 64), false);
  const AutocastScope autocast(at::DeviceType::CPU, true);
  EXPECT_TRUE(made.Apply(Values(4, 64), false).equal(exact));
}

}  // namespace
}  // namespace auricle
