// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/networks/emonet_rnn.h"

#include <ATen/Functions.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "absl/strings/match.h"
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
  config.set_name("emonet_rnn");
  config.set_bins(kBins);
  config.mutable_recurrent()->set_units(6);
  config.mutable_recurrent()->set_down_pool(3);
  AddTestHead("a", 4, "", &config);
  AddTestHead("b", 3, "b", &config);
  return config;
}

// Everything that may be on, on.
Network Rich(Recurrent::Cell cell) {
  Network config = Config();
  Recurrent* const recurrent = config.mutable_recurrent();
  recurrent->set_cell(cell);
  recurrent->set_bidirectional(true);
  recurrent->set_input_projection(true);
  recurrent->set_attention(true);
  recurrent->set_mfccs(7);
  return config;
}

int64_t DenseCount(int64_t in, int64_t out) { return (in + 1) * out; }

TEST(EmonetRnn, HasAsManyParametersAsItsFormula) {
  for (const bool gru : {false, true}) {
    for (const int64_t directions : {1, 2}) {
      Network config;
      config.set_name("emonet_rnn");
      config.set_bins(128);
      Recurrent* const recurrent = config.mutable_recurrent();
      recurrent->set_cell(gru ? Recurrent::GRU : Recurrent::LSTM);
      recurrent->set_bidirectional(directions == 2);
      AddTestHead("old", 7, "", &config);
      AddTestHead("new", 2, "new", &config);
      // An LSTM has four gates and one bias, a GRU three and two.
      const auto layer = [&](int64_t in) {
        return directions * (gru ? 3 * 512 * (in + 512 + 2) : 4 * 512 * (in + 512 + 1));
      };
      const int64_t h = 512 * directions, adapter = 2 * h + 2 * h * (h / 4);
      const auto net = MakeTestNet(config);
      EXPECT_EQ(TrainableOf(*net, {"layer"}), layer(128) + layer(h));
      EXPECT_EQ(TrainableOf(*net, {"core."}), h + 1);
      EXPECT_EQ(TrainableOf(*net, {"way.new."}), 2 * adapter + h + 1);
      EXPECT_EQ(TrainableOf(*net, {"head.old."}), DenseCount(h, h / 2) + h + DenseCount(h / 2, 7));
      EXPECT_EQ(TrainableOf(*net, {"head.new."}), DenseCount(h, h / 2) + h + DenseCount(h / 2, 1));

      recurrent->set_attention(true);
      recurrent->set_input_projection(true);
      const auto more = MakeTestNet(config);
      const int64_t attention = 2 * 32 * h + 32 + 32 + 1;
      EXPECT_EQ(TrainableOf(*more, {"projection"}), DenseCount(128, 128));
      EXPECT_EQ(TrainableOf(*more, {"core.", "way."}), 2 * attention + 2 * adapter + 2 * (h + 1));
      recurrent->set_share_attention(true);
      recurrent->set_share_pooling(true);
      const auto shared = MakeTestNet(config);
      EXPECT_EQ(CountParameters(*more).total() - CountParameters(*shared).total(),
                attention + h + 1);
      EXPECT_EQ(TrainableOf(*shared, {"core."}), 0);
    }
  }
}

// Defect D14 of EmoNet's original: layers were decayed, by the first norm, where the second was
// meant.
TEST(EmonetRnn, WeightDecayIsForAdapters) {
  const auto net = MakeTestNet(Rich(Recurrent::GRU));
  int decaying = 0;
  for (const NetTensor& tensor : net->tensors()) {
    const bool adapter = absl::EndsWith(tensor.name, "adapter.down.weight") ||
                         absl::EndsWith(tensor.name, "adapter.up.weight");
    EXPECT_EQ(tensor.decays && !tensor.buffer, adapter) << tensor.name;
    decaying += adapter ? 1 : 0;
  }
  EXPECT_EQ(decaying, 4);
}

TEST(EmonetRnn, PaddingChangesNothingInEvaluation) {
  for (const auto cell : {Recurrent::LSTM, Recurrent::GRU}) {
    const auto net = MakeTestNet(Rich(cell));
    for (const char* head : {"a", "b"}) {
      ExpectPaddingChangesNothing(net.get(), head, {40, 33, 17, 1, 2},
                                  {"down", "projected", "layer1", "layer2"});
    }
  }
}

