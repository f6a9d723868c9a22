// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/networks/emonet_fusion.h"

#include <ATen/Functions.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lib/nn/net/describe.h"
#include "lib/nn/networks/headed_net_testing.h"
#include "lib/nn/networks/nets.h"
#include "lib/nn/torch/runtime.h"
#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

using testing::HasSubstr;

constexpr int kBins = 12;

// Heads a (the core's way, 4 classes) and b (its own, 3).
Network Config() {
  Network config;
  config.set_name("emonet_fusion");
  config.set_bins(kBins);
  config.mutable_wide_resnet()->set_filters(3);
  config.mutable_wide_resnet()->set_top(ATTENTION);
  config.mutable_wide_resnet()->set_input_bn(true);
  config.mutable_recurrent()->set_units(6);
  AddTestHead("a", 4, "", &config);
  AddTestHead("b", 3, "b", &config);
  return config;
}

Batch Items() { return {TestFeatures(4, 22, kBins), IntTensor({22, 17, 12, 4})}; }

// The convolutional part is emonet_cnn's of the golden counts, 2,818,471 with its head.
TEST(EmonetFusion, HasTheParametersOfItsPartsAndAHeadOfBoth) {
  Network config;
  config.set_name("emonet_fusion");
  config.set_bins(128);
  config.mutable_wide_resnet()->set_top(ATTENTION);
  AddTestHead("a", 7, "", &config);
  const auto net = MakeTestNet(config);
  const int64_t norms = 4160, attention = 66048, pooling = 513;
  EXPECT_EQ(TrainableOf(*net, {"pre.", "stage"}), 2709792);
  EXPECT_EQ(TrainableOf(*net, {"core."}), norms + attention + pooling);
  EXPECT_EQ(TrainableOf(*net, {"rnn."}), 4 * 512 * (128 + 512 + 1) + 4 * 512 * (512 + 512 + 1));
  const int64_t both = 256 + 512;
  EXPECT_EQ(TrainableOf(*net, {"head."}), (both + 1) * both / 2 + both + (both / 2 + 1) * 7);
}

TEST(EmonetFusion, PaddingChangesNothingInEvaluation) {
  const auto net = MakeTestNet(Config());
  for (const char* head : {"a", "b"}) {
    ExpectPaddingChangesNothing(net.get(), head, {40, 33, 17, 1, 2},
                                {"stage1.block1", "final", "rnn.layer1", "rnn.layer2"});
  }
}

TEST(EmonetFusion, GradientsAreTheDifferencesOfTheLoss) {
  const auto net = MakeTestNet(Config(), /*training=*/true);
  EXPECT_GT(ExpectGradientsAreDifferences(net.get(), "b", Items(), {"core.", "head.a."}, 0.05), 30);
}

TEST(EmonetFusion, TrainingAnOwnWayChangesNothingOfAnotherHead) {
  ExpectTrainingLeavesOthersAlone(Config(), "b", "a", Items(),
                                  {"pre", "stage1", "stage2", "stage3", "rnn", "core", "head.a"});
}

TEST(EmonetFusion, ThePooledVectorIsThatOfTheConvolutionsAndThenOfTheRecurrence) {
  Network alone = Config();
  alone.set_name("emonet_cnn");
  const auto cnn = MakeTestNet(alone);  // Same names, same first weights.
  alone.set_name("emonet_rnn");
  const auto net = MakeTestNet(Config());
  Request request;
  request.taps = {"pooled"};
  const at::Tensor both = TestPass(net.get(), "b", Items(), request).taps.at("pooled").tensor;
  const at::Tensor first = TestPass(cnn.get(), "b", Items(), request).taps.at("pooled").tensor;
  ASSERT_EQ(both.size(1), 24 + 6);
  EXPECT_TRUE(both.narrow(1, 0, 24).allclose(first, 1e-5, 1e-6));
  EXPECT_GT(ScalarValue(both.narrow(1, 24, 6).abs().min()), 0);
}

TEST(EmonetFusion, EveryTapComesInItsStatedShapeAndAskingForItChangesNoOutput) {
  Network config = Config();
  config.mutable_wide_resnet()->set_top(RECURRENT);
  config.mutable_recurrent()->set_down_pool(4);
  const auto net = MakeTestNet(config);
  const Batch batch{TestFeatures(2, 21, kBins), {}};
  Request request;
  for (const TapInfo& info : net->Taps(21)) request.taps.push_back(info.name);
  EXPECT_THAT(request.taps, testing::IsSupersetOf({"input", "final", "top.layer2", "rnn.down",
                                                   "rnn.layer1", "pooled", "hidden"}));
  for (const char* head : {"a", "b"}) {
    const Outputs outputs = TestPass(net.get(), head, batch, request);
    EXPECT_TRUE(outputs.logits().equal(TestPass(net.get(), head, batch).logits()));
    for (const TapInfo& info : net->Taps(21)) {
      EXPECT_EQ(outputs.taps.at(info.name).tensor.sizes().slice(1).vec(), info.shape) << info.name;
    }
  }
  for (const char* tap : {"final", "top.layer1", "rnn.layer2", "pooled"}) {
    Request part;
    part.taps = {tap};
    part.heads.clear();
    EXPECT_FALSE(TestPass(net.get(), "b", batch, part).logits().defined()) << tap;
  }
}

TEST(EmonetFusion, AFixedTrunkCanBeResumedFrom) {
  Network config = Config();
  config.mutable_recurrent()->set_dropout(0.5);
  const auto net = MakeTestNet(config, /*training=*/true);
  ASSERT_TRUE(net->FreezeUpTo("rnn.layer2").ok());
  EXPECT_EQ(net->FixedTap("b"), "");  // way.b.rnn.pooling is trained.
  ASSERT_TRUE(net->FreezeUpTo("pooled").ok());
  EXPECT_EQ(net->FixedTap("b"), "pooled");
  Request request;
  request.taps = {"pooled"};
  const Outputs whole = TestPass(net.get(), "b", Items(), request);
  request.resume = "pooled";
  const at::Tensor pooled = whole.taps.at("pooled").tensor;
  EXPECT_TRUE(TestPass(net.get(), "b", {pooled, {}}, request).logits().equal(whole.logits()));
}

TEST(EmonetFusion, Bfloat16IsCloseToFloat32) {
  const auto net = MakeTestNet(Config(), /*training=*/true);
  const at::Tensor exact = TestPass(net.get(), "b", Items()).logits().detach();
  at::Tensor rough;
  {
    const AutocastScope autocast(at::DeviceType::CPU, true);
    rough = TestPass(net.get(), "b", Items()).logits();
  }
  EXPECT_EQ(rough.scalar_type(), at::kFloat);
  EXPECT_LT(ScalarValue(rough.sub(exact).norm()), 0.1 * ScalarValue(exact.norm()));
  EXPECT_TRUE(Backward(rough.square().sum()).ok());
}

TEST(EmonetFusion, RefusesWhatItCannotBuildAndIsDescribed) {
  Network config = Config();
  config.mutable_wide_resnet()->set_top(MEAN_8X8);
  EXPECT_THAT(std::string(CreateNet(config, 1).status().message()),
              HasSubstr("a fusion takes any; use ATTENTION"));
  config = Config();
  config.mutable_recurrent()->set_layers(-1);
  EXPECT_THAT(std::string(CreateNet(config, 1).status().message()), HasSubstr("layers -1"));
  EXPECT_THAT(DescribeNet(*MakeTestNet(Config()), 40), HasSubstr("rnn.layer2     [6, 40, 1]\n"));
}

}  // namespace
}  // namespace auricle
