// SPDX-License-Identifier: Apache-2.0
// Good-Sounds on small trees and databases in its layout.
#include "lib/corpora/layouts/goodsounds.h"

#include <sqlite3.h>

#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/corpora/walk/tree_testing.h"

namespace auricle {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

constexpr char kTables[] =
    "CREATE TABLE packs (id INTEGER PRIMARY KEY, name VARCHAR(255), description TEXT);"
    "CREATE TABLE sounds (id INTEGER PRIMARY KEY, instrument VARCHAR(20), note VARCHAR(5),"
    " pack_filename VARCHAR(20), pack_id INTEGER, klass VARCHAR(50));"
    "INSERT INTO packs (id, name) VALUES (1, 'flute_anna'), (2, 'cello_bert');";

class GoodsoundsTest : public ParserTest {
 protected:
  GoodsoundsTest() { Sql(kTables); }
  void Sql(const std::string& statements) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open((directory_ + "/database.sqlite").c_str(), &database), SQLITE_OK);
    char* error = nullptr;
    EXPECT_EQ(sqlite3_exec(database, statements.c_str(), nullptr, nullptr, &error), SQLITE_OK)
        << error;
    sqlite3_close(database);
    std::filesystem::create_directories(directory_ + "/sound_files");
  }
  void Sound(const std::string& pack_id, const std::string& file, const std::string& instrument,
             const std::string& klass) {
    Sql(absl::StrCat("INSERT INTO sounds (instrument, pack_filename, pack_id, klass) VALUES ('",
                     instrument, "', '", file, "', ", pack_id, ", '", klass, "')"));
  }
  void Wav(const std::string& path) { WriteFile(directory_, "sound_files/" + path); }
};

TEST_F(GoodsoundsTest, ATakeIsListedByItsFirstMicrophone) {
  Sound("1", "0000.wav", "flute", "good-sound");
  for (const char* mic : {"neumann", "akg", "_old", "a#b", "x.csv"}) {
    Wav(absl::StrCat("flute_anna/", mic, "/0000.wav"));
  }
  Wav("flute_anna/akg/0007.wav");
  const Listing listing = Listed("goodsounds");
  EXPECT_THAT(Lines(listing),
              ElementsAre("sound_files/flute_anna/akg/0000.wav instrument=flute klass=good-sound "
                          "microphone=akg pack=flute_anna quality=good-sound"));
  EXPECT_EQ(listing.clips[0].id(), "goodsounds/flute_anna/akg/0000.wav");
  EXPECT_THAT(listing.refused, IsEmpty());
  EXPECT_THAT(listing.passed_over,
              Contains(Pair("recordings by a further microphone (--all_microphones)", 1)));
  EXPECT_THAT(listing.passed_over, Contains(Pair("audio files not in PACK/MICROPHONE/", 3)));
  EXPECT_THAT(listing.passed_over, Contains(Pair("takes that no row names", 1)));
}

TEST_F(GoodsoundsTest, RecordingsOfOneTakeAreOneSource) {
  Sound("1", "0000.wav", "flute", "good-sound");
  Wav("flute_anna/neumann/0000.wav");
  Wav("flute_anna/akg/0000.wav");
  request_.all_microphones = true;
  const Listing listing = Listed("goodsounds");
  ASSERT_THAT(listing.clips, SizeIs(2));
  EXPECT_EQ(listing.clips[0].source(), "goodsounds/flute_anna/0000.wav");
  EXPECT_EQ(listing.clips[1].source(), listing.clips[0].source());
  EXPECT_NE(listing.clips[1].id(), listing.clips[0].id());
}