TEST(EmonetRnn, GradientsAreTheDifferencesOfTheLoss) {
  for (const auto cell : {Recurrent::LSTM, Recurrent::GRU}) {
    const auto net = MakeTestNet(Rich(cell), /*training=*/true);
    const Batch batch{TestFeatures(4, 22, kBins), IntTensor({22, 17, 12, 4})};
    EXPECT_GT(ExpectGradientsAreDifferences(net.get(), "b", batch, {"core.", "head.a."}, 0.02), 15);
  }
}

TEST(EmonetRnn, TrainingAnOwnWayChangesNothingOfAnotherHead) {
  Network config = Rich(Recurrent::LSTM);
  config.mutable_recurrent()->set_dropout(0.2);
  ExpectTrainingLeavesOthersAlone(config, "b", "a",
                                  {TestFeatures(3, 22, kBins), IntTensor({22, 16, 9})},
                                  {"projection", "layer1", "layer2", "core", "head.a"});
}

TEST(EmonetRnn, EveryTapComesInItsStatedShapeAndAskingForItChangesNoOutput) {
  const auto net = MakeTestNet(Rich(Recurrent::LSTM));
  const Batch batch{TestFeatures(2, 21, kBins), {}};
  Request request;
  for (const TapInfo& info : net->Taps(21)) request.taps.push_back(info.name);
  EXPECT_THAT(request.taps, testing::ElementsAre("input", "down", "projected", "layer1", "layer2",
                                                 "pooled", "hidden"));
  for (const char* head : {"a", "b"}) {
    const Outputs outputs = TestPass(net.get(), head, batch, request);
    EXPECT_TRUE(outputs.logits().equal(TestPass(net.get(), head, batch).logits()));
    for (const TapInfo& info : net->Taps(21)) {
      EXPECT_EQ(outputs.taps.at(info.name).tensor.sizes().slice(1).vec(), info.shape) << info.name;
    }
  }
  Request part;
  part.taps = {"layer1"};
  part.heads.clear();
  EXPECT_FALSE(TestPass(net.get(), "b", batch, part).logits().defined());
  EXPECT_THAT(std::string(net->ResolveTap("layer3").status().message()),
              HasSubstr("did you mean 'layer"));
}

TEST(EmonetRnn, DropoutActsInTrainingAloneAndRecurrentDropoutTakesTheSameSteps) {
  for (const auto cell : {Recurrent::LSTM, Recurrent::GRU}) {
    Network config = Rich(cell);
    const Batch batch{TestFeatures(3, 22, kBins), IntTensor({22, 16, 9})};
    const auto logits = [&](double dropout, double recurrent, uint64_t seed) {
      config.mutable_recurrent()->set_dropout(dropout);
      config.mutable_recurrent()->set_recurrent_dropout(recurrent);
      const auto net = MakeTestNet(config, /*training=*/true);
      return TestPass(net.get(), "b", batch, {}, seed).logits().detach();
    };
    const at::Tensor plain = logits(0, 0, 1);
    EXPECT_TRUE(logits(0, 1e-9, 1).allclose(plain, 1e-3, 1e-4));  // By its own steps, all kept.
    EXPECT_FALSE(logits(0, 0.5, 1).allclose(plain, 1e-2, 1e-2));
    EXPECT_TRUE(logits(0, 0.5, 1).equal(logits(0, 0.5, 1)));
    EXPECT_FALSE(logits(0.5, 0, 1).allclose(plain, 1e-2, 1e-2));
    const auto net = MakeTestNet(config, /*training=*/true);  // Of the last, with dropout.
    Request bare;
    bare.heads = {"b"};
    EXPECT_THAT(std::string(net->Forward(batch, bare).status().message()),
                HasSubstr("needs a random stream"));
    net->SetTraining(false);
    EXPECT_TRUE(TestPass(net.get(), "b", batch, {}, 1)
                    .logits()
                    .equal(TestPass(net.get(), "b", batch, {}, 2).logits()));
  }
}

