// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/objectives/item_loss.h"

#include <ATen/Functions.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "lib/nn/objectives/objective.h"
#include "lib/nn/torch/runtime.h"
#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

using nlohmann::json;
using testing::HasSubstr;

// Reference: testdata/golden/emonet_golden.json, in float64.
const json& Golden() {
  static const auto* const golden = [] {
    std::ifstream file("testdata/golden/emonet_golden.json");
    return new json(json::parse(file));
  }();
  return *golden;
}

constexpr double kClose = 1e-5;  // Of a value; ours are float32.

Loss Make(const std::string& text, const ObjectiveContext& context = {}) {
  absl::StatusOr<Loss> loss = Loss::Create(text, context);
  EXPECT_TRUE(loss.ok()) << text << ": " << loss.status();
  return *std::move(loss);
}

std::string Error(const std::string& text, const ObjectiveContext& context) {
  const absl::StatusOr<Loss> loss = Loss::Create(text, context);
  return loss.ok() ? "no error" : std::string(loss.status().message());
}

at::Tensor Value(const Loss& loss, const at::Tensor& logits, const Targets& targets) {
  Step step;
  step.output().item = logits;
  step.target() = targets;
  const absl::StatusOr<LossValue> value = loss(step);
  EXPECT_TRUE(value.ok()) << value.status();
  return value->total;
}

Targets Classes(const std::vector<int64_t>& classes) {
  Targets targets;
  targets.classes = IntTensor(classes);
  return targets;
}

Targets Soft(const std::vector<float>& soft, int64_t classes) {
  Targets targets;
  targets.shares = FloatTensor(soft, {static_cast<int64_t>(soft.size()) / classes, classes});
  return targets;
}

// Logits whose softmax is `p` made to sum to 1; 1e-30 for 0.
at::Tensor LogitsOf(const json& p) {
  std::vector<float> logits;
  for (const json& row : p) {
    for (const double x : row) logits.push_back(static_cast<float>(std::log(std::max(x, 1e-30))));
  }
  return FloatTensor(logits, {static_cast<int64_t>(p.size()), static_cast<int64_t>(p[0].size())});
}

// Of two classes: the network's logits are [0, z].
at::Tensor BinaryLogits(const std::vector<double>& z) {
  std::vector<float> logits;
  for (const double x : z) logits.insert(logits.end(), {0, static_cast<float>(x)});
  return FloatTensor(logits, {static_cast<int64_t>(z.size()), 2});
}

// Each item by itself, then the mean over all.
void ExpectGolden(const std::string& text, const at::Tensor& logits, const json& y,
                  const std::vector<double>& each, double mean) {
  std::vector<int64_t> classes;
  for (const double c : y) classes.push_back(static_cast<int64_t>(c));
  const Loss loss = Make(text);
  for (size_t i = 0; i < each.size(); ++i) {
    const double value = ScalarValue(Value(loss, logits.narrow(0, i, 1), Classes({classes[i]})));
    // What the original clips at 1e-7 of 0 or 1 is 0 here.
    EXPECT_NEAR(value, each[i], kClose * each[i] + 2e-7) << text << " item " << i;
  }
  EXPECT_NEAR(ScalarValue(Value(loss, logits, Classes(classes))), mean, kClose * mean) << text;
}

std::vector<double> Logit(const json& p) {
  std::vector<double> z;
  for (const double x : p) z.push_back(std::log(std::max(x, 1e-20) / std::max(1 - x, 1e-20)));
  return z;
}

TEST(Focal, IsThePublishedOfManyClasses) {
  const json& golden = Golden()["categorical_focal"];
  ExpectGolden("focal", LogitsOf(golden["p"]), golden["y_index"], golden["per_sample"],
               golden["batch_mean"]);
}

TEST(Focal, OfTwoClassesWeighsTheSecondByAlphaAndIsAMean) {
  const json& golden = Golden()["binary_focal"];
  ExpectGolden("focal", BinaryLogits(Logit(golden["p"])), golden["y"], golden["per_element"],
               golden["batch_mean_if_fixed"]);
}

