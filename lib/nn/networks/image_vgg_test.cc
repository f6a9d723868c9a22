// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/networks/image_vgg.h"

#include <ATen/Functions.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "lib/nn/net/describe.h"
#include "lib/nn/networks/headed_net_testing.h"
#include "lib/nn/networks/nets.h"
#include "lib/nn/torch/runtime.h"
#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

using testing::HasSubstr;

constexpr int kBins = 40;

Network Config(Top top = ATTENTION) {
  Network config;
  config.set_name("emonet_vgg16");
  config.set_bins(kBins);
  config.mutable_image_vgg()->set_width(1.0 / 16);
  config.mutable_image_vgg()->set_top(top);
  AddTestHead("a", 4, "", &config);
  AddTestHead("b", 3, "", &config);
  return config;
}

Batch Items() { return {TestFeatures(4, 97, kBins), IntTensor({97, 33, 64, 70})}; }

// 14,714,688 is the published number of VGG16's convolutions for pictures.
TEST(ImageVgg, HasThePublishedConvolutionsAndItsOwnEnds) {
  for (const Top top : {GLOBAL_MEAN, ATTENTION, RECURRENT}) {
    Network config;
    config.set_name("emonet_vgg16");
    config.set_bins(128);
    config.mutable_image_vgg()->set_top(top);
    AddTestHead("a", 7, "", &config);
    const auto net = MakeTestNet(config);
    EXPECT_EQ(TrainableOf(*net, {"features."}), 14714688);
    EXPECT_EQ(TrainableOf(*net, {"input.", "core.input."}), 3 + 6);
    EXPECT_EQ(TrainableOf(*net, {"core.attention."}), top == ATTENTION ? 512 * 512 + 2 * 512 : 0);
    // Four bins of 512 channels, a quarter of them to each of two layers of 512 units.
    EXPECT_EQ(TrainableOf(*net, {"top."}),
              top == RECURRENT ? 2049 * 512 + 2 * 4 * 512 * (512 + 512 + 1) : 0);
    EXPECT_EQ(TrainableOf(*net, {"head."}), 513 * 256 + 512 + 257 * 7);
  }
}

TEST(ImageVgg, ConvolutionsBearTorchvisionsNamesAndTheFirstHasThreeChannels) {
  const auto net = MakeTestNet(Config());
  auto tensors = TestTensors(*net);
  for (const int module : {0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28}) {
    ASSERT_TRUE(tensors.count("features." + std::to_string(module) + ".weight")) << module;
    ASSERT_TRUE(tensors.count("features." + std::to_string(module) + ".bias")) << module;
  }
  EXPECT_EQ(tensors.at("features.0.weight").size(1), 3);
}

TEST(ImageVgg, FreezesTheFirstConvolutionsOrAll) {
  for (const int frozen : {0, 1, 5, 13, -1}) {
    Network config = Config();
    config.mutable_image_vgg()->set_freeze_up_to(frozen);
    const auto net = MakeTestNet(config, /*training=*/true);
    int trained = 0;
    for (const NetTensor& tensor : net->Trainable()) {
      trained += absl::StartsWith(tensor.name, "features.") ? 1 : 0;
    }
    EXPECT_EQ(trained, frozen < 0 ? 0 : 2 * (13 - frozen));
    EXPECT_TRUE(Backward(TestPass(net.get(), "a", Items()).logits().square().sum()).ok());
    for (const NetTensor& tensor : net->tensors()) {
      if (tensor.name == "input.weight") {
        EXPECT_TRUE(tensor.tensor.grad().defined());
      }
    }
  }
}

class EveryTop : public testing::TestWithParam<Top> {};

TEST_P(EveryTop, PaddingChangesNothingInEvaluation) {
  const auto net = MakeTestNet(Config(GetParam()));
  ExpectPaddingChangesNothing(net.get(), "b", {97, 33, 64, 50}, {"colours", "conv3_1", "pool5"});
}