TEST(QualityOfKlassTest, FollowsThePublishedRule) {
  const std::pair<const char*, const char*> kCases[] = {
      {"good-sound", "good-sound"},
      {"bad-dynamics-stability-crescendo", "bad-dynamics"},
      {"bad-dynamic-stability", ""},
      {"bad-attack-too-strong", "bad-attack"},
      {"bad-timbre", "bad-timbre"},
      {"bad-richness", "bad-timbre"},
      {"bad-pitch", "bad-pitch"},
      {"bad-pitch bad-timbre", "bad-pitch"},
      {"bad-dynamics bad-pitch", "bad-pitch"},
      {"bad-dynamics bad-timbre", ""},
      {"bad-dynamics,bad-timbre", ""},
      {"good sound", ""},
      {"good-sound-bad-attack", "bad-attack"},
      {"bad-timbre-attack", "bad-timbre"},
      {"", ""},
  };
  for (const auto& [klass, quality] : kCases) EXPECT_EQ(QualityOfKlass(klass), quality) << klass;
}

TEST_F(GoodsoundsTest, WhatHasNoQualityKeepsItsOtherLabelsAndIsSaid) {
  Sound("1", "0000.wav", "flute", "bad-dynamic-stability");
  Sound("1", "0001.wav", "flute", "scale-good");
  Wav("flute_anna/akg/0000.wav");
  Wav("flute_anna/akg/0001.wav");
  const Listing listing = Listed("goodsounds");
  EXPECT_THAT(Lines(listing),
              ElementsAre("sound_files/flute_anna/akg/0000.wav instrument=flute "
                          "klass=bad-dynamic-stability microphone=akg pack=flute_anna"));
  EXPECT_THAT(listing.notes, ElementsAre(HasSubstr("bad-dynamic-stability (1)")));
  EXPECT_THAT(listing.passed_over, ElementsAre(Pair("scales", 1)));
  EXPECT_EQ(listing.seen, 2);
}

// D3: in the original every instrument became class 0. D11: and its index was the order of rows.
TEST_F(GoodsoundsTest, InstrumentLabelsStayAllClassesWhateverTheOrderOfRows) {
  Sound("2", "0001.wav", "bass", "good-sound");
  Sound("2", "0000.wav", "cello", "good-sound");
  Sound("1", "0000", "flute", "bad-pitch");
  for (const char* file :
       {"flute_anna/akg/0000.wav", "cello_bert/akg/0000.wav", "cello_bert/akg/0001.wav"}) {
    Wav(file);
  }
  const Listing listing = Listed("goodsounds");
  EXPECT_EQ(Classes(listing, "instrument"),
            "instrument: flute clarinet trumpet violin cello sax_alto sax_tenor sax_baritone "
            "sax_soprano oboe piccolo bass");
  EXPECT_EQ(Classes(listing, "quality"),
            "quality: good-sound bad-dynamics bad-pitch bad-timbre bad-attack");
  std::vector<std::string> instruments;
  for (const Clip& clip : listing.clips) {
    instruments.push_back(clip.labels().at("instrument").name());
  }
  EXPECT_THAT(instruments, ElementsAre("cello", "bass", "flute"));

  // The same rows in another order give the same listing.
  const std::vector<std::string> lines = Lines(listing);
  Sql("CREATE TABLE other AS SELECT * FROM sounds ORDER BY id DESC; DELETE FROM sounds;"
      "INSERT INTO sounds SELECT id + 100, instrument, note, pack_filename, pack_id, klass "
      "FROM other ORDER BY instrument; DROP TABLE other;");
  EXPECT_EQ(Lines(Listed("goodsounds")), lines);
}

