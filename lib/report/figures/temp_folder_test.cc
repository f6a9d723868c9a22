// SPDX-License-Identifier: Apache-2.0
#include "lib/report/figures/temp_folder.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <utility>

#include "gtest/gtest.h"

namespace auricle {
namespace {

bool Exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

TEST(TempFolder, GoesWithItsFilesAndIsNobodyElses) {
  std::string path;
  {
    absl::StatusOr<TempFolder> made = TempFolder::Create();
    ASSERT_TRUE(made.ok()) << made.status();
    TempFolder folder = *std::move(made);
    path = folder.path();
    ASSERT_TRUE(folder.Write("x", "a\nb").ok());
    EXPECT_EQ(ReadWhole(path + "/x"), "a\nb");
    struct stat info;
    ASSERT_EQ(stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 077, 0u);
  }
  EXPECT_FALSE(Exists(path));
}

TEST(TempFolder, StandsWhereTmpdirSays) {
  setenv("TMPDIR", testing::TempDir().c_str(), 1);
  const absl::StatusOr<TempFolder> folder = TempFolder::Create();
  ASSERT_TRUE(folder.ok()) << folder.status();
  EXPECT_EQ(folder->path().rfind(testing::TempDir(), 0), 0u);
  setenv("TMPDIR", "/no/such/folder", 1);
  EXPECT_EQ(TempFolder::Create().status().code(), absl::StatusCode::kUnavailable);
  unsetenv("TMPDIR");
}

TEST(ReadWhole, OfNothingIsEmpty) { EXPECT_EQ(ReadWhole("/no/such/file"), ""); }

}  // namespace
}  // namespace auricle
