// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/corpora/walk/tree_testing.h"

namespace auricle {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CsvPartsTest : public ParserTest {
 protected:
  CsvPartsTest() {
    for (const char* file : {"a", "b", "c", "d", "e"}) {
      WriteFile(directory_, absl::StrCat("wav/", file, ".wav"));
    }
    request_.name = "moods";
    Table("train.csv", "wav/a.wav,sad,s1\nwav/b.wav,glad,s1\n");
    Table("devel.csv", "wav/c.wav,sad,s2\n");
    Table("test.csv", "wav/d.wav,glad,s3\n");
  }
  void Table(const std::string& name, const std::string& rows) {
    WriteFile(directory_, name, absl::StrCat("file,label,speaker\n", rows));
  }
  void Remove(const std::string& name) {
    ASSERT_EQ(unlink(absl::StrCat(directory_, "/", name).c_str()), 0);
  }
  Listing Listed() { return ParserTest::Listed("csv_parts"); }
  std::string ErrorOf() { return ParserTest::ErrorOf("csv_parts"); }
};

TEST_F(CsvPartsTest, ThreeTablesAreThreePartsOfThePlanThatToolsTakeByDefault) {
  const Listing listing = Listed();
  EXPECT_THAT(Lines(listing),
              ElementsAre("wav/a.wav label=sad speaker=s1", "wav/b.wav label=glad speaker=s1",
                          "wav/c.wav label=sad speaker=s2", "wav/d.wav label=glad speaker=s3"));
  std::vector<Part> parts;
  for (const Clip& clip : listing.clips) parts.push_back(clip.assignments().at("split"));
  EXPECT_THAT(parts, ElementsAre(TRAIN, TRAIN, VALID, TEST));
  EXPECT_EQ(listing.header.plans(0).how(), "train.csv train, devel.csv valid, test.csv test");
  EXPECT_EQ(listing.clips[0].id(), "moods/wav/a.wav");
  EXPECT_EQ(listing.header.corpus().root(), directory_);
  EXPECT_EQ(listing.label_task, "label");
}

TEST_F(CsvPartsTest, ATableIsKnownByAnyUsualNameAndOthersArePassedOver) {
  Remove("devel.csv");
  Remove("test.csv");
  WriteFile(directory_, "Val.TSV", "file\tlabel\nwav/c.wav\tsad\n");
  WriteFile(directory_, "labels.csv", "x\n");
  WriteFile(directory_, "test.csv/none.txt");
  const Listing listing = Listed();
  EXPECT_EQ(listing.header.plans(0).how(), "train.csv train, Val.TSV valid");
  EXPECT_EQ(listing.passed_over.size(), 1);
}

TEST_F(CsvPartsTest, AClassThatOnlyReadsAsTrainingsIsShownAndMergedIfAsked) {
  Table("test.csv", "wav/d.wav,glad\xc2\xa0,s3\n");
  EXPECT_THAT(Refusals(Listed()),
              ElementsAre(HasSubstr("'glad\\u00a0' and 'glad' read alike, and --merge_alike")));
  request_.merge_alike = true;
  EXPECT_EQ(Classes(Listed(), "label"), "label: glad sad");
}

TEST_F(CsvPartsTest, AColumnCalledSplitIsATaskSinceTheTablesAreTheParts) {
  WriteFile(directory_, "train.csv", "file,label,split\nwav/a.wav,sad,train\n");
  WriteFile(directory_, "devel.csv", "file,label,split\nwav/c.wav,sad,dev\n");
  WriteFile(directory_, "test.csv", "file,label,split\nwav/d.wav,sad,test\n");
  EXPECT_EQ(Classes(Listed(), "split"), "split: dev test train");
}

TEST_F(CsvPartsTest, TwoTablesOfOnePartAreBothNamed) {
  Table("val.csv", "wav/e.wav,sad,s9\n");
  EXPECT_THAT(ErrorOf(), HasSubstr("'devel.csv' and 'val.csv' are both the valid part"));
}

TEST_F(CsvPartsTest, WithoutValidationTheUserIsToldWhatTrainersWant) {
  EXPECT_THAT(Listed().notes, Not(testing::Contains(HasSubstr("--validation"))));
  Remove("devel.csv");
  EXPECT_THAT(Listed().notes, testing::Contains(HasSubstr("--validation=within:10%")));
}

TEST_F(CsvPartsTest, WithoutTrainingTheErrorSaysHowToListWhatThereIs) {
  Remove("train.csv");
  EXPECT_THAT(ErrorOf(), AllOf(HasSubstr("no train.csv beside 'devel.csv'"),
                               HasSubstr(absl::StrCat("--corpus=csv ", directory_, "/devel.csv"))));
  request_.path = absl::StrCat(directory_, "/wav");
  EXPECT_THAT(ErrorOf(), HasSubstr("there is no train.csv"));
}

TEST_F(CsvPartsTest, OfAFolderOfCorporaTheErrorSaysToGiveThem) {
  const std::string above = FreshDirectory();
  WriteFile(above, "moods/train.csv", "file,label\n");
  WriteFile(above, "acts/train.csv", "file,label\n");
  request_.path = above;
  EXPECT_THAT(ErrorOf(), HasSubstr("2 folders in it have one ('acts', …): give those, as DIR/*/"));
}

TEST_F(CsvPartsTest, AClassThatTrainingLacksIsRefusedByItsLine) {
  Table("test.csv", "wav/d.wav,glad,s3\nwav/e.wav,gald,s3\n");
  const Listing listing = Listed();
  EXPECT_THAT(Refusals(listing),
              ElementsAre(AllOf(HasSubstr("test.csv line 3: its label 'gald' is never seen"),
                                HasSubstr("did you mean 'glad'?"))));
  EXPECT_EQ(Classes(listing, "label"), "label: glad sad");
  request_.allow_unseen = true;
  EXPECT_THAT(Refusals(Listed()), IsEmpty());
  EXPECT_EQ(Classes(Listed(), "label"), "label: gald glad sad");
}

TEST_F(CsvPartsTest, AClassThatOnlyRefusedRowsHadIsNotInTraining) {
  Table("train.csv", "wav/a.wav,sad,s1\nwav/none.wav,glad,s1\nwav/e.wav,mad,s1\n");
  EXPECT_THAT(Refusals(Listed()), ElementsAre(HasSubstr("train.csv line 3: there is no file"),
                                              HasSubstr("test.csv line 2: its label 'glad'")));
}

TEST_F(CsvPartsTest, AFileInTwoPartsIsRefusedInTheSecond) {
  Table("test.csv", "wav/d.wav,glad,s3\n./wav//a.wav,sad,s1\n");
  EXPECT_THAT(Refusals(Listed()),
              ElementsAre(HasSubstr("test.csv line 3: 'moods/wav/a.wav' stands in train.csv line "
                                    "2 already; nothing may stand in two parts")));
  EXPECT_EQ(Listed().clips.size(), 4);
}

TEST_F(CsvPartsTest, StretchesOfOneFileOrOfOneTapeMayNotBeParted) {
  request_.start_column = "from";
  WriteFile(directory_, "train.csv", "file,label,from,tape\nwav/a.wav,x,0,1\nwav/b.wav,y,0,2\n");
  WriteFile(directory_, "devel.csv", "file,label,from,tape\nwav/a.wav,x,3,3\n");
  WriteFile(directory_, "test.csv", "file,label,from,tape\nwav/c.wav,x,0,1\n");
  EXPECT_THAT(Refusals(Listed()), ElementsAre(HasSubstr("devel.csv line 2: 'moods/wav/a.wav'")));
  request_.source_column = "tape";
  EXPECT_THAT(Refusals(Listed()), ElementsAre(HasSubstr("test.csv line 2: 'moods/1'")));
}

TEST_F(CsvPartsTest, AClassOfOneFileIsWarnedOfButTaken) {
  Table("train.csv", "wav/a.wav,sad,s1\nwav/b.wav,glad,s1\nwav/e.wav,sad,s1\n");
  Remove("test.csv");
  EXPECT_THAT(Listed().notes, ElementsAre("warning: train.csv has a single file of 'glad'",
                                          "warning: devel.csv has a single file of 'sad'"));
}

TEST_F(CsvPartsTest, TablesWithoutRowsAreErrorsThatNameThem) {
  Table("devel.csv", "");
  EXPECT_THAT(ErrorOf(), HasSubstr("devel.csv: it has a header, but no rows"));
  WriteFile(directory_, "devel.csv", "");
  EXPECT_THAT(ErrorOf(), HasSubstr("devel.csv: the table is empty"));
}

TEST_F(CsvPartsTest, TheLabelIsNeverGuessedAmongSeveralColumns) {
  WriteFile(directory_, "train.csv", "file,mood,speaker\nwav/a.wav,sad,s1\n");
  EXPECT_THAT(ErrorOf(), AllOf(HasSubstr("train.csv: no column is called label"),
                               HasSubstr("--label_column says which of file, mood, speaker")));
}

TEST_F(CsvPartsTest, AllPartsHaveTheLabelsOfTrainingsColumn) {
  WriteFile(directory_, "test.csv", "file,speaker\nwav/d.wav,s3\n");
  EXPECT_THAT(ErrorOf(), HasSubstr("test.csv: no column is called 'label', as training's"));
  request_.allow_unlabelled = true;
  EXPECT_EQ(Lines(Listed()).back(), "wav/d.wav speaker=s3");
}

TEST_F(CsvPartsTest, ClassesStandInTheOrderThatIsGiven) {
  EXPECT_EQ(Classes(Listed(), "label"), "label: glad sad");
  request_.class_order = {"sad", "neutral", "glad"};
  EXPECT_EQ(Classes(Listed(), "label"), "label: sad neutral glad");
  EXPECT_THAT(Listed().notes, testing::Contains(HasSubstr("no clip is of the class 'neutral'")));
  request_.task = "mood";
  EXPECT_EQ(Classes(Listed(), "mood"), "mood: sad neutral glad");
  request_.class_order = {"sad", "glaad"};
  EXPECT_THAT(ErrorOf(), AllOf(HasSubstr("--class_order lacks 'glad', the mood of 'wav/b.wav'"),
                               HasSubstr("did you mean 'glaad'?")));
  request_.class_order = {"sad", "glad", "sad"};
  EXPECT_THAT(ErrorOf(), HasSubstr("names a class twice"));
}

TEST_F(CsvPartsTest, PathsAreRelativeToTheRootThatIsGiven) {
  request_.root = absl::StrCat(directory_, "/wav");
  for (const char* table : {"train.csv", "devel.csv", "test.csv"}) Remove(table);
  Table("train.csv", "a.wav,sad,s1\n");
  Table("dev.csv", absl::StrCat(directory_, "/wav/c.wav,sad,s2\n"));
  EXPECT_THAT(Lines(Listed()),
              ElementsAre("a.wav label=sad speaker=s1", "c.wav label=sad speaker=s2"));
  EXPECT_EQ(Listed().header.corpus().root(), request_.root);
}

TEST_F(CsvPartsTest, TheTablesNamesSayThePartsAndNoColumn) {
  request_.split_column = "speaker";
  EXPECT_THAT(ErrorOf(), HasSubstr("leave --split_column out"));
}

TEST_F(CsvPartsTest, TheCorpusIsCalledAfterItsDirectory) {
  request_.name = "";
  request_.path = absl::StrCat(directory_, "/");
  EXPECT_THAT(directory_, testing::EndsWith(Listed().header.corpus().name()));
}

}  // namespace
}  // namespace auricle
