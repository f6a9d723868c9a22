// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/objectives/binary_cross_entropy.h"

#include <ATen/Functions.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "lib/nn/objectives/objective.h"
#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

using testing::HasSubstr;

LossValue Apply(const std::string& text, const Step& step, const ObjectiveContext& context = {}) {
  const absl::StatusOr<Loss> loss = Loss::Create(text, context);
  EXPECT_TRUE(loss.ok()) << loss.status();
  const absl::StatusOr<LossValue> value = (*loss)(step);
  EXPECT_TRUE(value.ok()) << value.status();
  return *value;
}

at::Tensor WavyFrames() { return at::arange(12, at::kFloat).mul(0.7).sin().mul(3).view({2, 3, 2}); }

at::Tensor Logits() { return at::tensor({2.0F, -1.0F, 0.5F, 30.0F, -30.0F, 0.0F}).view({2, 3}); }

TEST(BinaryCrossEntropy, IsLibTorchsOverWhatIsKnown) {
  Step step;
  step.output().item = Logits();
  step.target().tags = at::tensor({1.0F, 0.0F, 1.0F, 1.0F, 0.0F, 0.25F}).view({2, 3});
  const at::Tensor each = at::binary_cross_entropy_with_logits(Logits(), step.target().tags, {}, {},
                                                               at::Reduction::None);
  EXPECT_NEAR(ScalarValue(Apply("binary_cross_entropy", step).total), ScalarValue(each.mean()),
              1e-6);
  step.target().tag_mask = at::tensor({1.0F, 0.0F, 1.0F, 0.0F, 0.0F, 1.0F}).view({2, 3});
  const double want = ScalarValue(each.mul(step.target().tag_mask).sum()) / 3;
  EXPECT_NEAR(ScalarValue(Apply("binary_cross_entropy", step).total), want, 1e-6);
  step.target().tag_mask.zero_();
  EXPECT_EQ(ScalarValue(Apply("binary_cross_entropy", step).total), 0) << "nothing is known";
}

TEST(BinaryCrossEntropy, PositivesCountWhatIsSaid) {
  Step step;
  step.output().item = Logits();
  step.target().tags = at::tensor({1.0F, 0.0F, 1.0F, 0.0F, 0.0F, 1.0F}).view({2, 3});
  const at::Tensor weight = at::tensor({3.0F, 1.0F, 0.5F});
  const at::Tensor want =
      at::binary_cross_entropy_with_logits(Logits(), step.target().tags, {}, weight);
  const auto value = Apply("binary_cross_entropy(positive_weight=[3,1,0.5])", step);
  EXPECT_NEAR(ScalarValue(value.total), ScalarValue(want), 1e-6);
  ObjectiveContext context{{"a", "b", "c"}, {25, 50, 67}, "", 100};
  const auto balanced = Apply("binary_cross_entropy(positive_weight=balanced)", step, context);
  const at::Tensor ratios = at::tensor({3.0F, 1.0F, 33.0F / 67});
  const at::Tensor other =
      at::binary_cross_entropy_with_logits(Logits(), step.target().tags, {}, ratios);
  EXPECT_NEAR(ScalarValue(balanced.total), ScalarValue(other), 1e-6);
}

TEST(BinaryCrossEntropy, SmoothingMovesTruthsTowardsTheMiddle) {
  Step step;
  step.output().item = Logits();
  step.target().tags = at::tensor({1.0F, 0.0F, 1.0F, 0.0F, 0.0F, 1.0F}).view({2, 3});
  const at::Tensor smooth = step.target().tags.mul(0.8).add(0.1);
  EXPECT_NEAR(ScalarValue(Apply("binary_cross_entropy(smoothing=0.2)", step).total),
              ScalarValue(at::binary_cross_entropy_with_logits(Logits(), smooth)), 1e-6);
}

TEST(BinaryCrossEntropy, AnItemCountsItsWeightAndSharesAreTruths) {
  Step step;
  step.output().item = Logits();
  step.target().shares = at::tensor({0.5F, 0.25F, 0.25F, 0.0F, 0.0F, 1.0F}).view({2, 3});
  const at::Tensor each = at::binary_cross_entropy_with_logits(Logits(), step.target().shares, {},
                                                               {}, at::Reduction::None);
  EXPECT_NEAR(ScalarValue(Apply("binary_cross_entropy", step).total), ScalarValue(each.mean()),
              1e-6);
  step.target().weights = at::tensor({0.5F, 2.0F});
  const at::Tensor of_items = each.mean(1).mul(step.target().weights);
  EXPECT_NEAR(ScalarValue(Apply("binary_cross_entropy", step).total),
              ScalarValue(of_items.sum()) / 2.5, 1e-6);
}

