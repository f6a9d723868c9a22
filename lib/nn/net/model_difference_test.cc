// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/net/model_difference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace auricle {
namespace {

using testing::HasSubstr;
using testing::Not;

Network Trained() {
  Network network;
  network.set_name("emonet_fusion");
  network.set_bins(64);
  network.mutable_windows()->set_frames(100);
  network.mutable_wide_resnet()->set_filters(16);
  network.mutable_wide_resnet()->mutable_recurrent()->set_units(8);
  network.mutable_recurrent()->set_units(32);
  Head* const head = network.add_heads();
  head->set_name("emodb");
  head->add_classes("calm");
  head->mutable_input_norm()->add_mean(1);
  return network;
}

TEST(NetworkDifference, IsNothingWhereOnlyHeadsAndWhatShapesNoOutputDiffer) {
  Network other = Trained();
  other.set_classes(9);
  other.mutable_heads(0)->set_name("casia");
  other.mutable_input_norm()->add_mean(3);
  other.mutable_wide_resnet()->set_dropout1(0.5);
  other.mutable_wide_resnet()->set_head_dropout(0.5);
  other.mutable_wide_resnet()->mutable_recurrent()->set_recurrent_dropout(0.5);
  other.mutable_recurrent()->set_dropout(0.5);
  EXPECT_EQ(NetworkDifference(Trained(), other), "");
  other.clear_wide_resnet();
  other.mutable_image_vgg()->set_freeze_up_to(3);
  Network one = other;
  one.mutable_image_vgg()->set_freeze_up_to(-1);
  EXPECT_EQ(NetworkDifference(one, other), "");
}

TEST(NetworkDifference, NamesEveryFieldThatShapesAnOutputInOneLine) {
  Network other = Trained();
  other.mutable_windows()->set_frames(200);
  other.mutable_wide_resnet()->mutable_recurrent()->set_units(4);
  other.mutable_wide_resnet()->set_share_top(true);
  const std::string difference = NetworkDifference(Trained(), other);
  EXPECT_THAT(difference, HasSubstr("windows.frames: 100 -> 200"));
  EXPECT_THAT(difference, HasSubstr("wide_resnet.recurrent.units: 8 -> 4"));
  EXPECT_THAT(difference, HasSubstr("wide_resnet.share_top"));
  EXPECT_THAT(difference, Not(HasSubstr("set -> set")));  // Only what differs within is told.
  EXPECT_THAT(difference, Not(HasSubstr("more")));
}

// A checkpoint goes on with the same dropout, heads and classes, or not at all; its statistics are
// its own.
TEST(TrainingDifference, IsOfEverythingButStatistics) {
  Network other = Trained();
  other.mutable_input_norm()->add_mean(3);
  other.mutable_heads(0)->clear_input_norm();
  EXPECT_EQ(TrainingDifference(Trained(), other), "");
  other.mutable_wide_resnet()->set_dropout1(0.5);
  EXPECT_THAT(TrainingDifference(Trained(), other), HasSubstr("wide_resnet.dropout1"));
  other = Trained();
  other.mutable_heads(0)->set_classes(0, "angry");
  EXPECT_THAT(TrainingDifference(Trained(), other), HasSubstr("'calm' -> 'angry'"));
}

TEST(FrontEndDifference, IsOfEverythingButTheName) {
  FrontEnd a, b;
  a.set_name("emonet");
  b.set_name("mine");
  EXPECT_EQ(FrontEndDifference(a, b), "");
  a.set_sample_rate_hz(16000);
  b.set_sample_rate_hz(8000);
  EXPECT_THAT(FrontEndDifference(a, b), HasSubstr("sample_rate_hz: 16000 -> 8000"));
}

TEST(HeadDifference, IsOfAnything) {
  const Head a = Trained().heads(0);
  Head b = a;
  EXPECT_EQ(HeadDifference(a, b), "");
  b.mutable_input_norm()->set_mean(0, 2);
  EXPECT_THAT(HeadDifference(a, b), HasSubstr("input_norm.mean[0]: 1 -> 2"));
}

// Text of a model's file is shown quoted: no line of its own, no control byte.
TEST(HeadDifference, QuotesWhatNamesMayHold) {
  Head a = Trained().heads(0), b = a;
  b.set_classes(0, "calm\n\x1b[2J`id`");
  EXPECT_THAT(HeadDifference(a, b), HasSubstr("'calm' -> 'calm\\x0a\\x1b[2J`id`'"));
}

}  // namespace
}  // namespace auricle
