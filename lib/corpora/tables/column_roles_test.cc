// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/tables/column_roles.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace auricle {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ColumnRolesTest : public testing::Test {
 protected:
  // "": no error.
  std::string Choose(const std::string& text) {
    notes_.clear();
    request_.file_column = "file";
    const Table table = *ParseTable(text, {});
    const absl::Status status = ChooseRoles(table, &request_, &notes_);
    if (request_.label_column.empty() && table.Find("label") >= 0) request_.label_column = "label";
    if (status.ok()) NoteSeveralLabels(table, request_, &notes_);
    return std::string(status.message());
  }
  CorpusRequest request_;
  std::vector<std::string> notes_;
};

TEST_F(ColumnRolesTest, AColumnOfPartsIsThePlanAndThatIsSaid) {
  for (const char* header : {"split", "Subset", "PART", "fold"}) {
    request_ = CorpusRequest();
    EXPECT_EQ(Choose(absl::StrCat("file,label,", header,
                                  "\na,x,training\nb,y,val\nc,x,Evaluation\nd,x,\n")),
              "");
    EXPECT_EQ(request_.split_column, header);
    EXPECT_THAT(notes_, ElementsAre(HasSubstr(absl::StrCat("--split_column=", header))));
  }
}

TEST_F(ColumnRolesTest, AColumnWhoseValuesAreNoPartsStaysATask) {
  EXPECT_EQ(Choose("file,label,split\na,x,train\nb,y,clean\n"), "");
  EXPECT_EQ(request_.split_column, "");
  EXPECT_THAT(notes_, ElementsAre(HasSubstr("'split' is a task, for not all of its values are "
                                            "parts of the data: 'clean' is none")));
  EXPECT_EQ(Choose("file,label,split\na,x,one\nb,y,two\n"), "");
  EXPECT_THAT(notes_, IsEmpty());
  EXPECT_EQ(Choose("file,label,fold\na,x,1\nb,y,2\n"), "");
  EXPECT_THAT(notes_, ElementsAre(HasSubstr("split_dataset --hold_one_out --by=fold")));
}

TEST_F(ColumnRolesTest, NothingIsGuessedWhereTheUserHasSpoken) {
  request_.tasks = {"split"};
  EXPECT_EQ(Choose("file,label,split,onset,offset\na,x,train,1,2\n"), "");
  EXPECT_EQ(request_.split_column, "");
  request_ = CorpusRequest();
  request_.split_column = "mine";
  EXPECT_EQ(Choose("file,label,split,mine\na,x,train,test\n"), "");
  EXPECT_EQ(request_.split_column, "mine");
  request_ = CorpusRequest();
  request_.parts_known = true;
  EXPECT_EQ(Choose("file,label,split\na,x,train\n"), "");
  EXPECT_EQ(request_.split_column, "");
}

TEST_F(ColumnRolesTest, ColumnsOfSecondsAreNotTakenForLabelsInSilence) {
  EXPECT_THAT(Choose("file,onset,offset,event_label\na,0.5,0.9,low\nb,1.5,1.9,high\n"),
              HasSubstr("--start_column=onset --end_column=offset"));
  EXPECT_THAT(Choose("file,label,Start,End\na,low,0,1e1\n"), HasSubstr("--tasks=label"));
  EXPECT_THAT(Choose("file;label;onset;offset\na;low;0,5;1,5\n"), HasSubstr("--start_column"));
  request_.start_column = "onset";
  EXPECT_EQ(Choose("file,onset,offset\na,0.5,0.9\n"), "");
  request_ = CorpusRequest();
  EXPECT_EQ(Choose("file,start,end\na,left,right\n"), "");
  EXPECT_EQ(Choose("file,onset\na,1\n"), "");
}

TEST_F(ColumnRolesTest, SeveralLabelsInACellAreSaid) {
  Choose("file,label\na,\"Bark,Dog\"\nb,Dog\nc,Meow\n");
  EXPECT_THAT(notes_, ElementsAre(HasSubstr("('Bark,Dog'), and each combination is a class of its "
                                            "own; --tags=label")));
  Choose("file,label\na,x;y\nb,y;x\n");
  EXPECT_THAT(notes_, ElementsAre(HasSubstr("several labels")));
  Choose("file,label,other\na,z,x|y\nb,z,x\n");
  EXPECT_THAT(notes_, ElementsAre(HasSubstr("--tags=other")));
  request_.tags = {"label"};
  Choose("file,label\na,\"Bark,Dog\"\nb,Dog\n");
  EXPECT_THAT(notes_, IsEmpty());
}

TEST_F(ColumnRolesTest, ACommaInANameIsNotSeveralLabels) {
  Choose("file,label\na,\"Speech, male\"\nb,\"Speech, female\"\nc,\"x,\"\nd,x\n");
  EXPECT_THAT(notes_, IsEmpty());
}

}  // namespace
}  // namespace auricle
