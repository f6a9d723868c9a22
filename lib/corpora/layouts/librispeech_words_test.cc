// SPDX-License-Identifier: Apache-2.0
// LibriSpeech words on small trees in SpeechVGG's layout.
#include <filesystem>
#include <string>

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
using ::testing::Pair;
using ::testing::SizeIs;

class LibrispeechWordsTest : public ParserTest {
 protected:
  LibrispeechWordsTest() {
    WriteFile(directory_, "word_labels/1000-mostfreq", "the\nAND\r\n\nof\n");
    Subset("train-clean-100", "19-198-0001", "19-198-0001 1 0.5 0.25 THE x\n");
  }
  void Subset(const std::string& subset, const std::string& utterance, const std::string& labels) {
    const size_t first = utterance.find('-'), last = utterance.rfind('-');
    WriteFile(directory_,
              absl::StrCat("split/", subset, "/", utterance.substr(0, first), "/",
                           utterance.substr(first + 1, last - first - 1), "/", utterance, ".flac"));
    WriteFile(directory_, absl::StrCat("word_labels/", subset, "-selected-1000.txt"), labels);
  }
};

TEST_F(LibrispeechWordsTest, AWordIsAStretchOfItsUtterance) {
  const Listing listing = Listed("librispeech_words");
  EXPECT_THAT(Lines(listing),
              ElementsAre("split/train-clean-100/19/198/19-198-0001.flac chapter=198 speaker=19 "
                          "subset=train-clean-100 word=the"));
  const Clip& clip = listing.clips[0];
  EXPECT_EQ(clip.audio().start_s(), 0.5);
  EXPECT_EQ(clip.audio().duration_s(), 0.25);
  EXPECT_EQ(clip.source(), "librispeech_words/train-clean-100/19-198-0001");
  EXPECT_EQ(clip.id(), "librispeech_words/train-clean-100/19-198-0001#0.5+0.25");
  EXPECT_THAT(listing.refused, IsEmpty());
  EXPECT_THAT(listing.notes, ElementsAre(HasSubstr("holds 3 words; the published list has 1000")));
}

TEST_F(LibrispeechWordsTest, ClassesStandInTheOrderOfTheList) {
  EXPECT_EQ(Classes(Listed("librispeech_words"), "word"), "word: the and of");
}

// D10: two subsets of one part overwrote each other, and were saved where nothing read them.
TEST_F(LibrispeechWordsTest, SubsetsOfOnePartStandSideBySide) {
  Subset("train-other-500", "19-198-0001", "19-198-0001 1 0.5 0.25 and x\n");
  Subset("dev-clean", "84-1-0000", "84-1-0000 1 0 1 of x\n");
  Subset("test-clean", "61-2-0000", "61-2-0000 1 0 1 of x\n");
  Subset("extra", "62-2-0000", "62-2-0000 1 0 1 of x\n");
  const Listing listing = Listed("librispeech_words");
  std::vector<std::string> parts;
  for (const Clip& clip : listing.clips) {
    const auto part = clip.assignments().find("official");
    parts.push_back(absl::StrCat(clip.labels().at("subset").name(), " ",
                                 part == clip.assignments().end() ? "-" : Part_Name(part->second)));
  }
  EXPECT_THAT(parts, ElementsAre("dev-clean VALID", "extra -", "test-clean TEST",
                                 "train-clean-100 TRAIN", "train-other-500 TRAIN"));
}

TEST_F(LibrispeechWordsTest, OddLinesAreRefusedWithTheirReason) {
  Subset("train-clean-100", "19-198-0001",
         "19-198-0001 1 0.5 0.25 the x\r\n19-198-0001 1 0.5 0.25 the x\r\n"
         "19-198-0001 1 0.5 0.25 of x\r\n\r\n19-198-0002 1 0 1 the x\r\n"
         "19-198-0001 1 0.9 1 xylophone x\r\n19-198-0001 1 -1 1 of x\r\n"
         "19-198-0001 1 1 0 of x\r\n19-198-0001 1 nan 1 of x\r\n19-198-0001 1 1\r\n"
         "19-198-0001\t1\t2\t1\tcaf\xe9\tx\r\n");
  const Listing listing = Listed("librispeech_words");
  const std::string file = "word_labels/train-clean-100-selected-1000.txt line ";
  EXPECT_THAT(Refusals(listing),
              ElementsAre(HasSubstr(file + "3: it calls 'of' what an earlier line calls 'the'"),
                          HasSubstr(file + "5: there is no audio of '19-198-0002'"),
                          HasSubstr(file + "6: 'xylophone' is not in word_labels/1000-mostfreq"),
                          HasSubstr(file + "7: its start '-1' and duration '1' are not"),
                          HasSubstr(file + "8: its start '1' and duration '0' are not"),
                          HasSubstr(file + "9: its start 'nan'"),
                          HasSubstr(file + "10: it has 3 fields, want 6"),
                          HasSubstr(file + "11: 'caf\\xe9' is not in")));
  EXPECT_THAT(listing.clips, SizeIs(1));
  EXPECT_EQ(listing.seen, 10);
  EXPECT_THAT(listing.passed_over, Contains(Pair("lines given twice alike", 1)));
}

TEST_F(LibrispeechWordsTest, APartialCopyIsRefusedBySubset) {
  WriteFile(directory_, "split/dev-clean/84/1/84-1-0000.flac");
  WriteFile(directory_, "word_labels/test-clean-selected-1000.txt", "61-2-0000 1 0 1 of x\n");
  WriteFile(directory_, "split/dev-clean/84/1/85-1-0000.flac");
  const Listing listing = Listed("librispeech_words");
  EXPECT_THAT(
      Refusals(listing),
      ElementsAre(HasSubstr("dev-clean: there is no word_labels/dev-clean-selected-1000"),
                  HasSubstr("test-clean: it has labels, but no audio in split/test-clean")));
  EXPECT_THAT(listing.passed_over, Contains(Pair("audio files not in SUBSET/SPEAKER/CHAPTER/", 1)));
  EXPECT_THAT(listing.clips, SizeIs(1));
}

TEST_F(LibrispeechWordsTest, WhatIsNotTheTreeIsToldWhatIsMissing) {
  std::filesystem::remove(directory_ + "/word_labels/1000-mostfreq");
  EXPECT_THAT(ErrorOf("librispeech_words"), HasSubstr("there is no word_labels/1000-mostfreq; "));
  std::filesystem::remove_all(directory_ + "/split");
  EXPECT_THAT(ErrorOf("librispeech_words"),
              HasSubstr("there is no split/ and no word_labels/1000-mostfreq; give the directory"));
  WriteFile(directory_, "word_labels/1000-mostfreq", "the");
  EXPECT_THAT(ErrorOf("librispeech_words"), HasSubstr("there is no split/; give the directory"));
}

}  // namespace
}  // namespace auricle
