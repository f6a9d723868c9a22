// SPDX-License-Identifier: Apache-2.0
#include "lib/report/figures/gnuplot_process.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "lib/base/stop.h"

namespace auricle {
namespace {

std::string Svg(const std::string& plot) {
  return absl::StrCat("set terminal svg\n", DataBlocks({"1\t2\n2\t3", "?\t?\n"}),
                      "set datafile separator tab missing '?'\n", plot, "\nset output\n");
}

// A program that is found as gnuplot is, for as long as this lives.
class Instead {
 public:
  explicit Instead(const std::string& script) : path_(std::getenv("PATH")) {
    std::signal(SIGPIPE, SIG_IGN);
    const std::string folder = testing::TempDir() + "/instead";
    mkdir(folder.c_str(), 0700);
    std::ofstream(folder + "/gnuplot") << "#!/bin/sh\n" << script << "\n";
    chmod((folder + "/gnuplot").c_str(), 0700);
    setenv("PATH", absl::StrCat(folder, ":", path_).c_str(), 1);
  }
  ~Instead() { setenv("PATH", path_.c_str(), 1); }

 private:
  std::string path_;
};

TEST(RunGnuplot, DrawsBlocksOfDataInEveryFormat) {
  for (const std::string format : {"svg", "pngcairo", "pdfcairo"}) {
    const auto drawn =
        RunGnuplot(absl::StrCat("set terminal ", format, "\n", DataBlocks({"1\t2\n2\t3\n"}),
                                "plot $d0 using 1:2 with lines\nset output\n"));
    ASSERT_TRUE(drawn.ok()) << drawn.status();
    EXPECT_TRUE(CheckDrawing(*drawn, format.substr(0, 3)).ok()) << format;
    for (const size_t cut : {size_t{8}, drawn->size() / 2, drawn->size()}) {
      EXPECT_FALSE(CheckDrawing(drawn->substr(0, drawn->size() - cut), format.substr(0, 3)).ok())
          << format << " without its last " << cut << " bytes passes for whole";
    }
  }
}

TEST(RunGnuplot, ASeriesThatItLeavesOutIsAnErrorThoughItEndsWithZero) {
  const auto drawn = RunGnuplot(Svg("plot $d0 using 1:2 with lines, $d1 using 1:2 with lines"));
  ASSERT_FALSE(drawn.ok());
  EXPECT_TRUE(absl::StrContains(drawn.status().message(), "no valid points")) << drawn.status();
}

TEST(RunGnuplot, WritesNoFileSoThatNoLimitCutsWhatItDraws) {
  rlimit before;
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit none = before;
  none.rlim_cur = 0;
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &none), 0);
  setenv("TMPDIR", "/no/such/folder", 1);
  const auto limited = RunGnuplot(Svg("plot $d0 using 1:2 with lines"));
  setrlimit(RLIMIT_FSIZE, &before);
  unsetenv("TMPDIR");
  const auto drawn = RunGnuplot(Svg("plot $d0 using 1:2 with lines"));
  ASSERT_TRUE(limited.ok() && drawn.ok()) << limited.status() << drawn.status();
  EXPECT_EQ(*limited, *drawn);
}

TEST(RunGnuplot, AScriptLongerThanAPipeHoldsIsReadWhole) {
  std::string data;
  for (int i = 0; i < 12000; ++i) absl::StrAppend(&data, i, "\t", i, "\n");
  const auto drawn = RunGnuplot(absl::StrCat("set terminal svg\n", DataBlocks({data}),
                                             "plot $d0 using 1:2 with points\nset output\n"));
  ASSERT_TRUE(drawn.ok()) << drawn.status();
  EXPECT_GT(drawn->size(), 200000u);
}

TEST(RunGnuplot, ItsDeathByASignalAndItsStatusAreTold) {
  {
    const Instead killed("kill -KILL $$");
    EXPECT_TRUE(absl::StrContains(RunGnuplot("").status().message(), "signal 9"));
  }
  const Instead failing("exit 3");
  EXPECT_TRUE(absl::StrContains(RunGnuplot("").status().message(), "status 3"));
}

TEST(RunGnuplot, WordsOfFontconfigAboutItsCacheAreNoFailure) {
  const Instead talking(
      "echo 'Fontconfig error: No writable cache directories' >&2;"
      "sed -n 's/^print \"\\(.*\\)\"$/\\1/p'; echo drawn");
  const auto drawn = RunGnuplot("");
  ASSERT_TRUE(drawn.ok()) << drawn.status();
  EXPECT_EQ(*drawn, "drawn\n");
}

TEST(RunGnuplot, ADrawingThatDiffersFromTheSecondTimeIsAnError) {
  for (const char* hole : {"echo drawn", "cat", "date +%N"}) {
    const Instead failing(hole);
    EXPECT_TRUE(absl::StrContains(RunGnuplot("").status().message(), "not the same")) << hole;
  }
}

// Last: nothing takes a request to stop back.
TEST(RunGnuplotZ, ASignalEndsTheWait) {
  const Instead endless("exec sleep 1000");
  RequestStop(SIGTERM);
  EXPECT_EQ(RunGnuplot("").status().code(), absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace auricle
