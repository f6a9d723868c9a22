// SPDX-License-Identifier: Apache-2.0
#include "lib/base/text.h"

#include "gtest/gtest.h"

namespace auricle {
namespace {

TEST(EscapeForTerminal, NoControlByteAndNoInvalidUtf8Survives) {
  EXPECT_EQ(EscapeForTerminal("a\x1b[31m\nb\x7f"), "a\\x1b[31m\\x0ab\\x7f");
  EXPECT_EQ(EscapeForTerminal("\xff\xc0\xaf"), "\\xff\\xc0\\xaf");
  EXPECT_EQ(EscapeForTerminal("\xc2\x9b"
                              "31m"),
            "\\xc2\\x9b31m");  // C1 CSI
}

TEST(EscapeForTerminal, NoCharacterTurnsTheDirectionOfWriting) {
  EXPECT_EQ(EscapeForTerminal("gpj.\u202e\u2066x"), "gpj.\\xe2\\x80\\xae\\xe2\\x81\\xa6x");
  EXPECT_EQ(EscapeForTerminal("\u061c"), "\\xd8\\x9c");
}

TEST(EscapeForTerminal, NoCharacterBreaksTheLine) {
  EXPECT_EQ(EscapeForTerminal("a\u2028b\u2029"), "a\\xe2\\x80\\xa8b\\xe2\\x80\\xa9");
}

TEST(EscapeForTerminal, WordsOfAnyLanguageStayReadable) {
  EXPECT_EQ(EscapeForTerminal("größe 猫 €"), "größe 猫 €");
}

TEST(ShortestNumber, ReadsBackAsTheSameFloatInAsFewDigitsAsThatTakes) {
  EXPECT_EQ(ShortestNumber(0.1F), "0.1");
  EXPECT_EQ(ShortestNumber(0.0F), "0");
  EXPECT_EQ(ShortestNumber(1e-7F), "1e-07");
  for (float x = 1e-30F; x < 1e30F; x *= 1.37F) EXPECT_EQ(std::stof(ShortestNumber(x)), x);
}

TEST(Nearest, FindsATypoAndRefusesAStranger) {
  const std::vector<std::string> taps = {"conv4_1", "conv4_2", "pool4"};
  EXPECT_EQ(Nearest("conv42", taps), "conv4_2");
  EXPECT_EQ(Nearest("zzzzzzz", taps), "");
}

TEST(IsUtf8, KnowsOverlongSurrogateAndTruncatedForms) {
  EXPECT_TRUE(IsUtf8(""));
  EXPECT_TRUE(IsUtf8("d\xc3\xa9j\xc3\xa0 \xf0\x9f\x8e\xb5\n\xc2\x85"));
  EXPECT_FALSE(IsUtf8("d\xe9j\xe0"));
  EXPECT_FALSE(IsUtf8("\xc0\xaf"));
  EXPECT_FALSE(IsUtf8("\xed\xa0\x80"));
  EXPECT_FALSE(IsUtf8("\xf5\x80\x80\x80"));
  EXPECT_FALSE(IsUtf8("ab\xe2\x82"));
}

TEST(InsteadOf, NamesTheNearestAndAllThereAre) {
  EXPECT_EQ(InsteadOf("vgish", {"desed", "vggish"}),
            "; did you mean 'vggish'? There are desed, vggish");
  EXPECT_EQ(InsteadOf("quite_another", {"desed", "vggish"}), "; there are desed, vggish");
}

}  // namespace
}  // namespace auricle
