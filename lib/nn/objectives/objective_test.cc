// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/objectives/objective.h"

#include <ATen/Functions.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "lib/base/rng.h"
#include "lib/nn/objectives/antitransfer.h"
#include "lib/nn/torch/runtime.h"
#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const ObjectiveContext kContext = {{"a", "b", "c"}, {6, 3, 0}, ""};

Loss Make(const std::string& text) {
  absl::StatusOr<Loss> loss = Loss::Create(text, kContext);
  EXPECT_TRUE(loss.ok()) << loss.status();
  return *std::move(loss);
}

std::string Error(const std::string& text) {
  const absl::StatusOr<Loss> loss = Loss::Create(text, kContext);
  return loss.ok() ? "no error" : std::string(loss.status().message());
}

double Scalar(const LossValue& value, const std::string& name) {
  for (const NamedScalar& scalar : value.scalars) {
    if (scalar.first == name) return ScalarValue(scalar.second);
  }
  ADD_FAILURE() << "no scalar " << name;
  return 0;
}

LossValue Apply(const Loss& loss, const Step& step) {
  absl::StatusOr<LossValue> value = loss(step);
  EXPECT_TRUE(value.ok()) << value.status();
  return *std::move(value);
}

// Logits of three items, of classes 0, 2 and unknown.
Step Supervised() {
  Step step;
  step.output().item = FloatTensor({1, 2, 3, 0.5, -1, 0, 4, 4, 4}, {3, 3}).set_requires_grad(true);
  step.target().classes = IntTensor({0, 2, -1});
  return step;
}

// -log softmax of the items' own classes.
const double kFirst = std::log(std::exp(1) + std::exp(2) + std::exp(3)) - 1;
const double kSecond = std::log(std::exp(0.5) + std::exp(-1) + 1);

TEST(CrossEntropy, IsTheMeanOverLabelledItems) {
  const Step step = Supervised();
  const LossValue value = Apply(Make("cross_entropy"), step);
  EXPECT_NEAR(Scalar(value, "loss"), (kFirst + kSecond) / 2, 1e-6);
  ASSERT_TRUE(Backward(value.total).ok());
  EXPECT_EQ(step.output().item.grad()[2].abs().sum().item<float>(), 0);
}

TEST(CrossEntropy, WeighsItemsAndClasses) {
  Step step = Supervised();
  step.target().weights = FloatTensor({1, 3, 1}, {3});
  EXPECT_NEAR(Scalar(Apply(Make("cross_entropy"), step), "loss"), (kFirst + 3 * kSecond) / 4, 1e-6);
  EXPECT_NEAR(Scalar(Apply(Make("cross_entropy(class_weights=[2,1,1])"), step), "loss"),
              (2 * kFirst + 3 * kSecond) / 5, 1e-6);
  // Balanced: 9 / (3 · 6) for class a, 0 for class c, which the training part has not got.
  EXPECT_NEAR(Scalar(Apply(Make("cross_entropy(class_weights=balanced)"), step), "loss"), kFirst,
              1e-6);
}

// 2 of class a, 3 of class c; the mean is over 2 items, of their own weights over 1 + 3.
TEST(CrossEntropy, DividesByItemsWhereAsked) {
  Step step = Supervised();
  const Loss loss = Make("cross_entropy(class_weights=[2,1,3],divide_by=items)");
  EXPECT_NEAR(Scalar(Apply(loss, step), "loss"), (2 * kFirst + 3 * kSecond) / 2, 1e-6);
  step.target().weights = FloatTensor({1, 3, 1}, {3});
  EXPECT_NEAR(Scalar(Apply(loss, step), "loss"), (2 * kFirst + 9 * kSecond) / 4, 1e-6);
  step.target().classes = IntTensor({-1, -1, -1});
  EXPECT_EQ(Scalar(Apply(loss, step), "loss"), 0);
}

TEST(CrossEntropy, SmoothingMovesAShareOfTheTargetToAllClasses) {
  const Step step = Supervised();
  const at::Tensor log_p = at::log_softmax(step.output().item.detach(), 1);
  const double spread = -(ScalarValue(log_p[0].mean()) + ScalarValue(log_p[1].mean())) / 2;
  EXPECT_NEAR(Scalar(Apply(Make("cross_entropy(smoothing=0.2)"), step), "loss"),
              0.8 * (kFirst + kSecond) / 2 + 0.2 * spread, 1e-6);
}

