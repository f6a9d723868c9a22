// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/tables/table.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/base/rng.h"

namespace auricle {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Table Parsed(absl::string_view text, const std::vector<std::string>& columns = {}) {
  absl::StatusOr<Table> table = ParseTable(text, columns);
  EXPECT_TRUE(table.ok()) << table.status();
  return table.ok() ? *table : Table();
}

std::string ErrorOf(absl::string_view text) {
  const absl::StatusOr<Table> table = ParseTable(text, {});
  return table.ok() ? "no error" : std::string(table.status().message());
}

TEST(ParseTable, TheSimplestManifest) {
  const Table table = Parsed("file,label\na.wav,dog\nb.wav,cat\n");
  EXPECT_THAT(table.columns, ElementsAre("file", "label"));
  ASSERT_EQ(table.rows.size(), 2);
  EXPECT_THAT(table.rows[1].cells, ElementsAre("b.wav", "cat"));
  EXPECT_EQ(table.rows[1].line, 3);
  EXPECT_EQ(table.Find("label"), 1);
  EXPECT_EQ(table.Find("lable"), -1);
}

TEST(ParseTable, QuotedCellsHoldDelimitersQuotesAndLineBreaks) {
  const Table table = Parsed("file,label\n\"a,b.wav\",\"say \"\"hi\"\"\nthere\"\nc.wav,\"\"\n");
  ASSERT_EQ(table.rows.size(), 2);
  EXPECT_THAT(table.rows[0].cells, ElementsAre("a,b.wav", "say \"hi\"\nthere"));
  EXPECT_THAT(table.rows[1].cells, ElementsAre("c.wav", ""));
  EXPECT_EQ(table.rows[1].line, 4);
}

TEST(ParseTable, AQuoteInsideAPlainCellIsAQuote) {
  EXPECT_THAT(Parsed("file,label\na.wav,5\" disk\n").rows[0].cells,
              ElementsAre("a.wav", "5\" disk"));
}

TEST(ParseTable, EveryLineEndGivesTheSameRows) {
  for (const char* text :
       {"f,l\na,b\nc,d\n", "f,l\r\na,b\r\nc,d\r\n", "f,l\ra,b\rc,d\r", "f,l\na,b\nc,d",
        "\xef\xbb\xbf"
        "f,l\r\n\r\na,b\n\nc,d\n\n"}) {
    const Table table = Parsed(text);
    EXPECT_THAT(table.columns, ElementsAre("f", "l")) << text;
    ASSERT_EQ(table.rows.size(), 2) << text;
    EXPECT_THAT(table.rows[0].cells, ElementsAre("a", "b")) << text;
    EXPECT_THAT(table.rows[1].cells, ElementsAre("c", "d")) << text;
  }
}

TEST(ParseTable, CrlfCountsAsOneLine) {
  EXPECT_EQ(Parsed("f,l\r\n\"a\r\nb\",x\r\nc,d\r\n").rows[1].line, 4);
}

TEST(ParseTable, TheFirstLineNamesTheDelimiter) {
  EXPECT_THAT(Parsed("f\tl\na,b\tc\n").rows[0].cells, ElementsAre("a,b", "c"));
  EXPECT_THAT(Parsed("f;l\na,b;c\n").rows[0].cells, ElementsAre("a,b", "c"));
  EXPECT_THAT(Parsed("\"f;x\",l\na;b,c\n").rows[0].cells, ElementsAre("a;b", "c"));
  EXPECT_THAT(Parsed("f|l\na|c\n").rows[0].cells, ElementsAre("a", "c"));
  EXPECT_THAT(Parsed("f|x,l\na|b,c\n").rows[0].cells, ElementsAre("a|b", "c"));
  EXPECT_THAT(Parsed("file\na.wav\n").rows[0].cells, ElementsAre("a.wav"));
}

TEST(ParseTable, OnlyTheFirstLineThatIsNotBlankNamesTheDelimiter) {
  EXPECT_THAT(Parsed("file\na;b.wav\nc\td.wav\n").rows[1].cells, ElementsAre("c\td.wav"));
  EXPECT_THAT(Parsed("\n\r\nf;l\na,b;c\n").rows[0].cells, ElementsAre("a,b", "c"));
  EXPECT_THAT(Parsed("\"f\nx\";l\na,b;c\n").rows[0].cells, ElementsAre("a,b", "c"));
}

TEST(ParseTable, SpacesAroundAColumnsNameDoNotMakeItAnother) {
  EXPECT_THAT(Parsed("file , label\na,b\n").columns, ElementsAre("file", "label"));
  EXPECT_THAT(Parsed("file\xc2\xa0,\xe2\x80\x8blabel \xc2\xa0\na,b\n").columns,
              ElementsAre("file", "label"));
  EXPECT_THAT(ErrorOf("file,label, label\na,b,c\n"), HasSubstr("two columns are called 'label'"));
}

TEST(ParseTable, GivenColumnsMakeTheFirstLineARow) {
  const Table table = Parsed("a.wav,dog\n", {"file", "label"});
  EXPECT_THAT(table.columns, ElementsAre("file", "label"));
  ASSERT_EQ(table.rows.size(), 1);
}

TEST(ParseTable, ARowOfAnotherLengthIsKeptForTheCallerToRefuse) {
  EXPECT_EQ(Parsed("f,l\na,b,c\n").rows[0].cells.size(), 3);
}

TEST(ParseTable, SpacesAroundAQuotedCellAreNotOfIt) {
  const Table table =
      Parsed("file,label\na.wav, \"low, \"\nb.wav,\t\"high\"  ,\nc.wav, 5\" disk\n");
  EXPECT_THAT(table.rows[0].cells, ElementsAre("a.wav", "low, "));
  EXPECT_THAT(table.rows[1].cells, ElementsAre("b.wav", "high"));
  EXPECT_THAT(table.rows[2].cells, ElementsAre("c.wav", " 5\" disk"));
  EXPECT_THAT(Parsed("f\tl\n\t\"x\"\n").rows[0].cells, ElementsAre("", "x"));
  EXPECT_THAT(ErrorOf("f,l\na, \"b\n"), HasSubstr("line 2: the quote"));
}

TEST(ParseTable, ExcelsSepLineNamesTheDelimiter) {
  for (const char* text : {"sep=;\r\nf,1;l\r\na,b;c\r\n", "\xef\xbb\xbfSEP=;\nf,1;l\na,b;c"}) {
    const Table table = Parsed(text);
    EXPECT_THAT(table.columns, ElementsAre("f,1", "l"));
    EXPECT_THAT(table.rows[0].cells, ElementsAre("a,b", "c"));
    EXPECT_EQ(table.rows[0].line, 3);
  }
  EXPECT_THAT(Parsed("sep=|\nf|l\na|b\n").columns, ElementsAre("f", "l"));
  EXPECT_THAT(Parsed("sep=\t\nf\tl\na\tb\n").columns, ElementsAre("f", "l"));
  EXPECT_THAT(Parsed("sep=x,l\na,b\n").columns, ElementsAre("sep=x", "l"));
}

TEST(ParseTable, RowsWithoutAFilledCellArePassedOver) {
  const Table table = Parsed("\n,,\nfile,label,\n,,\na.wav,low,\n   \nb.wav,high\n\"\",\" \",\n");
  EXPECT_THAT(table.columns, ElementsAre("file", "label", ""));
  ASSERT_EQ(table.rows.size(), 2);
  EXPECT_THAT(table.rows[0].cells, ElementsAre("a.wav", "low", ""));
  EXPECT_THAT(table.rows[1].cells, ElementsAre("b.wav", "high", ""));
}

TEST(ParseTable, EmptyCellsBeyondTheLastColumnGoAndFilledOnesStay) {
  EXPECT_THAT(Parsed("f,l\na,b,,\n").rows[0].cells, ElementsAre("a", "b"));
  EXPECT_EQ(Parsed("f,l\na,b,,c\n").rows[0].cells.size(), 4);
  EXPECT_EQ(Parsed("f,l,,x\na,b\n").rows[0].cells.size(), 2);
}

TEST(ParseTable, ASpreadsheetIsNamedWithTheWayToSaveItAsText) {
  EXPECT_THAT(ErrorOf("PK\x03\x04\x14"), HasSubstr("--convert-to csv"));
  EXPECT_THAT(ErrorOf("\xd0\xcf\x11\xe0"), HasSubstr("spreadsheet"));
  EXPECT_THAT(ErrorOf("\x1f\x8b\x08"), HasSubstr("gunzip"));
}

TEST(ParseTable, WhatIsNoTableIsRefusedWithItsLine) {
  EXPECT_THAT(ErrorOf("f,l\na,\"open\nb,c\n"), HasSubstr("line 2: the quote"));
  EXPECT_THAT(ErrorOf("f,l\na,\"b\"c\n"), HasSubstr("line 2: text follows"));
  EXPECT_THAT(ErrorOf("f,f\na,b\n"), HasSubstr("two columns are called 'f'"));
  EXPECT_THAT(ErrorOf(""), HasSubstr("empty"));
  EXPECT_THAT(ErrorOf("\n\n"), HasSubstr("empty"));
  EXPECT_THAT(ErrorOf("\xe3\x80\x80\n\xc2\xa0,\n"), HasSubstr("empty"));
  EXPECT_THAT(ErrorOf("\xff\xfe"
                      "f"),
              HasSubstr("UTF-16"));
  EXPECT_THAT(ErrorOf(absl::string_view("f\0l\n", 4)), HasSubstr("NUL"));
}

TEST(ParseTable, WhatIsWrittenWithQuotesIsReadBack) {
  Rng rng(1, "table");
  const absl::string_view alphabet = "ab,;\t\"\r\n \xc3\xa9";
  for (int trial = 0; trial < 200; ++trial) {
    std::string text = "f,l\n";
    std::vector<std::vector<std::string>> rows(1 + rng.Below(4), std::vector<std::string>(2));
    for (auto& row : rows) {
      for (std::string& cell : row) {
        if (&cell == &row[0]) cell = "x";  // A row of spaces would be passed over.
        for (uint64_t n = rng.Below(6); n > 0; --n) cell += alphabet[rng.Below(alphabet.size())];
        text += '"';
        for (const char c : cell) text += c == '"' ? std::string("\"\"") : std::string(1, c);
        text += &cell == &row[0] ? "\"," : "\"\n";
      }
    }
    const Table table = Parsed(text);
    ASSERT_EQ(table.rows.size(), rows.size()) << text;
    for (size_t r = 0; r < rows.size(); ++r) EXPECT_EQ(table.rows[r].cells, rows[r]) << text;
  }
}

TEST(ReadText, AMissingFileAndADirectoryAreNamed) {
  EXPECT_EQ(ReadText("/nowhere/x.csv").status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(ReadText("/").status().message()), HasSubstr("give the table's file"));
}

}  // namespace
}  // namespace auricle
