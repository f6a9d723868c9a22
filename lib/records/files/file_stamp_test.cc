// SPDX-License-Identifier: Apache-2.0
#include "lib/records/files/file_stamp.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "lib/records/files/fd.h"

namespace auricle {
namespace {

class FileStampTest : public testing::Test {
 protected:
  FileStampTest() : path_(testing::TempDir() + "/data"), fd_(Written()) {
    // Long ago: two writes within a tick of the clock would have the same time.
    const timespec then[] = {{1000, 0}, {1000, 0}};
    futimens(fd_.get(), then);
    stamp_.emplace_back(*FileStamp::Of(fd_.get(), path_));
  }
  Fd Written() {
    std::remove(path_.c_str());
    std::ofstream(path_) << "0123456789";
    return *OpenToRead(path_);
  }
  bool Unchanged() const { return stamp_[0].CheckUnchanged().ok(); }

  std::string path_;
  Fd fd_;
  std::vector<FileStamp> stamp_;
};

TEST_F(FileStampTest, AFileThatNobodyTouchesIsUnchanged) { EXPECT_TRUE(Unchanged()); }

TEST_F(FileStampTest, BytesWrittenInPlaceAreSeen) {
  std::fstream(path_, std::ios::in | std::ios::out) << "x";
  EXPECT_FALSE(Unchanged());
}

TEST_F(FileStampTest, ACutFileIsSeenAndBothSizesAreSaid) {
  ASSERT_EQ(truncate(path_.c_str(), 4), 0);
  const absl::Status status = stamp_[0].CheckUnchanged();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_TRUE(absl::StrContains(status.message(), "(10 bytes when it was opened, now 4)"));
}

TEST_F(FileStampTest, AFileThatLostItsNameIsStillWhatItWas) {
  std::remove(path_.c_str());
  EXPECT_TRUE(Unchanged());
  std::ofstream(path_ + ".new") << "other bytes";
  ASSERT_EQ(rename((path_ + ".new").c_str(), path_.c_str()), 0);
  EXPECT_TRUE(Unchanged());
}

TEST(FileStamp, OfWhatIsNoFileNothingIsAsked) {
  const Fd null = *OpenToRead("/dev/null");
  EXPECT_TRUE(FileStamp::Of(null.get(), "/dev/null")->CheckUnchanged().ok());
}

}  // namespace
}  // namespace auricle
