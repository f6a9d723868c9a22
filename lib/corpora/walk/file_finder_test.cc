// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/walk/file_finder.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/corpora/walk/tree_testing.h"

namespace auricle {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kComposed[] =
    "w/stra\xc3\x9f"
    "e_\xc3\xbc.wav";
constexpr char kDecomposed[] =
    "w/stra\xc3\x9f"
    "e_u\xcc\x88.wav";

class FileFinderTest : public testing::Test {
 protected:
  FileFinderTest() : directory_(FreshDirectory()), finder_(directory_) {
    for (const char* file : {"w/a.wav", "Low/Deep/1.wav", kComposed}) WriteFile(directory_, file);
  }
  std::string Found(const std::string& path) {
    const absl::StatusOr<std::string> found = finder_.Find(path);
    return found.ok() ? *found : std::string(found.status().message());
  }
  std::string directory_;
  FileFinder finder_;
};

TEST_F(FileFinderTest, APathThatIsThereIsTakenAsItIs) {
  WriteFile(directory_, "w/A.wav");
  WriteFile(directory_, "w/back\\slash.wav");
  EXPECT_EQ(Found("w/a.wav"), "w/a.wav");
  EXPECT_EQ(Found("w/A.wav"), "w/A.wav");
  EXPECT_EQ(Found("w/back\\slash.wav"), "w/back\\slash.wav");
  EXPECT_THAT(finder_.Notes(), IsEmpty());
}

TEST_F(FileFinderTest, BackslashesOfWindowsLeadToTheFileAndAreSaid) {
  EXPECT_EQ(Found("w\\a.wav"), "w/a.wav");
  EXPECT_EQ(Found("Low\\Deep\\1.wav"), "Low/Deep/1.wav");
  EXPECT_THAT(finder_.Notes(), ElementsAre(HasSubstr("2 paths have backslashes, as on Windows; "
                                                     "took 'w/a.wav' for 'w\\a.wav'")));
  EXPECT_THAT(Found("C:\\data\\a.wav"), HasSubstr("its backslashes are Windows'"));
}

TEST_F(FileFinderTest, AnotherNormalFormOrCaseLeadsToTheFileAndIsShown) {
  EXPECT_EQ(Found(kDecomposed), kComposed);
  EXPECT_EQ(Found("low/DEEP/1.WAV"), "Low/Deep/1.wav");
  EXPECT_THAT(finder_.Notes(),
              ElementsAre(HasSubstr("2 paths are spelled otherwise on the disk (in case or in "
                                    "Unicode's normal form); took the file "
                                    "'w/stra\xc3\x9f"
                                    "e_\\u00fc.wav' for "
                                    "'w/stra\xc3\x9f"
                                    "e_u\\u0308.wav'")));
}

TEST_F(FileFinderTest, SeveralFilesThatReadAlikeAreNotChosenFrom) {
  WriteFile(directory_, "w/A.wav");
  EXPECT_THAT(Found("w/a.WAV"), HasSubstr("several read alike: "));
  EXPECT_THAT(Found("w/a.WAV"), HasSubstr("'A.wav'"));
}

TEST_F(FileFinderTest, WhatIsNotThereIsNamedWithWhatIsNear) {
  EXPECT_THAT(Found("w/b.wav"), HasSubstr("did you mean 'a.wav' in '"));
  EXPECT_THAT(Found("w/a"), HasSubstr("did you mean 'a.wav' in '"));
  EXPECT_THAT(Found("none/b.wav"), HasSubstr("there is no file '"));
  EXPECT_THAT(Found("w"), HasSubstr("there is no file '"));
  EXPECT_THAT(Found("w/a.wav/x"), HasSubstr("there is no file '"));
  EXPECT_THAT(finder_.Notes(), IsEmpty());
}

}  // namespace
}  // namespace auricle