TEST_F(GoodsoundsTest, OddRowsAreRefusedWithTheirReason) {
  Sound("1", "0000.wav", "tuba", "good-sound");
  Sound("1", "0001.wav", "flute", "");
  Sound("1", "0002.wav", "flute", "good-sound");
  Sound("1", "0002.wav", "flute", "good-sound");
  Sound("1", "0003.wav", "flute", "good-sound");
  Sound("1", "0003.wav", "flute", "bad-pitch");
  Sound("1", "0004.wav", "flute", "good-sound");
  Sound("1", "../0002.wav", "flute", "good-sound");
  Sound("9", "0000.wav", "flute", "good-sound");
  Sound("NULL", "0000.wav", "flute", "good-sound");
  for (int i = 0; i < 4; ++i) Wav(absl::StrCat("flute_anna/akg/000", i, ".wav"));
  const Listing listing = Listed("goodsounds");
  EXPECT_THAT(Refusals(listing),
              ElementsAre(HasSubstr("sound 8: its pack 'flute_anna' or file '../0002.wav' is not"),
                          HasSubstr("sound 9: its pack_id 9 is not in the table packs"),
                          HasSubstr("flute_anna/0000.wav: its instrument 'tuba' is none of flute"),
                          HasSubstr("flute_anna/0001.wav: its klass is empty"),
                          HasSubstr("flute_anna/0003.wav: 2 rows of the database differ on it"),
                          HasSubstr("flute_anna/0004.wav: no microphone below sound_files/")));
  EXPECT_THAT(listing.passed_over, Contains(Pair("rows given twice alike", 1)));
  EXPECT_THAT(listing.passed_over, Contains(Pair("rows without pack or file", 1)));
  EXPECT_THAT(listing.clips, SizeIs(1));
}

TEST_F(GoodsoundsTest, BytesThatAreNotUtf8AreRefused) {
  Sound("1", "0000.wav", "flute", "good-sound");
  Sql("INSERT INTO sounds (instrument, pack_filename, pack_id, klass) "
      "VALUES ('flute', '0001.wav', 1, CAST(X'676FE9' AS TEXT))");
  Wav("flute_anna/akg/0000.wav");
  Wav("flute_anna/akg/0001.wav");
  EXPECT_THAT(Refusals(Listed("goodsounds")), ElementsAre(HasSubstr("'klass' is not UTF-8")));
}

TEST_F(GoodsoundsTest, AnotherDatabaseIsToldWhatIsMissing) {
  Sql("DROP TABLE packs");
  EXPECT_THAT(ErrorOf("goodsounds"),
              HasSubstr("database.sqlite: it has no table 'packs'; there are: sounds"));
  Sql("CREATE TABLE packs (id INTEGER)");
  EXPECT_THAT(ErrorOf("goodsounds"), HasSubstr("has no column 'name'; there are: id"));
  WriteFile(directory_, "database.sqlite", "version https://git-lfs.github.com/spec/v1\n");
  EXPECT_THAT(ErrorOf("goodsounds"), HasSubstr("file is not a database; download it again"));
}

TEST_F(GoodsoundsTest, TheDatabaseIsOnlyRead) {
  Sound("1", "0000.wav", "flute", "good-sound");
  Wav("flute_anna/akg/0000.wav");
  const auto before = std::filesystem::last_write_time(directory_ + "/database.sqlite");
  Listed("goodsounds");
  EXPECT_EQ(std::filesystem::last_write_time(directory_ + "/database.sqlite"), before);
  EXPECT_FALSE(std::filesystem::exists(directory_ + "/database.sqlite-journal"));
  EXPECT_FALSE(std::filesystem::exists(directory_ + "/database.sqlite-wal"));
}

TEST_F(GoodsoundsTest, WhatIsNotGoodSoundsIsToldWhatToDo) {
  std::filesystem::remove_all(directory_ + "/sound_files");
  EXPECT_THAT(ErrorOf("goodsounds"), HasSubstr("has database.sqlite but no sound_files/"));
  request_.path = directory_ + "/database.sqlite";
  EXPECT_THAT(ErrorOf("goodsounds"), HasSubstr("give the directory it lies in"));
  std::filesystem::remove(directory_ + "/database.sqlite");
  request_.path = directory_;
  EXPECT_THAT(ErrorOf("goodsounds"), HasSubstr("there is no database.sqlite; give the directory"));
}

}  // namespace
}  // namespace auricle
