// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/layers/layer_module.h"

#include <ATen/Functions.h>
#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "lib/nn/layers/layer_testing.h"
#include "lib/nn/torch/mask.h"
#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

using testing::HasSubstr;

struct Made {
  explicit Made(const std::string& text, LayerShape in = {3, 12, false}, int64_t frames = 0) {
    Layer layer;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &layer)) << text;
    status = MakeLayer(layer, {"x", in, frames, 1}, tensors.adder);
  }
  const LayerModule& operator*() const { return **status; }
  at::Tensor Apply(const at::Tensor& x, at::Tensor lengths = {}) const {
    return (*status)->Apply(x, &lengths, {});
  }
  LayerTensors tensors;
  absl::StatusOr<std::unique_ptr<LayerModule>> status = absl::UnknownError("");
};

// Every layer of maps, each item of a padded batch is as it is alone, and zero behind.
TEST(LayerModule, PaddingChangesNothing) {
  for (const char* text :
       {"convolution { channels: 4 kernel: 3 }",
        "convolution { channels: 4 kernel: [5, 3] stride: [2, 1] }",
        "convolution { channels: 6 kernel: 3 dilation: 2 groups: 3 no_bias: true }",
        "convolution { channels: 4 kernel: [4, 2] padding: VALID }", "batch_norm {}",
        "activation: SIGMOID", "activation: SOFTPLUS", "activation: ELU", "pool { size: [2, 3] }",
        "pool { kind: MEAN size: 3 stride: 2 }", "flatten { keep_time: true }",
        "global_pool { kind: MEAN }", "global_pool { kind: MAX }",
        "global_pool { kind: MEAN_MAX mean_of_bins: true }", "global_pool { kind: MEAN_STD }",
        "global_pool { kind: MAX bins_only: true }", "dense { units: 5 }",
        "residual { layer { convolution { channels: 3 kernel: 3 } } layer { activation: RELU } }",
        "residual { layer { convolution { channels: 7 kernel: 3 } } }"}) {
    const Made made(text);
    ASSERT_TRUE(made.status.ok()) << made.status.status();
    at::Tensor lengths = IntTensor({20, 13, 9});
    const at::Tensor x = ZeroPadding(WavyValues({3, 3, 20, 12}), lengths);
    const at::Tensor together = (*made).Apply(x, &lengths, {});
    for (int64_t i = 0; i < 3; ++i) {
      const int64_t own = std::vector<int64_t>{20, 13, 9}[i];
      const at::Tensor alone = made.Apply(x.narrow(0, i, 1).narrow(2, 0, own));
      if ((*made).out().vector) {
        EXPECT_TRUE(together.narrow(0, i, 1).allclose(alone, 1e-4, 1e-5)) << text;
        continue;
      }
      const int64_t left = alone.size(2);
      EXPECT_EQ(left, (*made).FramesOut(own)) << text;
      EXPECT_EQ(lengths[i].item<int64_t>(), left) << text;
      EXPECT_EQ(alone.size(1), (*made).out().channels) << text;
      EXPECT_EQ(alone.size(3), (*made).out().bins) << text;
      EXPECT_TRUE(together.narrow(0, i, 1).narrow(2, 0, left).allclose(alone, 1e-4, 1e-5)) << text;
      const int64_t rest = together.size(2) - left;
      if (rest == 0) continue;
      EXPECT_EQ(ScalarValue(together.narrow(0, i, 1).narrow(2, left, rest).abs().max()), 0) << text;
    }
  }
}

TEST(LayerModule, RecurrentLayersReadEachItemToItsOwnEnd) {
  const Made made("recurrent { units: 4 layers: 2 bidirectional: true cell: GRU }", {3, 1, false});
  ASSERT_TRUE(made.status.ok()) << made.status.status();
  at::Tensor lengths = IntTensor({11, 6});
  const at::Tensor x = ZeroPadding(WavyValues({2, 3, 11, 1}), lengths);
  const at::Tensor together = (*made).Apply(x, &lengths, {});
  EXPECT_EQ(together.sizes().vec(), (std::vector<int64_t>{2, 8, 11, 1}));
  const at::Tensor alone = made.Apply(x.narrow(0, 1, 1).narrow(2, 0, 6));
  EXPECT_TRUE(together.narrow(0, 1, 1).narrow(2, 0, 6).allclose(alone, 1e-5, 1e-6));
}

TEST(LayerModule, ConvolutionIsLibTorchsWithItsPadding) {
  const Made made("convolution { channels: 4 kernel: [3, 5] stride: [2, 1] pad: [1, 0] }");
  const auto& t = made.tensors.tensors;
  const at::Tensor x = WavyValues({2, 3, 9, 12});
  const at::Tensor want =
      at::conv2d(x, t.at("x.weight"), t.at("x.bias"), {2, 1}, at::IntArrayRef({1, 0}));
  EXPECT_TRUE(made.Apply(x).equal(want));
}

TEST(LayerModule, FlattenOfAWindowHasChannelsFramesBinsInThisOrder) {
  const Made made("flatten {}", {2, 3, false}, 4);
  ASSERT_TRUE(made.status.ok()) << made.status.status();
  const at::Tensor x = WavyValues({5, 2, 4, 3});
  EXPECT_TRUE(made.Apply(x.contiguous(at::MemoryFormat::ChannelsLast)).equal(x.reshape({5, 24})));
  EXPECT_EQ((*made).out().channels, 24);
}

TEST(LayerModule, WhatDoesNotFitIsAnErrorThatNamesTheLayerAndWhatItMayBe) {
  const struct {
    const char* text;
    LayerShape in;
    const char* says;
  } kCases[] = {
      {"", {3, 12, false}, "want one of convolution"},
      {"convolution { channels: 4 }", {3, 12, false}, "no kernel"},
      {"convolution { channels: 0 kernel: 3 }", {3, 12, false}, "to 0 channels"},
      {"convolution { channels: 4 kernel: 3 groups: 2 }", {3, 12, false}, "in 2 groups"},
      {"convolution { channels: 4 kernel: [3, 3, 3] }", {3, 12, false}, "kernel is [3, 3, 3]"},
      {"convolution { channels: 4 kernel: [1, 14] padding: VALID }",
       {3, 12, false},
       "14 bins on 12"},
      {"convolution { channels: 4 kernel: 3 }", {3, 1, true}, "it reads maps"},
      {"pool { size: [2, 13] }", {3, 12, false}, "pools 13 bins of 12"},
      {"activation: GLU", {3, 12, false}, "halves the channels"},
      {"dropout: 1", {3, 12, false}, "dropout is 1"},
      {"flatten {}", {3, 12, false}, "windows of fixed length"},
      {"recurrent { units: 3 }", {3, 12, false}, "keep_time"},
      {"dense { units: -1 }", {3, 1, true}, "-1 units"},
      {"residual {}", {3, 12, false}, "no layers"},
      {"residual { layer { pool { size: 2 } } }", {3, 12, false}, "changes the number of frames"},
  };
  for (const auto& c : kCases) {
    const Made made(c.text, c.in);
    ASSERT_FALSE(made.status.ok()) << c.text;
    EXPECT_EQ(made.status.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(made.status.status().message(), HasSubstr("layer 'x'")) << c.text;
    EXPECT_THAT(made.status.status().message(), HasSubstr(c.says)) << c.text;
  }
}

}  // namespace
}  // namespace auricle
