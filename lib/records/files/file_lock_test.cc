// SPDX-License-Identifier: Apache-2.0
#include "lib/records/files/file_lock.h"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace auricle {
namespace {

std::string Path() { return testing::TempDir() + "/x.checkpoint"; }
bool LockIsThere() { return access((Path() + ".lock").c_str(), F_OK) == 0; }

TEST(FileLock, IsOneProcessesAndSaysWhose) {
  auto lock = FileLock::Take(Path());
  ASSERT_TRUE(lock.ok()) << lock.status();
  const absl::Status second = FileLock::Take(Path()).status();
  EXPECT_EQ(second.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(absl::StrContains(second.message(), absl::StrCat("process ", getpid(), ";")))
      << second;
  lock->reset();
  EXPECT_FALSE(LockIsThere());
  EXPECT_TRUE(FileLock::Take(Path()).ok());
}

TEST(FileLock, OfAKilledProcessIsTakenOver) {
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto lock = FileLock::Take(Path());
    (void)!write(ready[1], lock.ok() ? "y" : "n", 1);
    while (true) pause();
  }
  char taken = 0;
  ASSERT_EQ(read(ready[0], &taken, 1), 1);
  ASSERT_EQ(taken, 'y');
  EXPECT_TRUE(absl::StrContains(FileLock::Take(Path()).status().message(),
                                absl::StrCat("process ", child)));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  EXPECT_TRUE(LockIsThere());
  EXPECT_TRUE(FileLock::Take(Path()).ok());
}

// What many processes do under the lock never overlaps, though each removes the file it locked.
TEST(FileLock, LetsOneInAtATime) {
  const std::string count = testing::TempDir() + "/count";
  std::ofstream(count) << 0;
  for (int process = 0; process < 4; ++process) {
    if (fork() != 0) continue;
    for (int done = 0; done < 50;) {
      const auto lock = FileLock::Take(Path());
      if (!lock.ok()) continue;
      int value = 0;
      std::ifstream(count) >> value;
      std::ofstream(count) << value + 1;
      ++done;
    }
    _exit(0);
  }
  while (wait(nullptr) > 0) {
  }
  int value = 0;
  std::ifstream(count) >> value;
  EXPECT_EQ(value, 200);
}

TEST(FileLock, WhereNoFileCanBeMadeIsAnError) {
  EXPECT_EQ(FileLock::Take("/no/such/folder/x").status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace auricle
