// SPDX-License-Identifier: Apache-2.0
// The parsers of fixed layouts, on small trees in those layouts.
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/corpora/registry.h"
#include "lib/corpora/walk/tree_testing.h"

namespace auricle {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

using ParsersTest = ParserTest;

TEST_F(ParsersTest, AnUnknownCorpusIsAnErrorThatListsThem) {
  EXPECT_THAT(
      ErrorOf("fssd"),
      HasSubstr(
          "did you mean 'fsdd'? There are crema_d, csv, csv_parts, emodb, esc, folders, fsdd"));
}

TEST_F(ParsersTest, FsddNamesAreDigitSpeakerIndex) {
  for (const char* name : {"7_theo_12", "0_george_4", "0_george_5", "10_x_1", "3_no", "5_a_b_x"}) {
    WriteFile(directory_, absl::StrCat("recordings/", name, ".wav"));
  }
  WriteFile(directory_, "README.md");
  const Listing listing = Listed("fsdd");
  EXPECT_THAT(Lines(listing), ElementsAre("recordings/0_george_4.wav digit=0 speaker=george",
                                          "recordings/0_george_5.wav digit=0 speaker=george",
                                          "recordings/7_theo_12.wav digit=7 speaker=theo"));
  EXPECT_EQ(listing.clips[0].id(), "fsdd/0_george_4");
  EXPECT_EQ(listing.clips[0].assignments().at("official"), TEST);
  EXPECT_EQ(listing.clips[1].assignments().at("official"), TRAIN);
  EXPECT_EQ(listing.refused.size(), 3);
  EXPECT_EQ(listing.seen, 6);
  EXPECT_EQ(listing.header.corpus().root(), directory_);
  EXPECT_THAT(ErrorOf("esc"), HasSubstr("neither meta/esc50.csv nor meta.tsv"));
}

TEST_F(ParsersTest, FsddIsFoundInItsRecordingsFolderToo) {
  WriteFile(directory_, "7_theo_12.wav");
  EXPECT_THAT(Lines(Listed("fsdd")), ElementsAre("7_theo_12.wav digit=7 speaker=theo"));
}

TEST_F(ParsersTest, ARootAboveTheCorpusGoesBeforeItsPaths) {
  WriteFile(directory_, "data/fsdd/recordings/7_theo_12.wav");
  request_.path = absl::StrCat(directory_, "/data/fsdd");
  request_.root = directory_;
  const Listing listing = Listed("fsdd");
  EXPECT_EQ(listing.clips[0].audio().path(), "data/fsdd/recordings/7_theo_12.wav");
  EXPECT_EQ(listing.header.corpus().root(), directory_);
  request_.root = absl::StrCat(directory_, "/data/fsdd/recordings");
  EXPECT_THAT(ErrorOf("fsdd"), HasSubstr("does not lie below --root="));
}

TEST_F(ParsersTest, FoldersNameTheClasses) {
  for (const char* file : {"dog/b.wav", "dog/deep/a.FLAC", "cat/c.ogg", "stray.wav", "dog/x.txt",
                           ".git/y.wav", "cat/.hidden.wav"}) {
    WriteFile(directory_, file);
  }
  request_.name = "pets";
  const Listing listing = Listed("folders");
  EXPECT_THAT(Lines(listing), ElementsAre("cat/c.ogg label=cat", "dog/b.wav label=dog",
                                          "dog/deep/a.FLAC label=dog"));
  EXPECT_EQ(listing.clips[0].id(), "pets/cat/c.ogg");
  EXPECT_THAT(Refusals(listing), ElementsAre(HasSubstr("stray.wav: it lies above the folders")));
  EXPECT_THAT(listing.passed_over,
              UnorderedElementsAre(Pair("hidden", 2), Pair("not audio (.txt)", 1)));
}

TEST_F(ParsersTest, LevelsOfFoldersCanBeNamed) {
  WriteFile(directory_, "train/s1/yes/a.wav");
  WriteFile(directory_, "test/s2/no/b.wav");
  request_.columns = {"part", "speaker", "word"};
  request_.split_column = "part";
  const Listing listing = Listed("folders");
  EXPECT_THAT(Lines(listing), ElementsAre("test/s2/no/b.wav speaker=s2 word=no",
                                          "train/s1/yes/a.wav speaker=s1 word=yes"));
  EXPECT_EQ(listing.clips[0].assignments().at("official"), TEST);
}

TEST_F(ParsersTest, ALinkToAFolderAboveDoesNotGoRound) {
  WriteFile(directory_, "dog/a.wav");
  std::filesystem::create_directory_symlink("..", directory_ + "/dog/up");
  std::filesystem::create_symlink("gone.wav", directory_ + "/dog/b.wav");
  const Listing listing = Listed("folders");
  EXPECT_THAT(Lines(listing), ElementsAre("dog/a.wav label=dog"));
  EXPECT_THAT(Refusals(listing), ElementsAre("dog/b.wav: it is a link that leads nowhere"));
}

TEST_F(ParsersTest, FoldersThatLinkEachOtherAreWalkedOnce) {
  WriteFile(directory_, "dog/a.wav");
  WriteFile(directory_, "cat/b.wav");
  std::filesystem::create_directory_symlink("../cat", directory_ + "/dog/c");
  std::filesystem::create_directory_symlink("../dog", directory_ + "/cat/d");
  const Listing listing = Listed("folders");
  EXPECT_THAT(Lines(listing), ElementsAre("cat/b.wav label=cat", "dog/a.wav label=dog"));
  EXPECT_THAT(listing.refused, IsEmpty());
  EXPECT_THAT(listing.notes, ElementsAre("the link 'cat/d' and others lead to a folder that is "
                                         "walked already"));
}

TEST_F(ParsersTest, AFolderWhoseNameBeginsWithTwoDotsLiesBelowItsRoot) {
  WriteFile(directory_, "..and/dog/a.wav");
  request_.root = directory_;
  request_.path = absl::StrCat(directory_, "/..and");
  EXPECT_THAT(Lines(Listed("folders")), ElementsAre("..and/dog/a.wav label=dog"));
  request_.root = absl::StrCat(directory_, "/..and/dog");
  EXPECT_THAT(ErrorOf("folders"), HasSubstr("does not lie below --root="));
}

TEST_F(ParsersTest, TheLabelsLevelTakesTheNameOfTheTask) {
  WriteFile(directory_, "s1/yes/a.wav");
  request_.columns = {"speaker", "label"};
  request_.task = "word";
  EXPECT_THAT(Lines(Listed("folders")), ElementsAre("s1/yes/a.wav speaker=s1 word=yes"));
  request_.task = "speaker";
  EXPECT_THAT(ErrorOf("folders"), HasSubstr("two columns say its 'speaker'"));
}

TEST_F(ParsersTest, NamesThatAreNotUtf8AreRefusedNotMangled) {
  WriteFile(directory_, "dog/a.wav");
  WriteFile(directory_, "dog/caf\xe9.wav");
  WriteFile(directory_, "caf\xe9/b.wav");
  const Listing listing = Listed("folders");
  EXPECT_THAT(Lines(listing), ElementsAre("dog/a.wav label=dog"));
  EXPECT_THAT(Refusals(listing), ElementsAre(HasSubstr("caf\\xe9/b.wav: its path is not UTF-8"),
                                             HasSubstr("dog/caf\\xe9.wav")));
}

TEST_F(ParsersTest, EscReadsMetaTsv) {
  WriteFile(directory_, "meta.tsv",
            "filename\tlabel\tfold\tfreesound_id\nrain/1-5-A.ogg\train\t1\t5\n"
            "rain/1-5-B.ogg\train\t1\t5\ndog/2-6-A.ogg\tdog\t2\t6\ngone.ogg\tdog\t2\t7\n"
            "dog/2-6-A.ogg\tdog\t\t6\nshort\n");
  for (const char* file : {"rain/1-5-A.ogg", "rain/1-5-B.ogg", "dog/2-6-A.ogg"}) {
    WriteFile(directory_, file);
  }
  const Listing listing = Listed("esc");
  EXPECT_THAT(Lines(listing), ElementsAre("rain/1-5-A.ogg category=rain fold=1",
                                          "rain/1-5-B.ogg category=rain fold=1",
                                          "dog/2-6-A.ogg category=dog fold=2"));
  EXPECT_EQ(listing.clips[0].source(), "freesound/5");
  EXPECT_EQ(listing.clips[0].source(), listing.clips[1].source());
  EXPECT_EQ(listing.clips[0].assignments().at("official.1"), TEST);
  EXPECT_EQ(listing.clips[0].assignments().at("official.2"), TRAIN);
  EXPECT_EQ(listing.header.plans_size(), 2);
  EXPECT_THAT(Refusals(listing), ElementsAre(HasSubstr("line 5: there is no file 'gone.ogg'"),
                                             HasSubstr("line 6: its category or its fold is empty"),
                                             HasSubstr("line 7: it has not as many cells")));
}

TEST_F(ParsersTest, EscReadsEsc50sTableWhereverItIsPointedAt) {
  WriteFile(directory_, "meta/esc50.csv",
            "filename,fold,target,category,esc10,src_file,take\n1-100032-A-0.wav,1,0,dog,True,"
            "100032,A\n");
  WriteFile(directory_, "audio/1-100032-A-0.wav");
  const auto want = ElementsAre("audio/1-100032-A-0.wav category=dog esc10=True fold=1");
  EXPECT_THAT(Lines(Listed("esc")), want);
  request_.path = absl::StrCat(directory_, "/meta/esc50.csv");
  const Listing listing = Listed("esc");
  EXPECT_THAT(Lines(listing), want);
  EXPECT_EQ(listing.header.corpus().root(), directory_);
  EXPECT_THAT(listing.refused, IsEmpty());
}

TEST_F(ParsersTest, ATableOfAnotherCorpusIsNotEsc) {
  WriteFile(directory_, "meta.tsv", "file\tlabel\na.wav\tdog\n");
  EXPECT_THAT(ErrorOf("esc"), HasSubstr("take --corpus=csv"));
}

TEST_F(ParsersTest, AMissingDirectoryIsNamed) {
  request_.path = absl::StrCat(directory_, "/none");
  for (const char* corpus : {"crema_d", "emodb", "folders", "fsdd", "esc", "goodsounds", "iemocap",
                             "librispeech_words", "nsynth", "ravdess", "urbansound8k"}) {
    EXPECT_EQ(ListCorpus(corpus, request_).status().code(), absl::StatusCode::kNotFound) << corpus;
    EXPECT_THAT(ErrorOf(corpus), HasSubstr("/none'")) << corpus;
  }
}

}  // namespace
}  // namespace auricle
