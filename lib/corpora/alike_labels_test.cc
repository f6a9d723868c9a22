// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/alike_labels.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/corpora/walk/tree_testing.h"

namespace auricle {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class AlikeLabelsTest : public ParserTest {
 protected:
  Listing Table(const std::string& text) {
    for (const char* file : {"1.wav", "2.wav", "3.wav", "4.wav"}) WriteFile(directory_, file);
    WriteFile(directory_, "l.csv", text);
    request_.path = directory_ + "/l.csv";
    return Listed("csv");
  }
};

constexpr char kTable[] =
    "file,label,speaker\n1.wav,cat,anna\n2.wav,cat\xc2\xa0,Anna\n3.wav,cat,bo\n4.wav,dog,anna\n";

TEST_F(AlikeLabelsTest, ClassesAndSpeakersThatReadAlikeAreSaidWithTheirSpellings) {
  const Listing listing = Table(kTable);
  EXPECT_THAT(listing.notes,
              ElementsAre(HasSubstr("names of label that read alike are not the same: 'cat' and "
                                    "'cat\\u00a0'; --merge_alike makes them one"),
                          HasSubstr("names of speaker that read alike are not the same: 'Anna' and "
                                    "'anna'")));
  EXPECT_EQ(Classes(listing, "label"), "label: cat cat\xc2\xa0 dog");
}

TEST_F(AlikeLabelsTest, TheyBecomeTheMostFrequentIfAsked) {
  request_.merge_alike = true;
  const Listing listing = Table(kTable);
  EXPECT_THAT(Lines(listing),
              ElementsAre("1.wav label=cat speaker=anna", "2.wav label=cat speaker=anna",
                          "3.wav label=cat speaker=bo", "4.wav label=dog speaker=anna"));
  EXPECT_EQ(Classes(listing, "label"), "label: cat dog");
  EXPECT_THAT(listing.notes, Contains(HasSubstr("'cat\\u00a0' is now 'cat' among names of label: 1 "
                                                "clips")));
}

TEST_F(AlikeLabelsTest, TheOrderOfClassesSaysWhichSpellingStays) {
  request_.merge_alike = true;
  request_.class_order = {"dog", "Cat"};
  EXPECT_EQ(Classes(Table("file,label\n1.wav,cat\n2.wav,cat\n3.wav,Cat\n4.wav,dog\n"), "label"),
            "label: dog Cat");
}

TEST_F(AlikeLabelsTest, TagsAndSourcesAreMergedToo) {
  request_.merge_alike = true;
  request_.tags = {"label"};
  request_.source_column = "tape";
  const Listing listing = Table(
      "file,label,tape\n1.wav,\"A\xcc\x88rger;Freude\",t1\n2.wav,\xc3\x84rger,T1\n"
      "3.wav,\xc3\x84rger,t1\n4.wav,\"\xc3\x84rger|A\xcc\x88rger\",t1\n");
  EXPECT_THAT(Lines(listing),
              ElementsAre("1.wav label={Freude,\xc3\x84rger}", "2.wav label={\xc3\x84rger}",
                          "3.wav label={\xc3\x84rger}", "4.wav label={\xc3\x84rger}"));
  EXPECT_EQ(listing.clips[1].source(), "l/t1");
}

TEST_F(AlikeLabelsTest, NamesThatDifferAreLeftInPeace) {
  request_.merge_alike = true;
  EXPECT_THAT(Table("file,label\n1.wav,-1\n2.wav,1\n3.wav,+1\n4.wav,dog\n").notes, IsEmpty());
}

}  // namespace
}  // namespace auricle
