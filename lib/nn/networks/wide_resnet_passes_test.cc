// SPDX-License-Identifier: Apache-2.0
// What the network's passes do, and what they leave alone.
#include <ATen/Functions.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "lib/base/rng.h"
#include "lib/nn/net/net.h"
#include "lib/nn/networks/headed_net_testing.h"
#include "lib/nn/torch/runtime.h"
#include "lib/nn/torch/tensors.h"
#include "protos/network.pb.h"

namespace auricle {
namespace {

using testing::HasSubstr;

constexpr int kBins = 24;

// Heads a (the core's way, 4 classes) and b (its own, 3).
Network Config(Top top = ATTENTION, int bins = kBins) {
  Network config;
  config.set_name("emonet_cnn");
  config.set_bins(bins);
  config.mutable_wide_resnet()->set_top(top);
  config.mutable_wide_resnet()->set_filters(3);
  AddTestHead("a", 4, "", &config);
  AddTestHead("b", 3, "b", &config);
  return config;
}

at::Tensor Features(int64_t items, int64_t frames, int64_t bins = kBins) {
  return TestFeatures(items, frames, bins);
}

// One step of gradient descent on <logits, direction>.
void Step(Net* net, const std::string& head, const Batch& batch, double rate = 0.01) {
  const at::Tensor logits = TestPass(net, head, batch).logits();
  const at::Tensor direction = at::arange(logits.numel(), at::kFloat).sin().view(logits.sizes());
  ASSERT_TRUE(Backward(logits.mul(direction).sum()).ok());
  for (const NetTensor& tensor : net->Trainable()) {
    if (!tensor.tensor.grad().defined()) continue;
    tensor.tensor.detach().sub_(tensor.tensor.grad(), rate);
    tensor.tensor.mutable_grad().reset();
  }
}

class EveryTop : public testing::TestWithParam<Top> {};

TEST_P(EveryTop, HasItsTapsInTheirStatedShapesAndAskingForThemChangesNoOutput) {
  Network config = Config(GetParam(), 64);
  config.mutable_windows()->set_frames(61);
  const auto net = MakeTestNet(config);
  for (const char* head : {"a", "b"}) {
    const Batch batch{Features(2, 61, 64), {}};
    const at::Tensor plain = TestPass(net.get(), head, batch).logits();
    Request request;
    for (const TapInfo& info : net->Taps(61)) {
      request.taps.push_back(info.name);
      if (info.has_pre) request.taps.push_back(info.name + ".pre");
    }
    const Outputs outputs = TestPass(net.get(), head, batch, request);
    EXPECT_TRUE(outputs.logits().equal(plain));
    for (const TapInfo& info : net->Taps(61)) {
      const at::Tensor& tap = outputs.taps.at(info.name).tensor;
      EXPECT_EQ(tap.sizes().slice(1).vec(), info.shape) << info.name;
      if (!info.has_pre) continue;
      EXPECT_TRUE(outputs.taps.at(info.name + ".pre").tensor.relu().equal(tap)) << info.name;
    }
    request.taps = {"stage2.block1"};
    request.heads.clear();
    const Outputs part = TestPass(net.get(), head, batch, request);
    EXPECT_FALSE(part.logits().defined());
    EXPECT_TRUE(
        part.taps.at("stage2.block1").tensor.equal(outputs.taps.at("stage2.block1").tensor));
  }
}

TEST(WideResnetPass, TwoClassesShareAUnit) {
  Network config = Config();
  AddTestHead("two", 2, "", &config);
  const auto net = MakeTestNet(config);
  const at::Tensor logits = TestPass(net.get(), "two", {Features(3, 20), {}}).logits();
  EXPECT_EQ(logits.sizes().vec(), (std::vector<int64_t>{3, 2}));
  EXPECT_EQ(ScalarValue(logits.narrow(1, 0, 1).abs().max()), 0);
  EXPECT_GT(ScalarValue(logits.narrow(1, 1, 1).abs().min()), 0);
  EXPECT_EQ(TestTensors(*net).at("head.two.output.weight").size(0), 1);
}

TEST(WideResnetPass, ZeroAdaptersMakeAnOwnWayTheCores) {
  Network config = Config();
  config.mutable_heads(1)->add_classes("c3");
  const auto net = MakeTestNet(config);
  auto tensors = TestTensors(*net);
  for (auto& [name, tensor] : tensors) {
    if (absl::StrContains(name, ".adapter.")) tensor.zero_();
    if (absl::StartsWith(name, "core.")) tensors.at("way.b." + name.substr(5)).copy_(tensor);
    if (absl::StartsWith(name, "head.a.")) tensors.at("head.b." + name.substr(7)).copy_(tensor);
  }
  const Batch batch{Features(2, 21), IntTensor({21, 14})};
  EXPECT_TRUE(
      TestPass(net.get(), "a", batch).logits().equal(TestPass(net.get(), "b", batch).logits()));
  tensors.at("way.b.stage1.block1.conv1.adapter.weight").fill_(0.1);
  EXPECT_FALSE(
      TestPass(net.get(), "a", batch).logits().equal(TestPass(net.get(), "b", batch).logits()));
}

TEST(WideResnetPass, AdaptersInsideTheKernelsAreTheAdaptersBesideThem) {
  const auto net = MakeTestNet(Config(GLOBAL_MEAN));
  const Batch batch{Features(3, 21), IntTensor({21, 14, 9})};
  const at::Tensor beside = TestPass(net.get(), "b", batch).logits().detach();
  const NoGradScope no_grad;
  const at::Tensor inside = TestPass(net.get(), "b", batch).logits();
  EXPECT_TRUE(inside.allclose(beside, 1e-4, 1e-5));
  EXPECT_FALSE(inside.equal(beside));  // Or this would test nothing.
}

TEST(WideResnetPass, DropoutTouchesOnAnOwnWayTheAdaptersOnly) {
  Network config = Config();
  config.mutable_wide_resnet()->set_dropout1(0.3);
  config.mutable_wide_resnet()->set_dropout2(0.5);
  const auto net = MakeTestNet(config, /*training=*/true);
  const Batch batch{Features(2, 21), {}};
  const auto differ = [&](const std::string& head) {
    return !TestPass(net.get(), head, batch, {}, 1)
                .logits()
                .equal(TestPass(net.get(), head, batch, {}, 2).logits());
  };
  EXPECT_TRUE(differ("a"));
  EXPECT_TRUE(differ("b"));
  for (auto& [name, tensor] : TestTensors(*net)) {
    if (absl::StrContains(name, ".adapter.")) tensor.zero_();
  }
  EXPECT_FALSE(differ("b"));
  Request without_stream;
  without_stream.heads = {"a"};
  EXPECT_FALSE(net->Forward(batch, without_stream).ok());
  net->SetTraining(false);
  EXPECT_FALSE(differ("a"));
}

TEST(WideResnetPass, TrainingAnOwnWayChangesNothingOfAnotherHead) {
  Network config = Config();
  config.mutable_wide_resnet()->set_input_bn(true);
  config.mutable_wide_resnet()->set_dropout2(0.5);
  const auto net = MakeTestNet(config, /*training=*/true);
  const Batch batch{Features(3, 21), IntTensor({21, 16, 9})};
  for (int i = 0; i < 3; ++i) Step(net.get(), "a", batch);
  for (const char* part : {"pre", "stage1", "stage2", "stage3", "core", "head.a"}) {
    ASSERT_TRUE(net->Freeze(part).ok());
  }
  const auto evaluate = [&](const char* head) {
    net->SetTraining(false);
    const at::Tensor logits = TestPass(net.get(), head, batch).logits();
    net->SetTraining(true);
    return logits;
  };
  const at::Tensor a = evaluate("a"), b = evaluate("b");
  std::map<std::string, at::Tensor> before;
  for (const auto& [name, tensor] : TestTensors(*net)) before[name] = tensor.clone();
  EXPECT_EQ(net->FixedTap("b"), "");
  for (int i = 0; i < 3; ++i) Step(net.get(), "b", batch);
  EXPECT_TRUE(evaluate("a").equal(a));
  EXPECT_FALSE(evaluate("b").equal(b));
  for (const auto& [name, tensor] : TestTensors(*net)) {
    const bool own = absl::StartsWith(name, "way.b.") || absl::StartsWith(name, "head.b.");
    // A bias before a batch norm has no gradient but for rounding.
    if (absl::EndsWith(name, "hidden.bias")) continue;
    EXPECT_EQ(tensor.equal(before.at(name)), !own) << name;
  }
}

TEST_P(EveryTop, PaddingChangesNothingInEvaluation) {
  Network config = Config(GetParam(), 64);
  config.mutable_wide_resnet()->set_input_bn(true);
  if (GetParam() == MEAN_8X8) config.mutable_windows()->set_frames(64);
  for (int i = 0; i < 2; ++i) {
    config.mutable_heads(i)->mutable_input_norm()->set_kind(InputNorm::SCALAR);
    config.mutable_heads(i)->mutable_input_norm()->add_mean(0.3 + i);
    config.mutable_heads(i)->mutable_input_norm()->add_std(2);
  }
  const auto net = MakeTestNet(config);
  const std::vector<int64_t> lengths = {64, 33, 50, 1, 19};
  const at::Tensor padded = at::full({5, 1, 64, 64}, 1e3, at::kFloat);  // Any rubbish.
  for (int i = 0; i < 5; ++i) {
    padded[i].narrow(1, 0, lengths[i]).copy_(Features(5, 64, 64)[i].narrow(1, 0, lengths[i]));
  }
  Request request;
  request.taps = {"stage1.block1", "final"};
  for (const char* head : {"a", "b"}) {
    const Outputs together = TestPass(net.get(), head, {padded, IntTensor(lengths)}, request);
    for (int i = 0; i < 5; ++i) {
      at::Tensor one = padded.narrow(0, i, 1).narrow(2, 0, lengths[i]);
      at::Tensor alone_lengths;
      if (GetParam() == MEAN_8X8) {  // It takes no other length; the padding is another.
        one = at::constant_pad_nd(one, {0, 0, 0, 64 - lengths[i]}, -7);
        alone_lengths = IntTensor({lengths[i]});
      }
      const Outputs alone = TestPass(net.get(), head, {one, alone_lengths}, request);
      EXPECT_TRUE(together.logits().narrow(0, i, 1).allclose(alone.logits(), 1e-4, 1e-5)) << i;
      const Tap& tap = together.taps.at("stage1.block1");
      const int64_t valid = tap.lengths.data_ptr<int64_t>()[i];
      EXPECT_EQ(valid, (lengths[i] + 1) / 2);
      const at::Tensor want = alone.taps.at("stage1.block1").tensor[0].narrow(1, 0, valid);
      EXPECT_TRUE(tap.tensor[i].narrow(1, 0, valid).allclose(want, 1e-5, 1e-5));
      EXPECT_EQ(ScalarValue(tap.tensor[i].narrow(1, valid, 32 - valid).abs().sum()), 0);
    }
  }
}
INSTANTIATE_TEST_SUITE_P(Tops, EveryTop,
                         testing::Values(GLOBAL_MEAN, ATTENTION, MEAN_8X8, RECURRENT));

TEST(WideResnetPass, TrainingStatisticsAndGradientsDoNotSeePadding) {
  const at::Tensor x = Features(3, 21);
  const at::Tensor padded = at::constant_pad_nd(x, {0, 0, 0, 11}, 1e3);
  const auto tight = MakeTestNet(Config(), true), wide = MakeTestNet(Config(), true);
  for (const char* head : {"a", "b"}) {
    ASSERT_NO_FATAL_FAILURE(Step(tight.get(), head, {x, {}}));
    ASSERT_NO_FATAL_FAILURE(Step(wide.get(), head, {padded, IntTensor({21, 21, 21})}));
  }
  auto want = TestTensors(*tight);
  for (const auto& [name, tensor] : TestTensors(*wide)) {
    EXPECT_TRUE(tensor.allclose(want.at(name), 1e-3, 2e-5)) << name;
  }
}

// Along the gradient of each tensor, by central differences; float32 and kinks leave some percent.
TEST(WideResnetPass, GradientsAreTheDifferencesOfTheLoss) {
  Network config = Config(ATTENTION, 16);
  config.mutable_wide_resnet()->set_input_bn(true);
  const auto net = MakeTestNet(config, /*training=*/true);
  const Batch batch{Features(4, 18, 16), IntTensor({18, 17, 12, 9})};
  const at::Tensor direction = at::arange(12, at::kFloat).mul(1.3).cos().view({4, 3});
  const auto loss = [&] { return TestPass(net.get(), "b", batch).logits().mul(direction).sum(); };
  ASSERT_TRUE(Backward(loss()).ok());
  const NoGradScope no_grad;
  int checked = 0;
  for (const NetTensor& tensor : net->Trainable()) {
    const bool used = !absl::StartsWith(tensor.name, "core.") && tensor.name[5] != 'a';
    ASSERT_EQ(tensor.tensor.grad().defined(), used) << tensor.name;
    if (!used) continue;
    const at::Tensor grad = tensor.tensor.grad();
    const double norm = ScalarValue(grad.norm());
    if (norm < 0.02) continue;  // Mostly rounding: what the next batch norm takes away.
    const at::Tensor step = grad.mul(3e-4 / norm);
    tensor.tensor.add_(step);
    const double above = ScalarValue(loss());
    tensor.tensor.sub_(step, 2);
    const double slope = (above - ScalarValue(loss())) / 6e-4;
    tensor.tensor.add_(step);
    EXPECT_NEAR(slope / norm, 1, 0.05) << tensor.name << " " << norm;
    ++checked;
  }
  EXPECT_GT(checked, 40);
}

TEST(WideResnetPass, FrozenKernelsGetNoGradientAndTheirWaysStillDo) {
  const auto net = MakeTestNet(Config(), /*training=*/true);
  for (const NetTensor& tensor : net->tensors()) {
    const bool kernel = tensor.tensor.size(-1) == 3 && tensor.tensor.dim() == 4;
    if (kernel) {
      ASSERT_TRUE(net->Freeze(tensor.name).ok());
    }
  }
  ASSERT_TRUE(
      Backward(TestPass(net.get(), "b", {Features(2, 21), {}}).logits().square().sum()).ok());
  for (const NetTensor& tensor : net->tensors()) {
    if (absl::StartsWith(tensor.name, "way.b.") && !tensor.buffer) {
      EXPECT_TRUE(tensor.tensor.grad().defined()) << tensor.name;
    } else if (!absl::StartsWith(tensor.name, "head.b.")) {
      EXPECT_FALSE(tensor.tensor.grad().defined()) << tensor.name;
    }
  }
}

TEST(WideResnetPass, AFixedTrunkIsPassedAsInEvaluationAndCanBeResumedFrom) {
  Network config = Config();
  config.mutable_wide_resnet()->set_dropout2(0.5);
  config.mutable_wide_resnet()->set_share_top(true);
  const auto net = MakeTestNet(config, /*training=*/true);
  EXPECT_EQ(net->FixedTap("a"), "");
  ASSERT_TRUE(net->FreezeUpTo("final").ok());
  EXPECT_EQ(net->FixedTap("b"), "");  // core.attention is on both ways.
  ASSERT_TRUE(net->Freeze("core.attention").ok());
  EXPECT_EQ(net->FixedTap("a"), "pooled");
  EXPECT_EQ(net->FixedTap("b"), "pooled");
  const Batch batch{Features(3, 21), IntTensor({21, 20, 5})};
  std::map<std::string, at::Tensor> before;
  for (const auto& [name, tensor] : TestTensors(*net)) before[name] = tensor.clone();
  Request request;
  request.taps = {"pooled", "hidden"};
  const Outputs whole = TestPass(net.get(), "b", batch, request);
  const at::Tensor pooled = whole.taps.at("pooled").tensor;
  EXPECT_FALSE(pooled.requires_grad());
  EXPECT_TRUE(pooled.equal(TestPass(net.get(), "b", batch, request, 9).taps.at("pooled").tensor));
  for (const auto& [name, tensor] : TestTensors(*net)) {
    if (!absl::StartsWith(name, "head.b.")) {
      EXPECT_TRUE(tensor.equal(before.at(name))) << name;
    }
  }
  request.resume = "pooled";
  const Outputs resumed = TestPass(net.get(), "b", {pooled, {}}, request);
  EXPECT_TRUE(resumed.logits().equal(whole.logits()));
  EXPECT_TRUE(resumed.taps.at("hidden").tensor.equal(whole.taps.at("hidden").tensor));
  const auto error = [&](const Batch& b, const Request& r) {
    return std::string(net->Forward(b, r).status().message());
  };
  request.heads = {"b"};
  request.taps = {"pre"};
  EXPECT_THAT(error({pooled, {}}, request), HasSubstr("'pre' lies before 'pooled'"));
  request.taps.clear();
  EXPECT_THAT(error(batch, request), HasSubstr("want float32 [items, 24]"));
  request.resume = "final";
  EXPECT_THAT(error({pooled, {}}, request), HasSubstr("cannot be resumed from 'final'"));
}

TEST(WideResnetPass, TheSameSeedGivesTheSameBytes) {
  Network config = Config();
  config.mutable_wide_resnet()->set_dropout2(0.5);
  config.mutable_wide_resnet()->set_head_dropout(0.2);
  const auto a = MakeTestNet(config, true, 5), b = MakeTestNet(config, true, 5),
             c = MakeTestNet(config, true, 6);
  const Batch batch{Features(3, 21), IntTensor({21, 20, 5})};
  for (Net* net : {a.get(), b.get(), c.get()}) {
    for (const char* head : {"a", "b"}) ASSERT_NO_FATAL_FAILURE(Step(net, head, batch));
  }
  auto same = TestTensors(*b), other = TestTensors(*c);
  for (const auto& [name, tensor] : TestTensors(*a)) {
    EXPECT_TRUE(tensor.equal(same.at(name))) << name;
    // What no weight has a part in.
    if (absl::EndsWith(name, "output.bias")) continue;
    EXPECT_FALSE(tensor.equal(other.at(name))) << name;
  }
}

// The head's batch norm, of four items, makes more of what is off.
TEST(WideResnetPass, Bfloat16IsCloseToFloat32) {
  for (const Top top : {GLOBAL_MEAN, ATTENTION, RECURRENT}) {
    SCOPED_TRACE(top);
    const auto net = MakeTestNet(Config(top), /*training=*/true);
    const Batch batch{Features(4, 40), IntTensor({40, 31, 20, 8})};
    Request request;
    request.taps = {"final", "pooled"};
    const Outputs exact = TestPass(net.get(), "b", batch, request);
    Outputs rough;
    {
      const AutocastScope autocast(at::DeviceType::CPU, true);
      rough = TestPass(net.get(), "b", batch, request);
    }
    EXPECT_EQ(rough.logits().scalar_type(), at::kFloat);
    const auto off = [](const at::Tensor& a, const at::Tensor& b) {
      return ScalarValue(a.detach().to(at::kFloat).sub(b.detach()).norm()) /
             ScalarValue(b.detach().norm());
    };
    EXPECT_LT(off(rough.taps["final"].tensor, exact.taps.at("final").tensor), 0.05);
    EXPECT_LT(off(rough.taps["pooled"].tensor, exact.taps.at("pooled").tensor), 0.08);
    EXPECT_LT(off(rough.logits(), exact.logits()), 0.25);
    EXPECT_FALSE(rough.logits().equal(exact.logits()));
    ASSERT_TRUE(Backward(rough.logits().square().sum()).ok());
  }
}

TEST(WideResnetPass, WrongRequestsAreRefusedWithWhatIsWanted) {
  Network config = Config(MEAN_8X8, 64);
  config.mutable_windows()->set_frames(64);
  const auto net = MakeTestNet(config);
  const auto error = [&](int64_t frames, int64_t bins, const std::string& head) {
    Request request;
    request.heads = {head};
    return std::string(net->Forward({Features(1, frames, bins), {}}, request).status().message());
  };
  EXPECT_THAT(error(64, 64, ""), HasSubstr("has 2 heads; say which: a, b"));
  EXPECT_THAT(error(64, 64, "c"), HasSubstr("has no head 'c'"));
  EXPECT_THAT(error(64, 63, "a"), HasSubstr("63 bins, the network takes 64"));
  EXPECT_THAT(error(60, 64, "a"), HasSubstr("60 frames, top MEAN_8X8 of this network wants 64"));
  EXPECT_EQ(error(64, 64, "a"), "");
}

TEST(WideResnetPass, InputNormIsTheHeadsOwnUntilItIsSetForAll) {
  Network config = Config();
  InputNorm norm;
  norm.set_kind(InputNorm::SCALAR);
  norm.add_mean(1);
  norm.add_std(2);
  *config.mutable_heads(1)->mutable_input_norm() = norm;
  const auto net = MakeTestNet(config);
  const at::Tensor x = Features(2, 20);
  const auto input = [&](const char* head) {
    Request request;
    request.taps = {"input"};
    return TestPass(net.get(), head, {x, {}}, request).taps.at("input").tensor;
  };
  EXPECT_TRUE(input("a").equal(x));
  EXPECT_TRUE(input("b").allclose(x.sub(1).div(2), 1e-6, 1e-6));
  ASSERT_TRUE(net->SetInputNorm(norm).ok());
  EXPECT_TRUE(input("a").equal(input("b")));
  EXPECT_EQ(net->config().heads(0).input_norm().mean(0), 1);
}

}  // namespace
}  // namespace auricle