TEST_P(EveryTop, TapsComeInTheirStatedShapesAndAskingForThemChangesNoOutput) {
  const auto net = MakeTestNet(Config(GetParam()));
  const Batch batch{TestFeatures(2, 70, kBins), {}};
  Request request;
  for (const TapInfo& info : net->Taps(70)) {
    request.taps.push_back(info.name);
    if (info.has_pre) request.taps.push_back(info.name + ".pre");
  }
  const Outputs outputs = TestPass(net.get(), "a", batch, request);
  EXPECT_TRUE(outputs.logits().equal(TestPass(net.get(), "a", batch).logits()));
  for (const TapInfo& info : net->Taps(70)) {
    const at::Tensor& tap = outputs.taps.at(info.name).tensor;
    EXPECT_EQ(tap.sizes().slice(1).vec(), info.shape) << info.name;
    if (!info.has_pre) continue;
    EXPECT_TRUE(outputs.taps.at(info.name + ".pre").tensor.relu().equal(tap)) << info.name;
  }
}

TEST_P(EveryTop, AFixedTrunkCanBeResumedFrom) {
  const auto net = MakeTestNet(Config(GetParam()), /*training=*/true);
  EXPECT_EQ(net->FixedTap("a"), "");
  ASSERT_TRUE(net->FreezeUpTo("pooled").ok());
  EXPECT_EQ(net->FixedTap("a"), "pooled");
  Request request;
  request.taps = {"pooled"};
  const Outputs whole = TestPass(net.get(), "a", Items(), request);
  request.resume = "pooled";
  const at::Tensor pooled = whole.taps.at("pooled").tensor;
  EXPECT_TRUE(TestPass(net.get(), "a", {pooled, {}}, request).logits().equal(whole.logits()));
}

TEST_P(EveryTop, Bfloat16IsCloseToFloat32) {
  const auto net = MakeTestNet(Config(GetParam()));
  const at::Tensor exact = TestPass(net.get(), "b", Items()).logits().detach();
  const AutocastScope autocast(at::DeviceType::CPU, true);
  const at::Tensor rough = TestPass(net.get(), "b", Items()).logits();
  EXPECT_EQ(rough.scalar_type(), at::kFloat);
  EXPECT_LT(ScalarValue(rough.sub(exact).norm()), 0.1 * ScalarValue(exact.norm()));
}

INSTANTIATE_TEST_SUITE_P(Tops, EveryTop, testing::Values(GLOBAL_MEAN, ATTENTION, RECURRENT));

TEST(ImageVgg, GradientsAreTheDifferencesOfTheLoss) {
  const auto net = MakeTestNet(Config(), /*training=*/true);
  EXPECT_GT(ExpectGradientsAreDifferences(net.get(), "b", Items(), {"head.a."}, 0.05), 12);
}

TEST(ImageVgg, RefusesWhatItCannotBuildAndIsDescribed) {
  const auto error = [](const Network& config) {
    return std::string(CreateNet(config, 1).status().message());
  };
  Network config = Config();
  config.mutable_heads(1)->set_path("b");
  EXPECT_THAT(error(config), HasSubstr("'emonet_vgg16' has no adapters, so no way of its own"));
  config = Config(MEAN_8X8);
  EXPECT_THAT(error(config), HasSubstr("has no top MEAN_8X8"));
  config = Config();
  config.mutable_image_vgg()->set_freeze_up_to(14);
  EXPECT_THAT(error(config), HasSubstr("want 0 to 13 (-1: all)"));
  config = Config();
  config.set_bins(31);
  EXPECT_THAT(error(config), HasSubstr("31 bins, VGG16 needs 32"));
  const std::string text = DescribeNet(*MakeTestNet(Config()), 97);
  EXPECT_THAT(text, HasSubstr("colours  [3, 97, 40]\n"));
  EXPECT_THAT(text, HasSubstr("pool5    [32, 3, 1]\n"));
}

}  // namespace
}  // namespace auricle
