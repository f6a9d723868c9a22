// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/clip_list.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace auricle {
namespace {

using ::testing::ElementsAre;

Clip Called(const std::string& id, const std::string& name = "") {
  Clip clip;
  clip.set_id(id);
  if (!name.empty()) (*clip.mutable_labels())["label"].set_name(name);
  return clip;
}

std::vector<std::string> Ids(const ClipList& clips) {
  std::vector<std::string> ids;
  for (const Clip& clip : clips) ids.push_back(clip.id());
  return ids;
}

TEST(ClipList, HandsOutWhatWasPutInInThatOrder) {
  ClipList clips;
  EXPECT_TRUE(clips.empty());
  EXPECT_THAT(Ids(clips), ElementsAre());
  clips.push_back(Called("b", "dog"));
  clips.push_back(Called("a"));
  EXPECT_EQ(clips.size(), 2);
  EXPECT_THAT(Ids(clips), ElementsAre("b", "a"));
  EXPECT_EQ(clips[0].labels().at("label").name(), "dog");
}

// One message is shown after the other in the same place.
TEST(ClipList, AClipKeepsNothingOfTheOneBeforeIt) {
  ClipList clips;
  clips.push_back(Called("a", "dog"));
  clips.push_back(Called("b"));
  int labels = 0;
  for (const Clip& clip : clips) labels += clip.labels_size();
  EXPECT_EQ(labels, 1);
}

TEST(ClipList, SortsByIdWhoseOrderIsNotThatOfTheBytes) {
  ClipList clips;
  for (const char* id : {"c", "bb", "a-1", "a"}) clips.push_back(Called(id));
  clips.SortById();
  EXPECT_THAT(Ids(clips), ElementsAre("a", "a-1", "bb", "c"));
}

TEST(ClipList, KeepsThoseAskedForInTheirOrder) {
  ClipList clips;
  for (const char* id : {"a", "b", "c", "d"}) clips.push_back(Called(id));
  clips.Keep({true, false, true, true});
  EXPECT_THAT(Ids(clips), ElementsAre("a", "c", "d"));
  clips.Keep({false, false, false});
  EXPECT_TRUE(clips.empty());
}

}  // namespace
}  // namespace auricle
