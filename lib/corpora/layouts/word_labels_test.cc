// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/layouts/word_labels.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace auricle {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(WordListTest, WrongListsAreNamed) {
  EXPECT_THAT(std::string(ParseWordList("the\nThe\n").status().message()),
              HasSubstr("line 2 holds 'the' a second time"));
  EXPECT_THAT(std::string(ParseWordList("the 12\n").status().message()),
              HasSubstr("line 1 holds more than one word"));
  EXPECT_THAT(std::string(ParseWordList("a\ncaf\xe9\n").status().message()),
              HasSubstr("line 2 is not UTF-8"));
  EXPECT_THAT(std::string(ParseWordList("\n\n").status().message()), HasSubstr("holds no words"));
}

TEST(WordListTest, TheOrderIsThatOfTheLines) {
  EXPECT_THAT(*ParseWordList("\xef\xbb\xbfThe\r\n\r\n of \nAND"), ElementsAre("the", "of", "and"));
}

TEST(WordLabelsTest, EveryLineIsUsedOrRefusedButForBlankOnes) {
  std::vector<std::string> lines;
  ParseWordLabels(
      "\xef\xbb\xbf"
      "1-2-3 x 0.5 0.25 The y\r\n\r\n1-2-3 x 0.5 The y\n1-2-4\tx\t1\t2\tOF\ty\n"
      "1-2-3 x 1 inf of y",
      [&](const WordLabel& label) {
        lines.push_back(absl::StrCat(label.line, " ", label.utterance, " ", label.start_s, " ",
                                     label.duration_s, " ", label.word));
      },
      [&](int64_t line, const std::string& why) { lines.push_back(absl::StrCat(line, " ", why)); });
  EXPECT_THAT(lines,
              ElementsAre("1 1-2-3 0.5 0.25 the", HasSubstr("3 it has 5 fields, want 6"),
                          "4 1-2-4 1 2 of", HasSubstr("5 its start '1' and duration 'inf'")));
}

}  // namespace
}  // namespace auricle
