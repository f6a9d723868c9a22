// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/walk/walk.h"

#include <unistd.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/corpora/walk/tree_testing.h"

namespace auricle {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class WalkTest : public testing::Test {
 protected:
  WalkTest() : directory_(FreshDirectory()) {}
  void Link(const std::string& to, const std::string& at) {
    fs::create_directory_symlink(to, directory_ + "/" + at);
  }
  Walk Walked() {
    absl::StatusOr<Walk> walk = WalkAudioFolder(directory_);
    EXPECT_TRUE(walk.ok()) << walk.status();
    return walk.ok() ? *std::move(walk) : Walk();
  }
  std::string directory_;
};

TEST_F(WalkTest, AudioIsFoundByItsEndingInByteOrder) {
  for (const char* file :
       {"b/x.WAV", "a.flac", "b.wav", "a/y.mp3", "notes.txt", "z.sph", "Makefile"}) {
    WriteFile(directory_, file);
  }
  const Walk walk = Walked();
  EXPECT_THAT(walk.files, ElementsAre("a.flac", "a/y.mp3", "b.wav", "b/x.WAV", "z.sph"));
  EXPECT_THAT(walk.folders, ElementsAre("", "a", "b"));
  EXPECT_EQ(walk.seen, 7);
  EXPECT_EQ(DescribePassedOver(walk.passed_over),
            "1 not audio (.txt) ('notes.txt'), 1 not audio (no ending) ('Makefile')");
}

TEST_F(WalkTest, WhatIsHiddenOrTheSystemsIsPassedOver) {
  for (const char* file :
       {"a/._x.wav", "a/x.wav", ".Trash-1000/files/y.wav", "a/.ipynb_checkpoints/x-checkpoint.wav",
        "__MACOSX/a/._x.wav", "lost+found/z.wav", "$Recycle.Bin/q.wav", "@eaDir/x.wav"}) {
    WriteFile(directory_, file);
  }
  const Walk walk = Walked();
  EXPECT_THAT(walk.files, ElementsAre("a/x.wav"));
  EXPECT_EQ(walk.passed_over.at("hidden").count, 3);
  EXPECT_EQ(walk.passed_over.at("of the system").count, 4);
}

TEST_F(WalkTest, AFolderThatIsHiddenItselfIsWalkedWhenItIsAskedFor) {
  WriteFile(directory_, ".cache/x.wav");
  directory_ += "/.cache";
  EXPECT_THAT(Walked().files, ElementsAre("x.wav"));
}

TEST_F(WalkTest, NoFolderIsWalkedTwiceWhateverLinksLeadToIt) {
  WriteFile(directory_, "a/x.wav");
  WriteFile(directory_, "b/y.wav");
  Link("..", "a/up");
  Link(".", "a/self");
  Link("../b", "a/b");
  Link("../a", "b/a");
  Link(directory_, "whole");
  const Walk walk = Walked();
  EXPECT_THAT(walk.files, ElementsAre("a/x.wav", "b/y.wav"));
  EXPECT_EQ(walk.passed_over.at("linked again").count, 5);
}

// Each used to be walked once from every other: 10! ways.
TEST_F(WalkTest, TenFoldersThatAllLinkEachOtherAreWalkedAtOnce) {
  for (char from = 'a'; from < 'k'; ++from) {
    WriteFile(directory_, absl::StrCat(std::string(1, from), "/x.wav"));
    for (char to = 'a'; to < 'k'; ++to) {
      Link(absl::StrCat("../", std::string(1, to)),
           absl::StrCat(std::string(1, from), "/to_", std::string(1, to)));
    }
  }
  EXPECT_EQ(Walked().files.size(), 10);
}

TEST_F(WalkTest, AFolderElsewhereIsWalkedOnceByTheFirstOfItsLinks) {
  const std::string elsewhere = FreshDirectory();
  WriteFile(elsewhere, "deep/x.wav");
  Link(elsewhere, "b");
  Link(elsewhere, "a");
  Link(elsewhere + "/deep", "c");
  const Walk walk = Walked();
  EXPECT_THAT(walk.files, ElementsAre("a/deep/x.wav"));
  EXPECT_EQ(walk.passed_over.at("linked again").first, "b");
}

TEST_F(WalkTest, ALinkThatLeadsNowhereIsAFault) {
  WriteFile(directory_, "a.wav");
  Link("gone", "data");
  const Walk walk = Walked();
  EXPECT_THAT(walk.files, ElementsAre("a.wav"));
  ASSERT_EQ(walk.faults.size(), 1);
  EXPECT_EQ(walk.faults[0].path, "data");
}

TEST_F(WalkTest, AudioThatIsNotDecodedIsNamedWithTheWayToConvertIt) {
  for (const char* file : {"x.wav", "b/phone.M4A", "c.m4a", "d.wma", "film.mp4"}) {
    WriteFile(directory_, file);
  }
  const Walk walk = Walked();
  EXPECT_THAT(walk.files, ElementsAre("x.wav"));
  EXPECT_THAT(DescribeForeignAudio(walk.passed_over),
              ElementsAre(HasSubstr("2 files of .m4a are left out, for that is not decoded here; "
                                    "convert each: ffmpeg -i 'b/phone.M4A' 'b/phone.flac'"),
                          HasSubstr("1 file of .mp4"), HasSubstr("ffmpeg -i 'd.wma' 'd.flac'")));
  EXPECT_THAT(DescribeForeignAudio({{"hidden", {1, "x"}}}), IsEmpty());
}

TEST_F(WalkTest, WhatIsNoFolderIsAnError) {
  WriteFile(directory_, "x.wav");
  EXPECT_EQ(WalkFolder(directory_ + "/none").status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(WalkFolder(directory_ + "/x.wav").status().message()),
              HasSubstr("is a file, not a directory"));
}

}  // namespace
}  // namespace auricle
