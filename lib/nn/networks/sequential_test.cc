// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/networks/sequential.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "lib/nn/net/describe.h"
#include "lib/nn/networks/headed_net_testing.h"
#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

using testing::HasSubstr;

constexpr char kBody[] = R"(
  sequential {
    layer { convolution { channels: 4 kernel: 3 } }
    layer { batch_norm {} }
    layer { activation: RELU }
    layer { pool { size: [2, 2] } }
    layer { name: "deep" convolution { channels: 6 kernel: [3, 3] } }
    layer { activation: RELU }
  })";

Network Config(const std::string& text) {
  Network config;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &config)) << text;
  config.set_name("sequential");
  config.set_bins(12);
  return config;
}

Network Headed(const std::string& text) {
  Network config = Config(text);
  AddTestHead("item", 3, "", &config);
  AddTestHead("frame", 2, "", &config);
  config.mutable_heads(1)->set_level(Head::FRAME);
  config.mutable_heads(1)->set_activation(Head::SIGMOID);
  return config;
}

TEST(Sequential, HeadsOfItemsAndFramesShareOnePass) {
  const auto net = MakeTestNet(Headed(kBody));
  const at::Tensor x = TestFeatures(2, 16, 12);
  Request request;
  request.heads = {"item", "frame"};
  const auto both = net->Forward({x, {}}, request);
  ASSERT_TRUE(both.ok()) << both.status();
  EXPECT_EQ(both->heads.at("item").item.sizes().vec(), (std::vector<int64_t>{2, 3}));
  EXPECT_EQ(both->heads.at("frame").frame.sizes().vec(), (std::vector<int64_t>{2, 8, 2}));
  EXPECT_EQ(both->heads.at("frame").item.sizes().vec(), (std::vector<int64_t>{2, 2}));
  for (const char* head : {"item", "frame"}) {
    const Outputs alone = TestPass(net.get(), head, {x, {}});
    EXPECT_TRUE(alone.logits().equal(both->heads.at(head).item)) << head;
  }
}

TEST(Sequential, PaddingChangesNothing) {
  const auto net = MakeTestNet(Headed(kBody));
  ExpectPaddingChangesNothing(net.get(), "item", {16, 9, 4}, {"convolution1", "deep"});
  ExpectPaddingChangesNothing(net.get(), "frame", {16, 9, 4}, {"activation2"});
}

TEST(Sequential, GradientsAreDifferences) {
  const Batch batch = {TestFeatures(3, 12, 12), IntTensor({12, 7, 10})};
  for (const auto& [head, other] : {std::pair("item", "head.frame"), {"frame", "head.item"}}) {
    const auto net = MakeTestNet(Headed(kBody), /*training=*/true);
    EXPECT_GT(ExpectGradientsAreDifferences(net.get(), head, batch, {other}, 1e-3), 4) << head;
  }
}

TEST(Sequential, TapsHaveNamesShapesAndDepths) {
  const auto net = MakeTestNet(Headed(kBody));
  std::vector<std::string> names;
  for (const TapInfo& tap : net->Taps(10)) names.push_back(tap.name);
  EXPECT_THAT(names, testing::ElementsAre("input", "convolution1", "batch_norm1", "activation1",
                                          "pool1", "deep", "activation2", "pooled"));
  EXPECT_EQ(net->Taps(10)[4].shape, (std::vector<int64_t>{4, 5, 6}));
  EXPECT_EQ(net->MinFrames(), 2);
  EXPECT_THAT(net->ResolveTap("deeep").status().message(), HasSubstr("deep"));
  ASSERT_TRUE(net->FreezeUpTo("deep").ok());
  EXPECT_EQ(net->FixedTap("item"), "pooled") << "nothing of the body is trained";
  EXPECT_EQ(net->FixedTap("frame"), "") << "frames are not in the vector";
}

TEST(Sequential, CountsItsParameters) {
  const auto net = MakeTestNet(Headed(kBody));
  // 4·9+4, 2·4, 6·4·9+6, then 3·6+3 and 2·6+2 of the heads.
  EXPECT_EQ(CountParameters(*net).total(), 40 + 8 + 222 + 21 + 14);
}

TEST(Sequential, MixupAndMasksActInTrainingAndSayHow) {
  const auto net = MakeTestNet(
      Headed(std::string(kBody) + "input { standardise {} } input { mixup { alpha: 1 } } "
                                  "input { time_mask { most: 4 } }"),
      /*training=*/true);
  const Outputs outputs = TestPass(net.get(), "item", {TestFeatures(4, 16, 12), {}});
  EXPECT_TRUE(outputs.mix.partner.defined());
  net->SetTraining(false);
  EXPECT_FALSE(TestPass(net.get(), "item", {TestFeatures(4, 16, 12), {}}).mix.partner.defined());
  net->SetTraining(true);
  Request request;
  request.heads = {"item"};
  EXPECT_THAT(net->Forward({TestFeatures(4, 16, 12), {}}, request).status().message(),
              HasSubstr("random stream"));
}

TEST(Sequential, ABodyThatEndsWithVectorsTellsItems) {
  Network config = Config(
      "sequential { layer { convolution { channels: 4 kernel: 3 } } layer { activation: RELU } "
      "layer { flatten {} } layer { dense { units: 5 } } } windows { frames: 8 }");
  AddTestHead("item", 3, "", &config);
  const auto net = MakeTestNet(config);
  EXPECT_EQ(net->MinFrames(), 8);
  EXPECT_EQ(TestPass(net.get(), "", {TestFeatures(2, 8, 12), {}}).logits().size(1), 3);
  Request request;
  EXPECT_THAT(net->Forward({TestFeatures(2, 9, 12), {}}, request).status().message(),
              HasSubstr("flatten wants 8"));
  config.mutable_heads(0)->set_level(Head::FRAME);
  EXPECT_THAT(MakeSequential(config).status().message(), HasSubstr("tells frames"));
}

TEST(Sequential, WrongListsAreErrorsThatLeadOn) {
  EXPECT_THAT(MakeSequential(Headed("")).status().message(), HasSubstr("--network=FILE"));
  EXPECT_THAT(MakeSequential(Headed("sequential { layer { name: \"a\" activation: RELU } layer { "
                                    "name: \"a\" activation: RELU } }"))
                  .status()
                  .message(),
              HasSubstr("another's name"));
  EXPECT_THAT(MakeSequential(Headed("sequential { layer { name: \"a.b\" activation: RELU } }"))
                  .status()
                  .message(),
              HasSubstr("without '.'"));
}

}  // namespace
}  // namespace auricle
