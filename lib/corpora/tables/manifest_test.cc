// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/tables/manifest.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/corpora/walk/tree_testing.h"

namespace auricle {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ManifestTest : public testing::Test {
 protected:
  ManifestTest() : directory_(FreshDirectory()) {
    for (const char* file : {"a.wav", "b.wav"}) WriteFile(directory_, file);
    request_.name = "pets";
  }

  absl::StatusOr<Manifest> Read(const std::string& text) {
    notes_.clear();
    WriteFile(directory_, "pets.csv", text);
    return ReadManifest(absl::StrCat(directory_, "/pets.csv"), request_, &notes_);
  }
  // "file label": the columns chosen in a table of this header.
  std::string Chosen(const std::string& header) {
    const absl::StatusOr<Manifest> manifest = Read(header + "\n");
    if (!manifest.ok()) return std::string(manifest.status().message());
    return absl::StrCat(manifest->request.file_column, " ", manifest->request.label_column);
  }
  // The clip of the table's first row, or why it is none.
  std::string FirstRow(const std::string& text, Clip* clip) {
    const absl::StatusOr<Manifest> manifest = Read(text);
    if (!manifest.ok()) return std::string(manifest.status().message());
    FileFinder files(directory_);
    return std::string(RowToClip(*manifest, &files, manifest->table.rows.at(0), clip).message());
  }

