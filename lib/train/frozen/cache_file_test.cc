// SPDX-License-Identifier: Apache-2.0
#include "lib/train/frozen/cache_file.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace auricle {
namespace {

using testing::HasSubstr;

class CacheFileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::remove_all(Root());
    directory_.path = Root() + "/made/on the way";
    directory_.max_bytes = 10000;
  }
  static std::string Root() { return testing::TempDir() + "/cache_file_test"; }

  absl::StatusOr<std::unique_ptr<CacheFile>> Fill(const std::string& key,
                                                  const std::vector<std::string>& blobs) {
    std::vector<int64_t> sizes;
    for (const std::string& blob : blobs) sizes.push_back(static_cast<int64_t>(blob.size()));
    auto writer = CacheWriter::Create(directory_, key, sizes.size(), CacheFileBytes(key, sizes));
    if (!writer.ok()) return writer.status();
    for (const std::string& blob : blobs) {
      const absl::Status status = (*writer)->Append(blob);
      if (!status.ok()) return status;
    }
    return (*writer)->Commit();
  }

  bool Has(const std::string& key) const { return CacheFile::Find(directory_, key).ok(); }

  int64_t Held() const {
    int64_t bytes = 0;
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path)) {
      bytes += static_cast<int64_t>(entry.file_size());
    }
    return bytes;
  }

  void SetAge(const std::string& key, int seconds) const {
    timespec times[2];
    times[0].tv_sec = times[1].tv_sec = time(nullptr) - seconds;
    times[0].tv_nsec = times[1].tv_nsec = 0;
    ASSERT_EQ(utimensat(AT_FDCWD, CachePath(directory_, key).c_str(), times, 0), 0);
  }

  CacheDirectory directory_;
};

TEST_F(CacheFileTest, WhatWasFilledIsFound) {
  const std::vector<std::string> blobs = {"first", "", std::string(1000, 'x')};
  EXPECT_EQ(CacheFile::Find(directory_, "key").status().code(), absl::StatusCode::kNotFound);
  const auto filled = Fill("key", blobs);
  ASSERT_TRUE(filled.ok()) << filled.status();
  const auto found = CacheFile::Find(directory_, "key");
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_EQ((*found)->size(), 3);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ((*found)->blob(i), blobs[i]);
    EXPECT_EQ((*filled)->blob(i), blobs[i]);
    EXPECT_EQ(reinterpret_cast<uintptr_t>((*found)->blob(i).data()) % 64, 0);
  }
  EXPECT_EQ(CacheFile::Find(directory_, "another").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(CacheFileTest, NoByteCanChangeUnseen) {
  ASSERT_TRUE(Fill("key", {"first", "second"}).ok());
  const std::string path = CachePath(directory_, "key");
  std::ifstream in(path, std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(in), {}};
  const auto error = [&](const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
    return CacheFile::Find(directory_, "key").status();
  };
  ASSERT_TRUE(error(whole).ok());
  for (size_t i = 0; i < whole.size(); ++i) {
    if (whole[i] == '\0' && i >= 67) continue;  // Fills up to the alignment.
    std::string broken = whole;
    broken[i] ^= 1;
    EXPECT_EQ(error(broken).code(), absl::StatusCode::kDataLoss) << "byte " << i;
  }
  for (const size_t size : {size_t{0}, size_t{31}, whole.size() - 64, whole.size() - 60}) {
    EXPECT_EQ(error(whole.substr(0, size)).code(), absl::StatusCode::kDataLoss) << size;
  }
  EXPECT_THAT(std::string(error("").message()), HasSubstr("is damaged"));
}

TEST_F(CacheFileTest, TheBoundHoldsAndTheLeastRecentlyUsedGoesFirst) {
  const std::string blob(3000, 'x');
  for (const char* key : {"a", "b", "c"}) ASSERT_TRUE(Fill(key, {blob}).ok());
  SetAge("a", 300);
  SetAge("b", 200);
  SetAge("c", 100);
  const auto a = CacheFile::Find(directory_, "a");  // Used just now; and stays readable below.
  ASSERT_TRUE(a.ok());
  ASSERT_TRUE(Fill("d", {blob}).ok());
  EXPECT_FALSE(Has("b"));
  SetAge("a", 50);
  ASSERT_TRUE(Fill("e", {blob + blob}).ok());
  EXPECT_FALSE(Has("c"));
  EXPECT_FALSE(Has("a"));
  EXPECT_EQ((*a)->blob(0), blob);
  EXPECT_TRUE(Has("d") && Has("e"));
  EXPECT_LE(Held(), directory_.max_bytes);
  EXPECT_EQ(Fill("f", {std::string(10000, 'x')}).status().code(),
            absl::StatusCode::kResourceExhausted);
}

TEST_F(CacheFileTest, WhatWasBegunAndNotEndedLeavesNothing) {
  {
    const auto writer = CacheWriter::Create(directory_, "key", 2, 4000);
    ASSERT_TRUE(writer.ok()) << writer.status();
    ASSERT_TRUE((*writer)->Append("half").ok());
    EXPECT_EQ(Held(), 4000);  // Taken at once, so that two who fill see one another.
  }
  EXPECT_EQ(Held(), 0);
  EXPECT_FALSE(Has("key"));
}

TEST_F(CacheFileTest, TwoThatFillAtOnceLeaveOneWholeFile) {
  const auto first = CacheWriter::Create(directory_, "key", 1, 1000);
  const auto second = CacheWriter::Create(directory_, "key", 1, 1000);
  ASSERT_TRUE(first.ok() && second.ok());
  ASSERT_TRUE((*first)->Append("same").ok());
  ASSERT_TRUE((*second)->Append("same").ok());
  const auto one = (*first)->Commit(), other = (*second)->Commit();
  ASSERT_TRUE(one.ok() && other.ok());
  EXPECT_EQ((*one)->blob(0), (*other)->blob(0));
  EXPECT_TRUE(Has("key"));
}

TEST_F(CacheFileTest, AFileWhereTheDirectoryShouldBeIsAnError) {
  std::filesystem::create_directories(Root());
  std::ofstream(Root() + "/made") << "a file";
  EXPECT_FALSE(Fill("key", {"x"}).ok());
}

TEST_F(CacheFileTest, AFullDiskIsToldBeforeAnythingIsComputed) {
  signal(SIGXFSZ, SIG_IGN);
  rlimit before, small = {2000, RLIM_INFINITY};
  getrlimit(RLIMIT_FSIZE, &before);
  small.rlim_max = before.rlim_max;
  setrlimit(RLIMIT_FSIZE, &small);
  const auto writer = CacheWriter::Create(directory_, "key", 1, 5000);
  setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_FALSE(writer.ok());
  EXPECT_EQ(Held(), 0);
}

}  // namespace
}  // namespace auricle
