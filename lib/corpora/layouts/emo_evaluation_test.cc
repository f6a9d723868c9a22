// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/layouts/emo_evaluation.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace auricle {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::SizeIs;

TEST(EmoEvaluationTest, VotesBelongToTheTurnAboveThem) {
  const EmoEvaluation parsed = ParseEmoEvaluation(
      "\xef\xbb\xbf"
      "C-E1:\tAnger;\t()\n"
      "[6.29 - 8.23]\ta\tneu\t[2.5, 2.5, 2.5]\nC-E1:\tSadness;Fear\nC-E2:\tGlee;\t()\n"
      "C-M1:\tOther;\t(Anger; Anger)\n[0 - 1]\tbad\tnue\nC-E1:\tAnger;\t()\nC-E2 Anger\n");
  ASSERT_THAT(parsed.turns, SizeIs(1));
  EXPECT_THAT(parsed.turns[0].votes, ElementsAre(Pair("fea", 1), Pair("sad", 1)));
  EXPECT_THAT(parsed.turns[0].self_reports, ElementsAre(Pair("oth", 1)));
  EXPECT_EQ(parsed.unknown_votes, 1);
  EXPECT_THAT(parsed.odd, SizeIs(1));
}

TEST(EmoEvaluationTest, Utf16IsNamed) {
  const EmoEvaluation parsed = ParseEmoEvaluation(std::string("\xff\xfe[\0001", 5));
  ASSERT_THAT(parsed.odd, SizeIs(1));
  EXPECT_THAT(parsed.odd[0].why, HasSubstr("iconv -f utf-16"));
}

TEST(EmoEvaluationTest, LinesThatShouldBeTurnsAreNamedByTheirNumbers) {
  const EmoEvaluation parsed = ParseEmoEvaluation(
      "% heading\r\n[6.29 - 8.23\ta\tneu\r\n[1 - 2]\tb\r\n[1 - 2]\tc\tnone\r\n[1 - 2]\td\tsad\r\n"
      "C-E1 Anger\r\nA-E1:\tval 3\r\n");
  std::vector<int64_t> lines;
  for (const EmoEvaluation::Odd& odd : parsed.odd) lines.push_back(odd.line);
  EXPECT_THAT(lines, ElementsAre(2, 3, 4, 6));
  EXPECT_THAT(parsed.odd[2].why, HasSubstr("'c' is of emotion 'none', none of neu, ang"));
  ASSERT_THAT(parsed.turns, SizeIs(1));
  EXPECT_EQ(parsed.turns[0].line, 5);
  EXPECT_EQ(parsed.turns[0].utterance, "d");
}

TEST(EmoEvaluationTest, ATurnThatIsOddTakesNoVotesNorGivesThemToTheOneBefore) {
  const EmoEvaluation parsed =
      ParseEmoEvaluation("[0 - 1]\ta\tneu\n[1 - 2]\tb\tnone\nC-E1:\tAnger;\t()\n");
  ASSERT_THAT(parsed.turns, SizeIs(1));
  EXPECT_TRUE(parsed.turns[0].votes.empty());
}

}  // namespace
}  // namespace auricle