TEST(CrossEntropy, TakesDistributionsWhereThereAreNoClasses) {
  Step hard = Supervised(), soft = Supervised();
  hard.target().classes = IntTensor({0, 2, 1});
  soft.target().classes = at::Tensor();
  soft.target().shares = FloatTensor({1, 0, 0, 0, 0, 1, 0, 1, 0}, {3, 3});
  for (const char* text : {"cross_entropy", "cross_entropy(smoothing=0.3,class_weights=[1,2,5])"}) {
    EXPECT_NEAR(Scalar(Apply(Make(text), hard), "loss"), Scalar(Apply(Make(text), soft), "loss"),
                1e-6);
  }
}

TEST(CrossEntropy, OfABatchWithoutLabelsIsZeroNotNan) {
  Step step = Supervised();
  step.target().classes = IntTensor({-1, -1, -1});
  const LossValue value = Apply(Make("cross_entropy"), step);
  EXPECT_EQ(Scalar(value, "loss"), 0);
  ASSERT_TRUE(Backward(value.total).ok());
  EXPECT_EQ(step.output().item.grad().abs().sum().item<float>(), 0);
}

Tap Wave(double phase) {
  return {at::arange(24, at::kFloat).mul(0.3).add(phase).sin().relu().view({2, 3, 2, 2}), {}};
}

Step WithTaps() {
  Step step = Supervised();
  for (const char* tap : {"conv1_1", "pool2"}) {
    step.current().taps[tap] = Wave(tap[0] == 'c' ? 0.1 : 0.7);
    step.current().taps[tap].tensor.set_requires_grad(true);
    step.passes[{PassKey::FROZEN, ""}].taps[tap] = Wave(2);
  }
  return step;
}

// Defect D16 of the anti-transfer original: of several layers only the last was
// logged, and no record said which they were.
TEST(Loss, SumsFactoredTermsAndNamesWhatEachAdds) {
  const Step step = WithTaps();
  const Loss loss = Make("cross_entropy, 0.5*antitransfer(at=[conv1_1,pool2], beta=3)");
  EXPECT_EQ(loss.text(), "cross_entropy,0.5*antitransfer(at=[conv1_1,pool2],beta=3)");
  EXPECT_THAT(loss.needs().at(PassKey()).taps, ElementsAre("conv1_1", "pool2"));
  EXPECT_EQ(loss.needs().at({PassKey::FROZEN, ""}).taps, loss.needs().at(PassKey()).taps);
  const LossValue value = Apply(loss, step);
  AntiTransferOptions options;
  options.beta = 3;
  double sum = 0;
  for (const char* tap : {"conv1_1", "pool2"}) {
    const double one = ScalarValue(*AntiTransfer(
        step.current().taps.at(tap), step.passes.at({PassKey::FROZEN, ""}).taps.at(tap), options));
    EXPECT_NEAR(Scalar(value, std::string("antitransfer/") + tap), one, 1e-6);
    sum += one;
  }
  EXPECT_NEAR(Scalar(value, "antitransfer"), 0.5 * sum, 1e-6);
  EXPECT_NEAR(Scalar(value, "loss"), Scalar(value, "cross_entropy") + 0.5 * sum, 1e-6);
  // Of its 6 maps, those of the phases 3.7 … 4.6 and 4.9 … 5.8 are negative before the ReLU.
  EXPECT_NEAR(Scalar(value, "antitransfer/conv1_1/dead_share"), 2.0 / 6, 1e-6);
  ASSERT_TRUE(Backward(value.total).ok());
  for (const char* tap : {"conv1_1", "pool2"}) {
    EXPECT_GT(step.current().taps.at(tap).tensor.grad().norm().item<float>(), 0) << tap;
  }
}

TEST(Loss, ATermWithoutGradientCostsAndLogsTheSameAndTrainsNothing) {
  const Step plain = WithTaps(), control = WithTaps();
  const LossValue a = Apply(Make("cross_entropy,antitransfer(at=pool2)"), plain);
  const LossValue b = Apply(Make("cross_entropy,antitransfer(at=pool2,no_gradient=true)"), control);
  ASSERT_EQ(a.scalars.size(), b.scalars.size());
  for (size_t i = 0; i < a.scalars.size(); ++i) {
    EXPECT_EQ(a.scalars[i].first, b.scalars[i].first);
    EXPECT_EQ(ScalarValue(a.scalars[i].second), ScalarValue(b.scalars[i].second));
  }
  ASSERT_TRUE(Backward(a.total).ok());
  ASSERT_TRUE(Backward(b.total).ok());
  EXPECT_TRUE(plain.current().taps.at("pool2").tensor.grad().defined());
  EXPECT_FALSE(control.current().taps.at("pool2").tensor.grad().defined());
  EXPECT_TRUE(plain.output().item.grad().equal(control.output().item.grad()));
}

