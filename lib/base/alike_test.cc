// SPDX-License-Identifier: Apache-2.0
#include "lib/base/alike.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace auricle {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Alike, WhatReadsTheSameHasOneKey) {
  const std::string cat = AlikeKey("cat");
  for (const char* spelling : {"Cat", " cat ", "cat\xc2\xa0",
                               "\xef\xbb\xbf"
                               "cat",
                               "ca\xe2\x80\x8bt",
                               "\xef\xbd\x83"
                               "at"}) {
    EXPECT_EQ(AlikeKey(spelling), cat) << ShowSpelling(spelling);
  }
  EXPECT_EQ(AlikeKey("\xc3\x84rger"), AlikeKey("A\xcc\x88rger"));
  EXPECT_EQ(AlikeKey("a\xc2\xa0\xc2\xa0 b"), AlikeKey("a b"));
  EXPECT_EQ(AlikeKey("a\xe2\x80\x93"
                     "b"),
            AlikeKey("a-b"));
  EXPECT_EQ(AlikeKey("'-1"), AlikeKey("-1"));
}

TEST(Alike, OtherNamesHaveOtherKeys) {
  EXPECT_NE(AlikeKey("cat"), AlikeKey("cats"));
  EXPECT_NE(AlikeKey("a b"), AlikeKey("ab"));
  EXPECT_NE(AlikeKey("-1"), AlikeKey("1"));
  EXPECT_NE(AlikeKey("\xc3\x84rger"), AlikeKey("Arger"));
  EXPECT_NE(AlikeKey("\xe7\x8a\xac"), AlikeKey("\xe7\x8c\xab"));
  EXPECT_NE(AlikeKey("caf\xe9"), AlikeKey("caf\xe8"));  // Latin-1.
}

// An empty key would make all of them one.
TEST(Alike, NamesOfNothingVisibleStayApart) {
  EXPECT_NE(AlikeKey("\xe2\x80\x8b"), AlikeKey("\xef\xbb\xbf"));
  EXPECT_NE(AlikeKey(" "), AlikeKey("\xe2\x80\x8b"));
}

TEST(Alike, SpellingsAreShownApart) {
  EXPECT_EQ(ShowSpelling("cat\xc2\xa0"), "cat\\u00a0");
  EXPECT_EQ(ShowSpelling("\xc3\x84rger"), "\\u00c4rger");
  EXPECT_EQ(ShowSpelling("A\xcc\x88rger"), "A\\u0308rger");
  EXPECT_EQ(ShowSpelling("\xe7\x8a\xac"), "\xe7\x8a\xac");
  EXPECT_EQ(ShowSpelling("a\tb"), "a\\u0009b");
  EXPECT_EQ(ShowSpelling("caf\xe9"), "caf\\xe9");
}

TEST(Alike, SetsOfAlikeNamesAreFound) {
  EXPECT_THAT(AlikeNames({"dog", "cat", "Cat", "bird", "cat ", "Dog"}),
              ElementsAre(ElementsAre("Cat", "cat", "cat "), ElementsAre("Dog", "dog")));
  EXPECT_THAT(AlikeNames({"dog", "cat"}), IsEmpty());
  EXPECT_EQ(ShowSpellings({"cat", "cat\xc2\xa0"}), "'cat' and 'cat\\u00a0'");
  EXPECT_EQ(ShowSpellings({"a", "b", "c", "d", "e", "f"}),
            "'a' and 'b' and 'c' and 'd' and 2 more");
}

}  // namespace
}  // namespace auricle