TEST(Focal, WeighsClassesAsKerasWhereDividedByItems) {
  const json& golden = Golden()["categorical_focal"];
  const double want = golden["class_weighted_mean"]["value"];
  const Loss loss = Make("focal(class_weights=[0.5,1,2,4],divide_by=items)");
  const at::Tensor value = Value(loss, LogitsOf(golden["p"]), Classes({0, 2, 3, 1, 0}));
  EXPECT_NEAR(ScalarValue(value), want, kClose * want);
}

TEST(CrossEntropy, IsTheReferencesOfManyClassesAndOfTwo) {
  const json& golden = Golden()["crossentropy"];
  ExpectGolden("cross_entropy", LogitsOf(Golden()["categorical_focal"]["p"]),
               Golden()["categorical_focal"]["y_index"], golden["categorical_per_sample"],
               golden["categorical_mean"]);
  const json& binary = Golden()["binary_focal"];
  ExpectGolden("cross_entropy", BinaryLogits(Logit(binary["p"])), binary["y"],
               golden["binary_per_element"], golden["binary_mean"]);
}

TEST(Ordinal, IsThePublishedOfThreeFourAndFiveClasses) {
  for (const char* name : {"n3", "n4", "n5"}) {
    const json& golden = Golden()["ordinal"]["cases"][name];
    ExpectGolden("ordinal", LogitsOf(golden["p"]), golden["y_index"], golden["per_sample"],
                 golden["batch_mean"]);
    // The least loss, that of p = q, is q's entropy.
    const std::vector<double> least = golden["minimum_per_sample_entropy_of_target"];
    for (size_t i = 0; i < least.size(); ++i) {
      ExpectGolden("ordinal", LogitsOf(json::array({golden["soft_targets"][i]})),
                   json::array({golden["y_index"][i]}), {least[i]}, least[i]);
    }
  }
}

TEST(Objectives, HaveTheReferencesGradients) {
  const json& golden = Golden()["gradients_wrt_logits"];
  for (const auto& [text, key] :
       {std::pair("focal", "categorical_focal"), std::pair("ordinal", "ordinal")}) {
    std::vector<float> flat;
    for (const json& row : golden["logits"]) {
      for (const float x : row) flat.push_back(x);
    }
    at::Tensor logits = FloatTensor(flat, {3, 3}).set_requires_grad(true);
    const at::Tensor value = Value(Make(text), logits, Classes(golden["y_index"]));
    EXPECT_NEAR(ScalarValue(value), golden[key]["mean_loss"].get<double>(), 1e-5);
    ASSERT_TRUE(Backward(value).ok());
    for (int i = 0; i < 9; ++i) {
      EXPECT_NEAR(FloatValues(logits.grad())[i], golden[key]["grad"][i / 3][i % 3].get<double>(),
                  1e-6)
          << text << " " << i;
    }
  }
  // The original's is a sum over the batch.
  const json& binary = golden["binary_focal"];
  at::Tensor logits = BinaryLogits(binary["logits"]).set_requires_grad(true);
  ASSERT_TRUE(Backward(Value(Make("3*focal"), logits, Classes({1, 0, 0}))).ok());
  for (int i = 0; i < 3; ++i) {
    EXPECT_NEAR(FloatValues(logits.grad())[2 * i + 1], binary["grad"][i].get<double>(), 1e-6);
  }
}