TEST(BinaryCrossEntropy, ClassesAreOneTagEachAndUnknownOnesCountNothing) {
  Step step;
  step.output().item = Logits();
  step.target().classes = IntTensor({2, -1});
  const at::Tensor tags = at::tensor({0.0F, 0.0F, 1.0F}).view({1, 3});
  const at::Tensor want = at::binary_cross_entropy_with_logits(Logits().narrow(0, 0, 1), tags);
  EXPECT_NEAR(ScalarValue(Apply("binary_cross_entropy", step).total), ScalarValue(want), 1e-6);
}

TEST(BinaryCrossEntropy, FramesCountWhereTheyAreValidAndKnown) {
  Step step;
  step.output().frame = WavyFrames();
  step.output().item = at::zeros({2, 2});
  step.target().frames = at::tensor({1.0F, 0.0F, 0.0F, 1.0F, 0.0F, 0.0F,  //
                                     0.0F, 1.0F, 1.0F, 1.0F, 0.0F, 1.0F})
                             .view({2, 3, 2});
  const at::Tensor each = at::binary_cross_entropy_with_logits(
      step.output().frame, step.target().frames, {}, {}, at::Reduction::None);
  EXPECT_NEAR(ScalarValue(Apply("binary_cross_entropy", step).total), ScalarValue(each.mean()),
              1e-6);
  step.output().lengths = IntTensor({3, 2});
  at::Tensor valid = at::ones({2, 3, 2});
  valid.select(0, 1).select(0, 2).zero_();
  EXPECT_NEAR(ScalarValue(Apply("binary_cross_entropy", step).total),
              ScalarValue(each.mul(valid).sum()) / 10, 1e-6);
  step.target().frame_mask = at::ones({2, 3, 2});
  step.target().frame_mask.select(2, 0).zero_();
  const at::Tensor known = valid.mul(step.target().frame_mask);
  EXPECT_NEAR(ScalarValue(Apply("binary_cross_entropy", step).total),
              ScalarValue(each.mul(known).sum()) / 5, 1e-6);
  step.target().tags = at::tensor({0.0F, 1.0F, 1.0F, 0.0F}).view({2, 2});
  const auto both = Apply("binary_cross_entropy(level=both)", step);
  EXPECT_NEAR(ScalarValue(both.total), ScalarValue(each.mul(known).sum()) / 5 + std::log(2.0),
              1e-6);
}

TEST(BinaryCrossEntropy, WhatIsMissingIsAnErrorThatSaysSo) {
  Step step;
  step.output().item = Logits();
  const absl::StatusOr<Loss> loss =
      Loss::Create("binary_cross_entropy(level=frame)", ObjectiveContext());
  ASSERT_TRUE(loss.ok());
  EXPECT_THAT((*loss)(step).status().message(), HasSubstr("needs a head of frames"));
  EXPECT_THAT(Loss::Create("binary_cross_entropy(positive_weight=[1,2])",
                           ObjectiveContext{{"a", "b", "c"}, {}, ""})
                  .status()
                  .message(),
              HasSubstr("want 3"));
}

TEST(Loss, SupervisedTermsAreSummedOverHeadsAndPenaltiesAreNot) {
  const std::vector<ObjectiveContext> heads = {{{"x", "y"}, {}, "a"}, {{"u", "v", "w"}, {}, "b"}};
  const absl::StatusOr<Loss> loss = Loss::Create("cross_entropy,antitransfer(at=t)", heads);
  ASSERT_TRUE(loss.ok()) << loss.status();
  Step step;
  step.current().heads["a"].item = Logits().narrow(1, 0, 2);
  step.current().heads["b"].item = Logits();
  step.targets["a"].classes = IntTensor({0, 1});
  step.targets["b"].classes = IntTensor({2, 0});
  const at::Tensor map = at::arange(32, at::kFloat).sin().view({2, 4, 2, 2});
  step.current().taps["t"].tensor = map;
  step.passes[{PassKey::FROZEN, ""}].taps["t"].tensor = map.cos();
  const absl::StatusOr<LossValue> value = (*loss)(step);
  ASSERT_TRUE(value.ok()) << value.status();
  std::map<std::string, double> scalars;
  for (const NamedScalar& scalar : value->scalars)
    scalars[scalar.first] = ScalarValue(scalar.second);
  EXPECT_NEAR(scalars.at("cross_entropy"),
              scalars.at("a/cross_entropy") + scalars.at("b/cross_entropy"), 1e-6);
  EXPECT_NEAR(scalars.at("loss"), scalars.at("cross_entropy") + scalars.at("antitransfer"), 1e-6);
  EXPECT_EQ(scalars.count("a/antitransfer"), 0);
}

}  // namespace
}  // namespace auricle
