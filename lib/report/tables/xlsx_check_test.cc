// SPDX-License-Identifier: Apache-2.0
#include "lib/report/tables/xlsx_check.h"

#include <sys/resource.h>

#include <csignal>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "lib/evaluate/results_file.h"
#include "lib/report/tables/run_grid.h"
#include "lib/report/tables/xlsx.h"

namespace auricle {
namespace {

// A grid whose sheet takes more than a buffer of stdio.
std::vector<Grid> Grids() {
  std::vector<RunResults> runs(40);
  for (size_t i = 0; i < runs.size(); ++i) {
    RunInfo* run = runs[i].header.mutable_run();
    run->set_name(absl::StrCat("run ", i));
    run->set_task("digit");
    run->set_plan("random");
    run->set_split("test");
    run->set_seed(i);
    run->add_classes("a");
    run->add_classes("b");
    Outcome outcome;
    outcome.set_id("x");
    runs[i].outcomes.push_back(outcome);
  }
  return BuildGrids(runs, "");
}

TEST(IsWholeXml, EveryCutOfAnElementIsSeen) {
  const std::string text =
      "<?xml version=\"1.0\"?>\n<sheet a=\"b > c\"><row r='1'/><c><v>1</v></c></sheet>";
  EXPECT_TRUE(IsWholeXml(text));
  EXPECT_TRUE(IsWholeXml(text + "\n"));
  for (size_t size = 0; size < text.size(); ++size) {
    EXPECT_FALSE(IsWholeXml(text.substr(0, size))) << text.substr(0, size);
  }
  EXPECT_FALSE(IsWholeXml("<a><b></a></b>"));
  EXPECT_FALSE(IsWholeXml("<a></a></a>"));
  EXPECT_FALSE(IsWholeXml("<a <b></b>"));
}

TEST(CheckXlsx, EveryCutAndEveryFlippedByteOfWhatIsReadIsSeen) {
  const auto book = RenderXlsx(Grids());
  ASSERT_TRUE(book.ok()) << book.status();
  EXPECT_TRUE(CheckXlsx(*book).ok()) << CheckXlsx(*book);
  for (size_t size = 0; size < book->size(); size += 97) {
    EXPECT_FALSE(CheckXlsx(book->substr(0, size)).ok()) << size;
  }
  size_t seen = 0, flipped = 0;
  for (size_t at = 0; at < book->size(); at += 61, ++flipped) {
    std::string wrong = *book;
    wrong[at] ^= 0x10;
    seen += !CheckXlsx(wrong).ok();
  }
  // Times and attributes of entries, which nothing reads, are the rest.
  EXPECT_GT(seen, flipped * 9 / 10);
}

TEST(RenderXlsx, ALimitOnTheSizeOfFilesMakesNoWorkbookThatIsCut) {
  std::signal(SIGXFSZ, SIG_IGN);
  const auto whole = RenderXlsx(Grids());
  ASSERT_TRUE(whole.ok());
  rlimit before;
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  int failed = 0;
  for (rlim_t most = 1024; most < 64 * 1024; most += 1024) {
    rlimit limit = before;
    limit.rlim_cur = most;
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
    const auto book = RenderXlsx(Grids());
    setrlimit(RLIMIT_FSIZE, &before);
    if (book.ok()) {
      EXPECT_EQ(*book, *whole) << most;
    } else {
      ++failed;
      EXPECT_TRUE(absl::StrContains(book.status().message(), "TMPDIR")) << book.status();
    }
  }
  EXPECT_GT(failed, 8);
  EXPECT_LT(failed, 62);
}

}  // namespace
}  // namespace auricle