  std::string directory_;
  CorpusRequest request_;
  std::vector<std::string> notes_;
};

TEST_F(ManifestTest, TheFileColumnIsTheOneCalledSoWhereverItStands) {
  EXPECT_EQ(Chosen("label,file"), "file label");
  EXPECT_EQ(Chosen("wav,path,label"), "path label");
  EXPECT_THAT(notes_, IsEmpty());
  EXPECT_EQ(Chosen(",take,label"), "take label");
  EXPECT_THAT(notes_, ElementsAre(HasSubstr("took 'take'")));
  EXPECT_EQ(Chosen(" , "), "the table is empty");
}

TEST_F(ManifestTest, TheLabelIsCalledSoOrIsTheOnlyColumnLeft) {
  EXPECT_EQ(Chosen("file,speaker,label"), "file label");
  EXPECT_EQ(Chosen("file,mood"), "file mood");
  EXPECT_EQ(Chosen("file,mood,speaker"), "file ");
  request_.source_column = "speaker";
  EXPECT_EQ(Chosen("file,mood,speaker"), "file mood");
  EXPECT_EQ(Chosen("file, mood ,speaker,"), "file mood");
}

// They were told apart before the spaces around them went; the last one's cells
// were the labels.
TEST_F(ManifestTest, TwoColumnsOfOneNameAreRefusedWhateverSpacesStandAroundThem) {
  EXPECT_THAT(Chosen("file,label, label"), HasSubstr("two columns are called 'label'"));
}

// The column that the task is called after took the label's place.
TEST_F(ManifestTest, ATaskThatTwoColumnsSayIsRefused) {
  request_.task = "emotion";
  Clip clip;
  EXPECT_THAT(FirstRow("file,label,emotion\na.wav,dog,cat\n", &clip),
              HasSubstr("two columns say its 'emotion'"));
  EXPECT_THAT(FirstRow("emotion,label,file\ncat,dog,a.wav\n", &clip),
              HasSubstr("two columns say its 'emotion'"));
  request_.tasks = {"speaker"};
  Clip left_out;
  EXPECT_EQ(FirstRow("file,label,emotion,speaker\na.wav,dog,cat,s1\n", &left_out), "");
  EXPECT_EQ(left_out.labels().at("emotion").name(), "dog");
}

// Six digits called them all a.wav#1000+1.
TEST_F(ManifestTest, StretchesOfALongTapeHaveIdsOfTheirOwn) {
  request_.start_column = "from";
  request_.end_column = "to";
  const auto id = [&](const std::string& from, const std::string& to) {
    Clip clip;
    EXPECT_EQ(FirstRow(absl::StrCat("file,from,to\na.wav,", from, ",", to, "\n"), &clip), "");
    return clip.id();
  };
  EXPECT_EQ(id("1000.001", "1001.001"), "pets/a.wav#1000.001+1");
  EXPECT_EQ(id("35999.0000625", "36000"), "pets/a.wav#35999.00006+0.9999375");
  EXPECT_EQ(id("0.1", "0.3"), "pets/a.wav#0.1+0.2");
}

// Two speakers of one telephone call.
TEST_F(ManifestTest, ChannelsOfAFileAreItemsOfOneSource) {
  request_.channel_column = "side";
  Clip first, second, both, wrong;
  EXPECT_EQ(FirstRow("file,side,label\na.wav,1,anna\n", &first), "");
  EXPECT_EQ(FirstRow("file,side,label\na.wav,2,bert\n", &second), "");
  EXPECT_EQ(first.id(), "pets/a.wav#channel1");
  EXPECT_EQ(second.audio().channel(), 2);
  EXPECT_EQ(second.id(), "pets/a.wav#channel2");
  EXPECT_EQ(second.source(), first.source());
  EXPECT_EQ(second.labels().size(), 1u);
  EXPECT_EQ(FirstRow("file,side\na.wav,\n", &both), "");
  EXPECT_EQ(both.id(), "pets/a.wav");
  EXPECT_THAT(FirstRow("file,side\na.wav,left\n", &wrong), HasSubstr("not a channel's number"));
}

TEST_F(ManifestTest, SeveralLabelsInACellAreTagsIfAsked) {
  request_.tags = {"label"};
  Clip clip, other;
  EXPECT_EQ(FirstRow("file,label,room\na.wav,\"Dog, Bark,Dog\",\"x,y\"\n", &clip), "");
  EXPECT_THAT(clip.labels().at("label").tags().names(), ElementsAre("Bark", "Dog"));
  EXPECT_EQ(clip.labels().at("room").name(), "x,y");
  request_.tag_separators = ";";
  EXPECT_EQ(FirstRow("file,label\na.wav,\"Speech, male;Dog\"\n", &other), "");
  EXPECT_THAT(other.labels().at("label").tags().names(), ElementsAre("Dog", "Speech, male"));
  request_.tags = {"lable"};
  EXPECT_THAT(Chosen("file,label"), HasSubstr("--tags='lable': there is no such column"));
}

TEST_F(ManifestTest, ATableInLatin1IsNamedWithTheWayToConvertIt) {
  WriteFile(directory_,
            "stra\xc3\x9f"
            "e.wav");
  Clip clip;
  EXPECT_THAT(FirstRow("file,label\nstra\xdf"
                       "e.wav,x\n",
                       &clip),
              HasSubstr("iconv -f latin1 -t utf-8"));
}

TEST_F(ManifestTest, ACommaInANumberOfSecondsIsNamed) {
  request_.start_column = "onset";
  request_.end_column = "offset";
  Clip clip;
  EXPECT_THAT(FirstRow("file;onset;offset\na.wav;0,5;1,5\n", &clip), HasSubstr("with a point"));
}

TEST_F(ManifestTest, TheRootIsTheOneGivenOrNoneWhereTheFirstPathIsAbsolute) {
  EXPECT_EQ(RootOf(*Read("file\na.wav\n/b.wav\n"), "dir"), "dir");
  EXPECT_EQ(RootOf(*Read("file\n/b.wav\na.wav\n"), "dir"), "");
  EXPECT_EQ(RootOf(*Read("label,file\nx\n"), "dir"),
            "dir");  // A row without that cell.
  EXPECT_EQ(RootOf(*Read("file\n"), "dir"), "dir");
  request_.root = "given";
  EXPECT_EQ(RootOf(*Read("file\n/b.wav\n"), "dir"), "given");
}

}  // namespace
}  // namespace auricle