// Central differences of the value, for what has no golden: other gammas, orders, distributions.
void ExpectGradientIsSlope(const std::string& text, const std::vector<float>& at,
                           const Targets& targets, const ObjectiveContext& context) {
  const int64_t classes = context.classes.size();
  const std::vector<int64_t> shape = {static_cast<int64_t>(at.size()) / classes, classes};
  const Loss loss = Make(text, context);
  at::Tensor logits = FloatTensor(at, shape).set_requires_grad(true);
  ASSERT_TRUE(Backward(Value(loss, logits, targets)).ok());
  const std::vector<float> gradient = FloatValues(logits.grad());
  for (size_t i = 0; i < at.size(); ++i) {
    constexpr float kStep = 0.02;
    std::vector<float> more = at, less = at;
    more[i] += kStep;
    less[i] -= kStep;
    const double slope = (ScalarValue(Value(loss, FloatTensor(more, shape), targets)) -
                          ScalarValue(Value(loss, FloatTensor(less, shape), targets))) /
                         (2 * kStep);
    EXPECT_NEAR(gradient[i], slope, 2e-4) << text << " " << i;
  }
}

TEST(Objectives, HaveTheSlopeOfTheirValueAsGradient) {
  const ObjectiveContext three = {{"low", "mid", "high"}, {6, 3, 1}};
  const ObjectiveContext two = {{"no", "yes"}, {2, 2}};
  const std::vector<float> logits = {0.5, -1, 2, 0, 0.3, 0.1, 3, -2, 0.1, 1, 1, 1.5};
  for (const char* text : {"cross_entropy(class_weights=[1,2,5])",
                           "cross_entropy(smoothing=0.3,class_weights=balanced,divide_by=items)",
                           "focal(gamma=0.5,alpha=0.7)", "focal(class_weights=balanced)",
                           "focal(gamma=0,divide_by=items)", "ordinal(class_weights=balanced)",
                           "ordinal(order=[high,low,mid])"}) {
    ExpectGradientIsSlope(text, logits, Classes({2, 0, -1, 1}), three);
    ExpectGradientIsSlope(
        text, logits, Soft({0.2f, 0.8f, 0, 1, 0, 0, 0.1f, 0.2f, 0.7f, 0.4f, 0.3f, 0.3f}, 3), three);
  }
  for (const char* text : {"focal", "ordinal"}) {
    ExpectGradientIsSlope(text, logits, Classes({1, 0, -1, 1, 1, 0}), two);
  }
}

TEST(Objectives, AreFiniteWhereTheNetworkIsSure) {
  for (const char* text :
       {"focal", "focal(gamma=0.1)", "focal(gamma=1)", "ordinal", "cross_entropy"}) {
    at::Tensor logits = FloatTensor({200, 0, 0, 0, 0, 200}, {2, 3}).set_requires_grad(true);
    for (const Targets& targets : {Classes({0, 0}), Soft({1, 0, 0, 0.5f, 0.5f, 0}, 3)}) {
      logits.mutable_grad().reset();
      const at::Tensor value = Value(Make(text), logits, targets);
      EXPECT_TRUE(std::isfinite(ScalarValue(value))) << text;
      ASSERT_TRUE(Backward(value).ok());
      EXPECT_TRUE(std::isfinite(ScalarValue(logits.grad().abs().sum()))) << text;
      // Not clipped: who is wrong and sure still learns.
      EXPECT_GT(logits.grad()[1].abs().max().item<float>(), 0.01) << text;
    }
  }
}

TEST(Objectives, OfOneHotDistributionsAreThoseOfClasses) {
  const ObjectiveContext context = {{"a", "b", "c"}, {}};
  const at::Tensor logits = FloatTensor({0.5, -1, 2, 0, 0.3, 0.1}, {2, 3});
  for (const char* text : {"focal(class_weights=[1,2,5])", "ordinal(class_weights=[1,2,5])",
                           "ordinal(order=[c,a,b],divide_by=items,class_weights=[1,2,5])"}) {
    const Loss loss = Make(text, context);
    EXPECT_NEAR(ScalarValue(Value(loss, logits, Classes({2, 1}))),
                ScalarValue(Value(loss, logits, Soft({0, 0, 1, 0, 1, 0}, 3))), 1e-6)
        << text;
  }
}

