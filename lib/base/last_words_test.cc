// SPDX-License-Identifier: Apache-2.0
#include "lib/base/last_words.h"

#include <unistd.h>

#include <fstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace auricle {
namespace {

TEST(MappedFile, IsKnownAtItsAddressesWhileItLives) {
  const char bytes[64] = {};
  EXPECT_EQ(MappedFileAt(bytes), nullptr);
  {
    MappedFile file(bytes + 8, 16,
                    "a\x1b"
                    "b");
    EXPECT_EQ(MappedFileAt(bytes + 7), nullptr);
    EXPECT_STREQ(MappedFileAt(bytes + 8), "a\\x1bb");
    EXPECT_STREQ(MappedFileAt(bytes + 23), "a\\x1bb");
    EXPECT_EQ(MappedFileAt(bytes + 24), nullptr);
    MappedFile moved(std::move(file));
    EXPECT_STREQ(MappedFileAt(bytes + 8), "a\\x1bb");
    file = MappedFile(bytes + 32, 4, std::string(1000, 'x'));
    EXPECT_EQ(std::string(MappedFileAt(bytes + 32)).size(), 255u);
  }
  EXPECT_EQ(MappedFileAt(bytes + 8), nullptr);
  EXPECT_EQ(MappedFileAt(bytes + 32), nullptr);
}

TEST(MappedFile, MoreThanAreKnownAreMappedAllTheSame) {
  std::vector<char> bytes(5000);
  std::vector<MappedFile> files;
  for (char& byte : bytes) files.emplace_back(&byte, 1, "x");
  EXPECT_NE(MappedFileAt(&bytes[0]), nullptr);
  EXPECT_EQ(MappedFileAt(&bytes[4999]), nullptr);
  files.clear();
  const MappedFile again(&bytes[4999], 1, "y");
  EXPECT_STREQ(MappedFileAt(&bytes[4999]), "y");
}

TEST(MappedFile, ThreadsDoNotMixTheirs) {
  std::vector<std::thread> threads;
  std::vector<int> wrong(8);
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([t, &wrong] {
      char byte[1];
      const std::string name(1, static_cast<char>('a' + t));
      for (int i = 0; i < 2000; ++i) {
        const MappedFile file(byte, 1, name);
        wrong[t] += MappedFileAt(byte) == nullptr || name != MappedFileAt(byte);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(8));
}

TEST(Temporary, GoesUnlessItIsOneNoLonger) {
  const std::string kept = testing::TempDir() + "/kept", gone = testing::TempDir() + "/gone";
  std::ofstream(kept) << "x";
  std::ofstream(gone) << "x";
  { const Temporary no_longer(kept); }
  const Temporary temporary(gone);
  RemoveTemporaries();
  EXPECT_EQ(access(kept.c_str(), F_OK), 0);
  EXPECT_NE(access(gone.c_str(), F_OK), 0);
}

}  // namespace
}  // namespace auricle