TEST(Loss, StochasticPairsAreDrawnFromTheStepsStream) {
  const Loss loss = Make("antitransfer(at=pool2,aggregation=stochastic_pairwise)");
  Step step = WithTaps();
  EXPECT_FALSE(loss(step).ok());
  std::set<double> values;
  for (int seed = 0; seed < 20; ++seed) {
    Rng a(seed, "loss"), b(seed, "loss");
    step.rng = &a;
    const double value = Scalar(Apply(loss, step), "loss");
    step.rng = &b;
    EXPECT_EQ(Scalar(Apply(loss, step), "loss"), value);
    values.insert(value);
  }
  EXPECT_EQ(values.size(), 3);  // 3 / 2 = 1 of 3 channels.
}

TEST(Loss, RepeatedTermsAreNumbered) {
  const LossValue value = Apply(Make("cross_entropy,2*cross_entropy(smoothing=0.1)"), Supervised());
  EXPECT_GT(Scalar(value, "cross_entropy#2"), Scalar(value, "cross_entropy"));
}

TEST(Loss, AStepThatLacksATapIsAnErrorThatNamesIt) {
  const Loss loss = Make("antitransfer(at=pool2)");
  Step step = WithTaps();
  step.passes[{PassKey::FROZEN, ""}].taps.erase("pool2");
  EXPECT_THAT(std::string(loss(step).status().message()),
              HasSubstr("'pool2' of the frozen network"));
  step.passes.erase({PassKey::FROZEN, ""});
  EXPECT_FALSE(loss(step).ok());
  step.current().taps.clear();
  EXPECT_THAT(std::string(loss(step).status().message()), HasSubstr("of the current network"));
}

// A map without a value has no greatest one, of which the share of dead channels is made.
TEST(Loss, WhatLibTorchThrowsInATermIsAStatusThatNamesTheTerm) {
  Step step = WithTaps();
  for (Outputs* outputs : {&step.current(), &step.passes[{PassKey::FROZEN, ""}]}) {
    outputs->taps["pool2"].tensor = at::ones({2, 3, 0, 2}, at::kFloat);
  }
  const auto value = Make("cross_entropy,antitransfer(at=pool2)")(step);
  EXPECT_EQ(value.status().code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(value.status().message()), HasSubstr("antitransfer: torch: "));
}

TEST(Loss, WrongNamesAndValuesAreErrorsThatSayWhatThereIs) {
  EXPECT_THAT(Error("cross_entrpy"), HasSubstr("did you mean 'cross_entropy'"));
  EXPECT_THAT(Error("antitransfer"), HasSubstr("needs a tap, as in antitransfer(at=conv4_2)"));
  EXPECT_THAT(Error("antitransfer(at=conv4_2,bta=1)"), HasSubstr("did you mean 'beta'"));
  EXPECT_THAT(Error("antitransfer(at=conv4_2,beta=-1)"), HasSubstr("want a number from 0"));
  EXPECT_THAT(Error("antitransfer(at=conv4_2,scope=bach)"), HasSubstr("want example, batch"));
  EXPECT_THAT(Error("antitransfer(at=[x,x])"), HasSubstr("names a tap twice"));
  EXPECT_THAT(Error("cross_entropy(smoothing=[1,2])"), HasSubstr("want one number"));
  EXPECT_THAT(Error("cross_entropy(class_weights=[1,2])"), HasSubstr("want 3, one per class"));
  EXPECT_THAT(Error("cross_entropy(class_weights=[1,x,2])"), HasSubstr("class_weights=x"));
  EXPECT_THAT(Error("focal(class_weights=[1,2])"), HasSubstr("focal has 2 class weights, want 3"));
  EXPECT_THAT(Error("focal(divide_by=item)"), HasSubstr("want weights, items"));
  EXPECT_THAT(Error("focal(alpha=2)"), HasSubstr("want a number from 0 to 1"));
}

TEST(ObjectiveHelp, ListsEveryKindInOrder) {
  const std::string help = ObjectiveHelp();
  std::string last;
  for (const ObjectiveKind& kind : ObjectiveKinds()) {
    EXPECT_LT(last, kind.name);
    last = kind.name;
    EXPECT_THAT(help, HasSubstr(last + ": "));
  }
}

}  // namespace
}  // namespace auricle
