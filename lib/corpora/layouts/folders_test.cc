// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/layouts/folders.h"

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

using FoldersTest = ParserTest;

TEST_F(FoldersTest, ALabelPatternTakesTheLabelsFromNames) {
  for (const char* file : {"a/7_theo_12.wav", "0_george_4.wav", "notes.wav"}) {
    WriteFile(directory_, file);
  }
  request_.label_pattern = "{label}_{speaker}_{take}.wav";
  request_.task = "digit";
  request_.tasks = {"speaker"};
  const Listing listing = Listed("folders");
  EXPECT_THAT(Lines(listing), ElementsAre("0_george_4.wav digit=0 speaker=george",
                                          "a/7_theo_12.wav digit=7 speaker=theo"));
  EXPECT_THAT(Refusals(listing),
              ElementsAre(HasSubstr("notes.wav: its name does not fit --label_pattern='{label}_")));
  EXPECT_EQ(listing.label_task, "digit");
}

TEST_F(FoldersTest, FieldsOfNamesServeAsColumnsDo) {
  WriteFile(directory_, "train/03a01Fa.wav");
  WriteFile(directory_, "test/08a01Na.wav");
  request_.columns = {"part"};
  request_.split_column = "part";
  request_.source_column = "speaker";
  request_.label_pattern = "{speaker:2}{text:3}{emotion:1}{version:1}.wav";
  request_.label_column = "emotion";
  const Listing listing = Listed("folders");
  EXPECT_THAT(Lines(listing), ElementsAre("test/08a01Na.wav emotion=N text=a01 version=a",
                                          "train/03a01Fa.wav emotion=F text=a01 version=a"));
  EXPECT_EQ(listing.clips[0].assignments().at("official"), TEST);
  EXPECT_THAT(listing.clips[0].source(), HasSubstr("/08"));
}

TEST_F(FoldersTest, APatternThatCannotBeReadAndAFieldThatIsNotThereAreErrors) {
  WriteFile(directory_, "7_theo_12.wav");
  request_.label_pattern = "{digit}_{speaker";
  EXPECT_THAT(ErrorOf("folders"), HasSubstr("--label_pattern: '{digit}_{speaker'"));
  request_.label_pattern = "{digit}_{speaker}_{}.wav";
  request_.label_column = "digits";
  EXPECT_THAT(ErrorOf("folders"), HasSubstr("did you mean 'digit'?"));
  request_.label_column.clear();
  WriteFile(directory_, "8/7_theo_12.wav");
  request_.columns = {"digit"};
  EXPECT_THAT(ErrorOf("folders"), HasSubstr("lies above the folders of digit"));
}

TEST_F(FoldersTest, AClassFolderWithoutAudioIsNamed) {
  WriteFile(directory_, "low/1.wav");
  WriteFile(directory_, "high/deep/1.wav");
  WriteFile(directory_, "phone/1.m4a");
  fs::create_directories(directory_ + "/middle/deep");
  const Listing listing = Listed("folders");
  EXPECT_THAT(listing.notes, ElementsAre(HasSubstr("ffmpeg -i 'phone/1.m4a' 'phone/1.flac'"),
                                         "warning: no audio is in 'middle', 'phone'"));
}

TEST_F(FoldersTest, OnlyFoldersOfTheLowestLevelAreClasses) {
  WriteFile(directory_, "s1/yes/1.wav");
  fs::create_directories(directory_ + "/s2");
  fs::create_directories(directory_ + "/s1/no");
  request_.columns = {"speaker", "label"};
  EXPECT_THAT(Listed("folders").notes, ElementsAre("warning: no audio is in 's1/no'"));
}

TEST_F(FoldersTest, OneFileUnderTwoLabelsIsSaid) {
  WriteFile(directory_, "low/1.wav");
  WriteFile(directory_, "high/2.wav");
  fs::create_symlink("1.wav", directory_ + "/low/again.wav");
  EXPECT_THAT(Listed("folders").notes, IsEmpty());
  fs::create_symlink("../low/1.wav", directory_ + "/high/1.wav");
  fs::create_hard_link(directory_ + "/low/1.wav", directory_ + "/high/3.wav");
  EXPECT_THAT(Listed("folders").notes,
              ElementsAre("warning: one recording has different labels: 'high/1.wav' (high) and "
                          "'low/1.wav' (low) are one file; 1 more"));
}

}  // namespace
}  // namespace auricle
