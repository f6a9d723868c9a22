// SPDX-License-Identifier: Apache-2.0
#include "lib/evaluate/labels.h"

#include <cmath>
#include <limits>

#include "gtest/gtest.h"

namespace auricle {
namespace {

Prediction Scored(const std::vector<float>& scores, ScoreKind kind) {
  Prediction prediction;
  for (size_t c = 0; c < scores.size(); ++c) prediction.add_classes(std::string(1, 'a' + c));
  prediction.set_kind(kind);
  prediction.mutable_item()->set_dtype(FLOAT32);
  prediction.mutable_item()->set_data(scores.data(), scores.size() * sizeof(float));
  return prediction;
}

TEST(ClassOfLabel, IsTheNameTheLargestShareOrTheOnlyTag) {
  Label label;
  label.set_name("joy");
  EXPECT_EQ(*ClassOfLabel(label), "joy");
  for (const char* name : {"joy", "fear", "anger"}) {
    label.mutable_distribution()->add_names(name);
    label.mutable_distribution()->add_shares(name[0] == 'f' ? 3 : 1);
  }
  EXPECT_EQ(*ClassOfLabel(label), "fear");
  label.mutable_tags()->add_names("rain");
  EXPECT_EQ(*ClassOfLabel(label), "rain");
}

TEST(ClassOfLabel, TiesSeveralTagsEventsAndNothingAreErrors) {
  Label label;
  EXPECT_FALSE(ClassOfLabel(label).ok());
  label.mutable_distribution()->add_names("joy");
  EXPECT_FALSE(ClassOfLabel(label).ok());  // A name without a share.
  label.mutable_distribution()->add_shares(2);
  label.mutable_distribution()->add_names("fear");
  label.mutable_distribution()->add_shares(2);
  EXPECT_FALSE(ClassOfLabel(label).ok());
  label.mutable_tags();
  EXPECT_FALSE(ClassOfLabel(label).ok());
  label.mutable_tags()->add_names("rain");
  label.mutable_tags()->add_names("wind");
  EXPECT_FALSE(ClassOfLabel(label).ok());
  label.mutable_events();
  EXPECT_FALSE(ClassOfLabel(label).ok());
}

TEST(ItemProbabilities, LogitsGoThroughASoftmaxThatDoesNotOverflow) {
  EXPECT_EQ(*ItemProbabilities(Scored({0.25f, 0.75f}, PROBABILITY)),
            (std::vector<float>{0.25f, 0.75f}));
  const std::vector<float> p = *ItemProbabilities(Scored({3000, 3000 + std::log(3.0f)}, LOGIT));
  EXPECT_NEAR(p[0], 0.25, 1e-4);  // A float near 3000 has steps of 2e-4.
  EXPECT_NEAR(p[1], 0.75, 1e-4);
}

TEST(ItemProbabilities, WhatIsNoNumberForEachClassIsAnError) {
  EXPECT_FALSE(ItemProbabilities(Scored({}, PROBABILITY)).ok());
  EXPECT_FALSE(ItemProbabilities(Scored({1, std::numeric_limits<float>::infinity()}, LOGIT)).ok());
  EXPECT_FALSE(ItemProbabilities(Scored({1.5f, 0.2f}, PROBABILITY)).ok());
  EXPECT_FALSE(ItemProbabilities(Scored({0.9f, -0.1f}, PROBABILITY)).ok());
  EXPECT_TRUE(ItemProbabilities(Scored({1.0000001f, 0}, PROBABILITY)).ok());
  Prediction short_one = Scored({1, 0}, PROBABILITY);
  short_one.add_classes("c");
  EXPECT_FALSE(ItemProbabilities(short_one).ok());
}

TEST(WindowProbabilities, AreRowsOfTheClasses) {
  Prediction prediction = Scored({1, 0}, PROBABILITY);
  EXPECT_EQ(WindowProbabilities(prediction).status().code(), absl::StatusCode::kNotFound);
  const float rows[] = {0.5f, 0.5f, 0.25f, 0.75f};
  prediction.mutable_window()->set_dtype(FLOAT32);
  prediction.mutable_window()->set_data(rows, sizeof(rows));
  const auto windows = WindowProbabilities(prediction);
  ASSERT_TRUE(windows.ok()) << windows.status();
  ASSERT_EQ(windows->size(), 2u);
  EXPECT_EQ((*windows)[1], (std::vector<float>{0.25f, 0.75f}));
  prediction.mutable_window()->mutable_data()->resize(12);
  EXPECT_EQ(WindowProbabilities(prediction).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(ItemProbabilities, WhoseSumIsNotOneAreErrorsThatSayWhatItIs) {
  for (const std::vector<float>& scores : std::vector<std::vector<float>>{
           {0, 0, 0}, {0.9f, 0.8f, 0.1f}, {0.2f, 0.1f, 0.1f}, {1, 1, 1}}) {
    const auto got = ItemProbabilities(Scored(scores, PROBABILITY));
    EXPECT_EQ(got.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_NE(got.status().message().find("whose sum is"), absl::string_view::npos);
    EXPECT_TRUE(ItemProbabilities(Scored(scores, LOGIT)).ok());
  }
  EXPECT_TRUE(ItemProbabilities(Scored({0.33f, 0.33f, 0.33f}, PROBABILITY)).ok());  // Rounded.
}

}  // namespace
}  // namespace auricle