TEST(Objectives, BalanceByTheTrainingPartsCounts) {
  const json& golden = Golden()["balanced_weights"];
  const ObjectiveContext context = {{"a", "b", "c"}, golden["counts"]};
  const at::Tensor logits = at::zeros({1, 3});
  for (int64_t c = 0; c < 3; ++c) {
    const double want = golden["weights"][c].get<double>() * std::log(3);
    const Loss loss = Make("cross_entropy(class_weights=balanced,divide_by=items)", context);
    EXPECT_NEAR(ScalarValue(Value(loss, logits, Classes({c}))), want, kClose * want);
  }
}

// --describe makes a loss before there are data. Applied, it would not be balanced.
TEST(Objectives, ThatBalanceCountsNobodyKnewAreNotApplied) {
  for (const char* text : {"cross_entropy(class_weights=balanced)", "focal(class_weights=balanced)",
                           "ordinal(class_weights=balanced)"}) {
    Step step;
    step.output().item = at::zeros({1, 3});
    step.target() = Classes({0});
    EXPECT_THAT(std::string(Make(text)(step).status().message()),
                HasSubstr("needs the training part's class counts"));
    EXPECT_THAT(Error(text, {{"a", "b", "c"}, {}}), HasSubstr("class counts"));
  }
}

TEST(Ordinal, OfTwoClassesIsCrossEntropy) {
  const at::Tensor logits = BinaryLogits({0.4, -3, 2});
  for (const Targets& targets : {Classes({1, 0, 0}), Soft({0.3f, 0.7f, 1, 0, 0.5f, 0.5f}, 2)}) {
    EXPECT_EQ(ScalarValue(Value(Make("ordinal"), logits, targets)),
              ScalarValue(Value(Make("cross_entropy"), logits, targets)));
  }
}

// Classes in the order of letters: high, low, mid. Their ranks: 2, 0, 1.
TEST(Ordinal, RanksByTheOrderGiven) {
  const ObjectiveContext context = {{"high", "low", "mid"}, {}};
  const at::Tensor logits = FloatTensor({1, 2, 4}, {1, 3});
  const at::Tensor ranked = FloatTensor({2, 4, 1}, {1, 3});
  const std::vector<int64_t> rank = {2, 0, 1};
  for (const char* order :
       {"low,mid,high", "#1,#2,#0", "silent,low,a%b,mid,high,loud", "low,#2,high"}) {
    const Loss loss = Make(std::string("ordinal(order=[") + order + "])", context);
    for (int64_t c = 0; c < 3; ++c) {
      EXPECT_NEAR(ScalarValue(Value(loss, logits, Classes({c}))),
                  ScalarValue(Value(Make("ordinal"), ranked, Classes({rank[c]}))), 1e-6)
          << order;
    }
  }
  EXPECT_GT(std::abs(ScalarValue(Value(Make("ordinal"), logits, Classes({0}))) -
                     ScalarValue(Value(Make("ordinal"), ranked, Classes({2})))),
            0.1);
}

TEST(Ordinal, AnOrderThatIsNoneIsRefused) {
  const ObjectiveContext context = {{"high", "low", "mid"}, {}};
  EXPECT_THAT(Error("ordinal(order=[lo,mid,high])", context),
              HasSubstr("lacks class 'low' (is 'lo' it?); it must name every class"));
  EXPECT_THAT(Error("ordinal(order=[low,mid,high,low])", context), HasSubstr("'low' twice"));
  EXPECT_THAT(Error("ordinal(order=[low,mid,high,#0])", context), HasSubstr("'high' twice"));
  EXPECT_THAT(Error("ordinal(order=[low,mid,#3])", context), HasSubstr("#3, want #0 … #2"));
  // Where the classes are not known yet it cannot be applied.
  const Loss early = Make("ordinal(order=[low,mid,high])");
  Step step;
  step.output().item = at::zeros({1, 3});
  step.target() = Classes({0});
  EXPECT_THAT(std::string(early(step).status().message()), HasSubstr("names of the classes"));
}

}  // namespace
}  // namespace auricle