TEST(EmonetRnn, AFixedTrunkCanBeResumedFrom) {
  Network config = Rich(Recurrent::LSTM);
  config.mutable_recurrent()->set_dropout(0.5);
  const auto net = MakeTestNet(config, /*training=*/true);
  EXPECT_EQ(net->FixedTap("b"), "");
  ASSERT_TRUE(net->FreezeUpTo("layer2").ok());
  EXPECT_EQ(net->FixedTap("b"), "");
  ASSERT_TRUE(net->Freeze("way.b.pooling").ok());
  EXPECT_EQ(net->FixedTap("b"), "pooled");
  EXPECT_EQ(net->FixedTap("a"), "");  // core.pooling is trained.
  const Batch batch{TestFeatures(3, 22, kBins), IntTensor({22, 16, 9})};
  Request request;
  request.taps = {"pooled"};
  const Outputs whole = TestPass(net.get(), "b", batch, request);
  request.taps.clear();
  request.resume = "pooled";
  const Outputs resumed = TestPass(net.get(), "b", {whole.taps.at("pooled").tensor, {}}, request);
  EXPECT_TRUE(resumed.logits().equal(whole.logits()));
}

TEST(EmonetRnn, Bfloat16ChangesNothing) {
  const auto net = MakeTestNet(Rich(Recurrent::LSTM));
  const Batch batch{TestFeatures(4, 40, kBins), {}};
  const at::Tensor exact = TestPass(net.get(), "b", batch).logits();
  const AutocastScope autocast(at::DeviceType::CPU, true);
  EXPECT_TRUE(TestPass(net.get(), "b", batch).logits().equal(exact));
}

TEST(EmonetRnn, ABackwardLayerIsTheForwardOneOfReversedFrames) {
  Network config = Config();
  Recurrent* const recurrent = config.mutable_recurrent();
  recurrent->set_bidirectional(true);
  recurrent->set_layers(1);
  recurrent->set_down_pool(1);
  const auto net = MakeTestNet(config);
  auto tensors = TestTensors(*net);
  for (const char* name : {"input.weight", "recurrent.weight", "bias"}) {
    tensors.at(std::string("layer1.reverse.") + name)
        .copy_(tensors.at(std::string("layer1.") + name));
  }
  Request request;
  request.taps = {"layer1"};
  const at::Tensor x = TestFeatures(1, 9, kBins);
  const at::Tensor there = TestPass(net.get(), "a", {x, {}}, request).taps.at("layer1").tensor;
  const at::Tensor back =
      TestPass(net.get(), "a", {x.flip({2}), {}}, request).taps.at("layer1").tensor;
  EXPECT_TRUE(there.narrow(1, 6, 6).allclose(back.narrow(1, 0, 6).flip({2}), 1e-5, 1e-6));
}

TEST(EmonetRnn, RefusesWhatItCannotBuild) {
  const auto error = [](const std::function<void(Recurrent*)>& change) {
    Network config = Config();
    change(config.mutable_recurrent());
    return std::string(CreateNet(config, 1).status().message());
  };
  EXPECT_THAT(error([](Recurrent* r) { r->set_mfccs(13); }), HasSubstr("13 cepstra of 12 bands"));
  EXPECT_THAT(error([](Recurrent* r) { r->set_units(3); }), HasSubstr("units 3, want 4 to 65536"));
  EXPECT_THAT(error([](Recurrent* r) { r->set_dropout(1); }), HasSubstr("dropout 1, want 0 or"));
  EXPECT_THAT(error([](Recurrent* r) { r->set_down_pool(-1); }), HasSubstr("mean of -1 frames"));
}

TEST(EmonetRnn, IsDescribedWithItsTapsAndCounts) {
  Network config;
  config.set_name("emonet_rnn");
  config.set_bins(128);
  AddTestHead("a", 7, "", &config);
  const std::string text = DescribeNet(*MakeTestNet(config), 155);
  EXPECT_THAT(text, HasSubstr("down    [128, 20, 1]\n"));
  EXPECT_THAT(text, HasSubstr("layer2  [512, 20, 1]\n"));
  EXPECT_THAT(text, HasSubstr("parameters: 3,546,120 (trainable 3,546,120, frozen 0)"));
}

}  // namespace
}  // namespace auricle
