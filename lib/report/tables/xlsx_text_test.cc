// SPDX-License-Identifier: Apache-2.0
#include "lib/report/tables/xlsx_text.h"

#include <set>
#include <string>

#include "gtest/gtest.h"

namespace auricle {
namespace {

TEST(CellText, HasNoControlBytesAndFitsACell) {
  EXPECT_EQ(CellText("a\x01"
                     "b"),
            "a\\x01b");
  const std::string euros(50000, 'x');
  EXPECT_EQ(CellText(euros).size(), 32000u);
  std::string wide;
  for (int i = 0; i < 20000; ++i) wide += "é";
  const std::string cut = CellText("x" + wide);
  EXPECT_EQ(cut.size(), 31999u);  // Between letters, not within one.
}

TEST(SheetName, IsOneThatExcelTakes) {
  std::set<std::string> taken;
  EXPECT_EQ(SheetName("emotion on [a]:*?/\\'b", &taken), "emotion on _a_______b");
  EXPECT_EQ(SheetName("", &taken), "results");
  EXPECT_EQ(SheetName(std::string(99, 'y'), &taken).size(), 27u);
}

TEST(SheetName, ComesOnceHoweverItIsWritten) {
  std::set<std::string> taken = {"notes"};
  EXPECT_EQ(SheetName("Notes", &taken), "Notes 2");
  EXPECT_EQ(SheetName("emotion", &taken), "emotion");
  EXPECT_EQ(SheetName("EMOTION", &taken), "EMOTION 2");
  EXPECT_EQ(SheetName("emotion", &taken), "emotion 3");
}

}  // namespace
}  // namespace auricle
