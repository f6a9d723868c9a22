// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/layers/frame_head.h"

#include <ATen/Functions.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lib/nn/layers/layer_testing.h"
#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

Head MakeConfig(Head::Pooling pooling, Head::Activation activation = Head::SIGMOID) {
  Head head;
  head.set_name("h");
  head.set_level(Head::FRAME);
  head.set_activation(activation);
  head.set_pooling(pooling);
  for (const char* name : {"a", "b", "c"}) head.add_classes(name);
  return head;
}

struct Made {
  explicit Made(const Head& config) : head(config, "head.h", 4) {
    head.AddOutput(1, tensors.adder);
  }
  HeadOutput Apply(const at::Tensor& frames, const at::Tensor& lengths = {}) const {
    return head.Apply({{}, frames, lengths}, {});
  }
  LayerTensors tensors;
  FrameHead head;
};

at::Tensor Probability(const at::Tensor& logits) { return at::sigmoid(logits); }

TEST(FrameHead, PoolsProbabilitiesAsItsFormulasRead) {
  const at::Tensor x = WavyValues({2, 7, 4});
  for (const Head::Pooling pooling :
       {Head::LINEAR_SOFTMAX, Head::MEAN, Head::MAX, Head::ATTENTION}) {
    const Made made(MakeConfig(pooling));
    const HeadOutput output = made.Apply(x);
    const at::Tensor p = Probability(output.frame);
    at::Tensor want;
    if (pooling == Head::MEAN) want = p.mean(1);
    if (pooling == Head::MAX) want = p.amax(1);
    if (pooling == Head::LINEAR_SOFTMAX) want = p.square().sum(1).div(p.sum(1));
    if (pooling == Head::ATTENTION) {
      const auto& t = made.tensors.tensors;
      const at::Tensor w = at::softmax(
          at::linear(x, t.at("head.h.attention.weight"), t.at("head.h.attention.bias")), 2);
      want = w.mul(p).sum(1).div(w.sum(1));
    }
    EXPECT_TRUE(Probability(output.item).allclose(want, 1e-4, 1e-5)) << pooling;
  }
}

TEST(FrameHead, PaddingChangesNothing) {
  const at::Tensor lengths = IntTensor({7, 3});
  at::Tensor x = WavyValues({2, 7, 4});
  x.select(0, 1).narrow(0, 3, 4).zero_();
  for (const Head::Pooling pooling :
       {Head::LINEAR_SOFTMAX, Head::MEAN, Head::MAX, Head::ATTENTION}) {
    const Made made(MakeConfig(pooling));
    const at::Tensor together = made.Apply(x, lengths).item;
    const at::Tensor alone = made.Apply(x.narrow(0, 1, 1).narrow(1, 0, 3)).item;
    EXPECT_TRUE(together.narrow(0, 1, 1).allclose(alone, 1e-4, 1e-5)) << pooling;
  }
}

TEST(FrameHead, OfSoftmaxTheItemsProbabilitiesSumToOne) {
  const Made made(MakeConfig(Head::MEAN, Head::SOFTMAX));
  const HeadOutput output = made.Apply(WavyValues({2, 5, 4}));
  const at::Tensor mean = at::softmax(output.frame, 2).mean(1);
  EXPECT_TRUE(at::softmax(output.item, 1).allclose(mean, 1e-4, 1e-5));
}

TEST(FrameHead, OutputsStayFiniteWhereAFrameIsCertain) {
  const Made made(MakeConfig(Head::MAX));
  const at::Tensor item = made.Apply(WavyValues({1, 3, 4}).mul(1e6)).item;
  EXPECT_TRUE(at::isfinite(item).all().item<bool>());
}

TEST(MakeHead, RefusesWhatTheBodyDoesNotGive) {
  HeadOptions vectors;
  vectors.sizes.pooled = 8;
  EXPECT_THAT(MakeHead(MakeConfig(Head::MEAN), vectors).status().message(),
              testing::HasSubstr("tells frames"));
  HeadOptions frames;
  frames.sizes.frames = 8;
  Head items = MakeConfig(Head::MEAN);
  items.set_level(Head::ITEM);
  EXPECT_THAT(MakeHead(items, frames).status().message(), testing::HasSubstr("tells items"));
}

}  // namespace
}  // namespace auricle
