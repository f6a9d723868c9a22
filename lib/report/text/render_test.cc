// SPDX-License-Identifier: Apache-2.0
// Escaping, figures and pages: text from data must be inert in every format.
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "lib/report/figures/gnuplot.h"
#include "lib/report/text/document.h"
#include "lib/report/text/escape.h"
#include "lib/report/text/html.h"
#include "lib/report/text/markdown.h"

namespace auricle {
namespace {

const char* const kHostile[] = {"<script>alert(1)</script>",
                                "'\"><img src=x onerror=alert(1)>",
                                "`touch pwned`",
                                "$(touch pwned)",
                                "'; system 'touch pwned'\n",
                                "=cmd|'/C calc'!A0",
                                "a\tb\nc\rd",
                                "[x](javascript:alert(1))",
                                "</svg></style>&amp;",
                                "\x1b[2J\xff",
                                "q0q"};

TEST(Escape, HtmlHasNoMarkupLeft) {
  for (const char* text : kHostile) {
    const std::string html = EscapeHtml(text);
    EXPECT_EQ(html.find_first_of("<>\"'\n\t\x1b"), std::string::npos) << html;
  }
  EXPECT_EQ(EscapeHtml("a & b"), "a &amp; b");
}

TEST(Escape, MarkdownCellsStayCells) {
  EXPECT_EQ(EscapeMarkdown("a|b"), "a\\|b");
  EXPECT_EQ(EscapeMarkdown("[x](y) `z` <b>"), "\\[x\\](y) \\`z\\` &lt;b&gt;");
  EXPECT_EQ(EscapeMarkdown("see https://evil.example, www.evil.example: no link"),
            "see https\\://evil.example, www\\.evil.example: no link");
  for (const char* text : kHostile) {
    EXPECT_EQ(EscapeMarkdown(text).find_first_of("<>\n\t"), std::string::npos) << text;
  }
}

TEST(Escape, TsvCellsRunNothingInASpreadsheetAndNumbersStayNumbers) {
  EXPECT_EQ(EscapeTsv("=1+1"), "'=1+1");
  EXPECT_EQ(EscapeTsv("@SUM(A1)"), "'@SUM(A1)");
  EXPECT_EQ(EscapeTsv("-0.25"), "-0.25");
  EXPECT_EQ(EscapeTsv("-x"), "'-x");
  EXPECT_EQ(EscapeTsv("\"; a"), "'\"; a");  // A quoted cell would go on over the tabs.
  EXPECT_EQ(EscapeTsv("a\tb\n"), "a\\x09b\\x0a");
}

Plot OnePlot(const std::vector<std::string>& labels) {
  Plot plot;
  std::vector<std::string> tics;
  for (size_t i = 0; i < labels.size(); ++i) {
    tics.push_back(absl::StrCat(LabelToken(labels[i], &plot), " ", i));
  }
  plot.data = {"0\t0\n1\t1\n2\t?\n"};
  plot.script = {
      "unset key", absl::StrCat("set ytics (", absl::StrJoin(tics, ", "), ")"),
      absl::StrCat("plot [0:2][-1:12] $d0 using 1:2 with linespoints pt 7 lc ", Colour("series1"))};
  return plot;
}

TEST(Gnuplot, DrawsLabelsThatRunNothingAndShowAsTheyAre) {
  const std::string folder = testing::TempDir();
  ASSERT_EQ(chdir(folder.c_str()), 0);
  const std::vector<std::string> labels(std::begin(kHostile), std::end(kHostile));
  const auto svgs = DrawSvg({OnePlot(labels), OnePlot({"plain"})});
  ASSERT_TRUE(svgs.ok()) << svgs.status();
  ASSERT_EQ(svgs->size(), 2u);
  for (const std::string& label : labels) {
    EXPECT_TRUE(absl::StrContains((*svgs)[0], absl::StrCat("<text>", EscapeHtml(label), "</text>")))
        << label;
  }
  EXPECT_FALSE(absl::StrContains((*svgs)[0], "<script"));
  EXPECT_FALSE(absl::StrContains((*svgs)[0], "<img"));
  EXPECT_TRUE(absl::StrContains((*svgs)[0], "var(--series1)"));
  EXPECT_FALSE(absl::StrContains((*svgs)[0], "rgb("));
  EXPECT_TRUE(absl::StrContains((*svgs)[1], "<text>plain</text>"));
  struct stat info;
  EXPECT_NE(stat("pwned", &info), 0);
}

TEST(Gnuplot, ElementsAreBalanced) {
  const auto svgs = DrawSvg({OnePlot({"a", "b"})});
  ASSERT_TRUE(svgs.ok()) << svgs.status();
  const auto count = [&](const char* what) {
    return std::vector<std::string>(absl::StrSplit((*svgs)[0], what)).size() - 1;
  };
  EXPECT_GT(count("<g"), 3u);
  EXPECT_EQ(count("<g"), count("</g>"));
  EXPECT_EQ(count("<svg"), 1u);
  EXPECT_EQ(count("</svg>"), 1u);
}

TEST(Gnuplot, SaysWhatIsWrongWithAScript) {
  Plot plot;
  plot.script = {"plot nonsense("};
  const auto svgs = DrawSvg({plot});
  EXPECT_EQ(svgs.status().code(), absl::StatusCode::kInternal);
  EXPECT_TRUE(absl::StrContains(svgs.status().message(), "nonsense"));
}

TEST(Gnuplot, ItsAbsenceIsToldWithARemedy) {
  const std::string path = std::getenv("PATH");
  setenv("PATH", "/nowhere", 1);
  const auto svgs = DrawSvg({OnePlot({"a"})});
  setenv("PATH", path.c_str(), 1);
  EXPECT_EQ(svgs.status().code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(absl::StrContains(svgs.status().message(), "gnuplot-nox"));
}

Document HostileDocument() {
  Document document;
  document.title = kHostile[0];
  for (const char* text : kHostile) {
    Block verdict;
    verdict.kind = Block::Kind::kVerdict;
    verdict.lead = verdict.text = text;
    document.blocks.push_back(verdict);
    Block legend;
    legend.kind = Block::Kind::kLegend;
    legend.legend = {text};
    document.blocks.push_back(legend);
    Table table;
    table.caption = text;
    table.columns = {{text, false, text}, {text}};
    Cell cell = {text};
    cell.hover = text;
    table.rows = {{cell, cell}};
    Block tables;
    tables.kind = Block::Kind::kTable;
    tables.tables = {table};
    document.blocks.push_back(tables);
  }
  return document;
}

TEST(Html, HostileTextIsInertAndThePageLoadsNothing) {
  const auto html = RenderHtml(HostileDocument());
  ASSERT_TRUE(html.ok()) << html.status();
  for (const char* bad : {"<script", "<img", "onerror=alert(1)>", "http://", "https://", "\x1b"}) {
    EXPECT_FALSE(absl::StrContains(*html, bad)) << bad;
  }
  EXPECT_TRUE(absl::StrContains(*html, "default-src 'none'"));
  EXPECT_TRUE(absl::StrContains(*html, "&lt;script&gt;"));
}

TEST(Html, EveryDrawingHasANameForWhoDoesNotSeeIt) {
  Document document;
  Block block;
  block.kind = Block::Kind::kFigures;
  block.figures.emplace_back();
  block.figures[0].title = "gain \"by\" <layer>";
  block.figures[0].plot = OnePlot({"a"});
  document.blocks.push_back(block);
  const auto html = RenderHtml(document);
  ASSERT_TRUE(html.ok()) << html.status();
  EXPECT_TRUE(
      absl::StrContains(*html, "aria-label=\"gain &quot;by&quot; &lt;layer&gt;\" role=\"img\""));
}

TEST(Markdown, EveryTableRowKeepsItsCells) {
  const std::string text = RenderMarkdown(HostileDocument());
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    if (!absl::StartsWith(line, "|")) continue;
    int bars = 0;
    for (size_t i = 0; i < line.size(); ++i)
      bars += line[i] == '|' && (i == 0 || line[i - 1] != '\\');
    EXPECT_EQ(bars, 3) << line;
  }
}

}  // namespace
}  // namespace auricle
