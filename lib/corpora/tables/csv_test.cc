// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/tables/csv.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/corpora/registry.h"
#include "lib/corpora/walk/tree_testing.h"

namespace auricle {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CsvTest : public testing::Test {
 protected:
  CsvTest() : directory_(FreshDirectory()) {
    for (const char* file : {"a.wav", "b.wav", "sub/c.wav", "odd, \"name\".wav"}) {
      WriteFile(directory_, file);
    }
    request_.path = absl::StrCat(directory_, "/pets.csv");
  }
  absl::StatusOr<Listing> List(const std::string& table) {
    WriteFile(directory_, "pets.csv", table);
    return ListCorpus("csv", request_);
  }
  Listing Listed(const std::string& table) {
    absl::StatusOr<Listing> listing = List(table);
    EXPECT_TRUE(listing.ok()) << listing.status();
    return listing.ok() ? *listing : Listing();
  }
  std::string ErrorOf(const std::string& table) {
    const absl::StatusOr<Listing> listing = List(table);
    return listing.ok() ? "no error" : std::string(listing.status().message());
  }

  std::string directory_;
  CorpusRequest request_;
};

TEST_F(CsvTest, TheSimplestManifestNeedsNoFlag) {
  const Listing listing = Listed("file,label\nb.wav,dog\na.wav, cat \n");
  EXPECT_THAT(Lines(listing), ElementsAre("b.wav label=dog", "a.wav label=cat"));
  EXPECT_EQ(listing.clips[0].id(), "pets/b.wav");
  EXPECT_EQ(listing.clips[0].source(), "pets/b.wav");
  EXPECT_EQ(listing.header.corpus().name(), "pets");
  EXPECT_EQ(listing.header.corpus().root(), directory_);
  EXPECT_THAT(listing.notes, IsEmpty());
}

TEST_F(CsvTest, FurtherColumnsAreTasksAndTheirEmptyCellsUnknown) {
  const Listing listing =
      Listed("speaker,file,label,,room\ns1,a.wav,dog,0,\ns2,sub/c.wav,cat,1,hall\n");
  EXPECT_THAT(Lines(listing), ElementsAre("a.wav label=dog speaker=s1",
                                          "sub/c.wav label=cat room=hall speaker=s2"));
}

TEST_F(CsvTest, OnlyTheTasksAskedForAreTaken) {
  request_.tasks = {"speaker"};
  request_.task = "animal";
  EXPECT_THAT(Lines(Listed("file,label,speaker,note\na.wav,dog,s1,xyz\n")),
              ElementsAre("a.wav animal=dog speaker=s1"));
}

TEST_F(CsvTest, AnEmptyLabelIsRefusedUnlessTakenAsUnknown) {
  const std::string table = "file,label\na.wav,dog\nb.wav,\n";
  EXPECT_THAT(Refusals(Listed(table)), ElementsAre(HasSubstr("line 3: its 'label' is empty")));
  request_.allow_unlabelled = true;
  EXPECT_THAT(Lines(Listed(table)), ElementsAre("a.wav label=dog", "b.wav"));
}

TEST_F(CsvTest, AListOfFilesAloneHasNoLabels) {
  EXPECT_THAT(Lines(Listed("file\na.wav\n\"odd, \"\"name\"\".wav\"\n")),
              ElementsAre("a.wav", "odd, \"name\".wav"));
}

TEST_F(CsvTest, ColumnsHaveOtherNamesIfSaid) {
  request_.file_column = "wav_file";
  request_.label_column = "emotion";
  request_.id_column = "nr";
  request_.source_column = "tape";
  request_.split_column = "set";
  const Listing listing = Listed(
      "nr,tape,wav_file,emotion,set\n7,t1,a.wav,sad,train\n8,t1,b.wav,mad,dev\n9,,sub/"
      "c.wav,sad,\n");
  EXPECT_THAT(Lines(listing),
              ElementsAre("a.wav emotion=sad", "b.wav emotion=mad", "sub/c.wav emotion=sad"));
  EXPECT_EQ(listing.clips[0].id(), "pets/7");
  EXPECT_EQ(listing.clips[1].source(), "pets/t1");
  EXPECT_EQ(listing.clips[2].source(), "pets/sub/c.wav");
  EXPECT_EQ(listing.clips[0].assignments().at("official"), TRAIN);
  EXPECT_EQ(listing.clips[1].assignments().at("official"), VALID);
  EXPECT_EQ(listing.clips[2].assignments().count("official"), 0);
  EXPECT_EQ(listing.header.plans(0).name(), "official");
}

TEST_F(CsvTest, StretchesOfOneFileAreClipsOfOneSource) {
  request_.start_column = "from";
  request_.end_column = "to";
  const Listing listing = Listed("file,label,from,to\na.wav,dog,0,1.5\na.wav,cat,1.5,2\n");
  ASSERT_EQ(listing.clips.size(), 2);
  EXPECT_EQ(listing.clips[1].audio().start_s(), 1.5);
  EXPECT_EQ(listing.clips[1].audio().duration_s(), 0.5);
  EXPECT_NE(listing.clips[0].id(), listing.clips[1].id());
  EXPECT_EQ(listing.clips[0].source(), listing.clips[1].source());
  EXPECT_THAT(Refusals(Listed("file,label,from,to\na.wav,x,2,1\na.wav,x,-1,1\na.wav,x,0,1\n")),
              ElementsAre(HasSubstr("ends at 1 s but starts at 2 s"), HasSubstr("'from' is '-1'")));
}

TEST_F(CsvTest, BadRowsAreRefusedByTheirLines) {
  request_.split_column = "set";
  EXPECT_THAT(
      Refusals(Listed("file,label,set\na.wav,dog,train\nnone.wav,dog,test\nb.wav,dog\n,dog,test\n"
                      "b.wav,dog,7\na.wav,cat,test\nsub,cat,test\n")),
      ElementsAre(HasSubstr("line 3: there is no file '"), HasSubstr("line 4: it has 2 cells"),
                  HasSubstr("line 5: it names no file"), HasSubstr("line 6: '7' is no part"),
                  HasSubstr("a.wav: the id 'pets/a.wav'"), HasSubstr("line 8: there is no file")));
}

TEST_F(CsvTest, AForgottenHeaderIsNoticed) {
  EXPECT_THAT(ErrorOf("a.wav,dog\nb.wav,cat\n"), HasSubstr("--columns=file,label"));
  request_.columns = {"file", "label"};
  EXPECT_THAT(Lines(Listed("a.wav,dog\n")), ElementsAre("a.wav label=dog"));
}

TEST_F(CsvTest, AColumnThatIsNotThereIsAnErrorWithASuggestion) {
  request_.label_column = "lable";
  EXPECT_THAT(ErrorOf("file,label\na.wav,dog\n"), HasSubstr("did you mean 'label'?"));
}

TEST_F(CsvTest, WithoutAFileColumnTheFirstIsTakenAndSaid) {
  EXPECT_THAT(Listed("clip,label\na.wav,dog\n").notes, ElementsAre(HasSubstr("took 'clip'")));
}

TEST_F(CsvTest, PathsAreRelativeToTheRootThatIsGiven) {
  request_.root = directory_;
  const std::string absolute = absl::StrCat(directory_, "/sub/c.wav");
  EXPECT_THAT(Lines(Listed(absl::StrCat("file\n", absolute, "\n./a.wav\n"))),
              ElementsAre("sub/c.wav", "a.wav"));
  EXPECT_THAT(Refusals(Listed("file\na.wav\n/etc/passwd\n")),
              ElementsAre(HasSubstr("line 3: it lies outside --root=")));
}

TEST_F(CsvTest, AbsolutePathsStayAbsoluteWithoutARoot) {
  const std::string absolute = absl::StrCat(directory_, "/sub/c.wav");
  const Listing listing = Listed(absl::StrCat("file\n", absolute, "\na.wav\n"));
  EXPECT_THAT(Lines(listing), ElementsAre(absolute));
  EXPECT_EQ(listing.header.corpus().root(), "");
  EXPECT_THAT(Refusals(listing), ElementsAre(HasSubstr("its path is relative")));
}

TEST_F(CsvTest, HostileTextPassesThroughUnchanged) {
  WriteFile(directory_, "$(touch x) `y`\n'.wav");
  const Listing listing =
      Listed("file,label\n\"$(touch x) `y`\n'.wav\",\"=cmd|'/c'!A0\"\na.wav,\xff\n");
  EXPECT_THAT(Lines(listing), ElementsAre("$(touch x) `y`\n'.wav label==cmd|'/c'!A0"));
  EXPECT_THAT(Refusals(listing), ElementsAre(HasSubstr("not UTF-8")));
}

TEST_F(CsvTest, RowsThatSayTheSameTwiceAreOneClip) {
  const Listing listing = Listed("file,label\na.wav,dog\na.wav,dog\nb.wav,cat\na.wav,cat\n");
  EXPECT_THAT(Lines(listing), ElementsAre("a.wav label=dog", "b.wav label=cat"));
  EXPECT_EQ(listing.passed_over.at("rows given twice alike"), 1);
  EXPECT_THAT(Refusals(listing), ElementsAre(HasSubstr("whose label is 'dog', not 'cat'")));
}

TEST_F(CsvTest, PathsThatAreSpelledOtherwiseOnTheDiskAreFoundAndSaid) {
  const Listing listing = Listed("file,label\nsub\\c.wav,dog\nA.WAV,cat\nz.wav,x\n");
  EXPECT_THAT(Lines(listing), ElementsAre("sub/c.wav label=dog", "a.wav label=cat"));
  EXPECT_THAT(listing.notes, ElementsAre(HasSubstr("backslashes"), HasSubstr("spelled otherwise")));
  EXPECT_THAT(Refusals(listing), ElementsAre(HasSubstr("line 4: there is no file '")));
}

TEST_F(CsvTest, AColumnOfPartsIsThePlanOfficialAndNoTask) {
  const Listing listing = Listed("file,label,split\na.wav,dog,train\nb.wav,cat,test\n");
  EXPECT_THAT(Lines(listing), ElementsAre("a.wav label=dog", "b.wav label=cat"));
  EXPECT_EQ(listing.clips[1].assignments().at("official"), TEST);
  EXPECT_THAT(listing.notes, ElementsAre(HasSubstr("--split_column=split")));
}

TEST_F(CsvTest, ColumnsOfSecondsMustBeSpokenFor) {
  const std::string table = "filename,onset,offset,event_label\na.wav,0.5,0.9,low\n";
  EXPECT_THAT(ErrorOf(table), HasSubstr("--start_column=onset --end_column=offset"));
  request_.tasks = {"event_label"};
  EXPECT_THAT(Lines(Listed(table)), ElementsAre("a.wav event_label=low"));
}

TEST_F(CsvTest, NoTableIsAnErrorThatNamesIt) {
  request_.path = absl::StrCat(directory_, "/none.csv");
  const absl::Status status = ListCorpus("csv", request_).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("none.csv"));
}

}  // namespace
}  // namespace auricle
