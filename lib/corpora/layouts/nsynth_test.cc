// SPDX-License-Identifier: Apache-2.0
// NSynth on small trees in its layout.
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
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

constexpr char kGuitar[] =
    R"({"qualities": [0, 1, 0, 0, 0, 0, 0, 0, 0, 1], "pitch": 60, "note": 7, "sample_rate": 16000,)"
    R"( "instrument_source_str": "acoustic", "note_str": "NOTE", "instrument_family": 3,)"
    R"( "instrument_str": "guitar_acoustic_014", "qualities_str": ["dark", "tempo-synced"],)"
    R"( "instrument_source": 0, "velocity": 127, "instrument": 14, "x": {"y": [1, {"pitch": 2}]},)"
    R"( "instrument_family_str": "guitar"})";

std::string Entry(const std::string& note, const std::string& example = kGuitar) {
  return absl::StrCat("\"", note, "\": ", example);
}

class NsynthTest : public ParserTest {
 protected:
  NsynthTest() {
    Set("train", {Entry("a"), Entry("b")});
    Set("valid", {Entry("c")});
    Set("test", {Entry("d")});
    for (const char* file : {"train/audio/a", "train/audio/b", "valid/audio/c", "test/audio/d"}) {
      WriteFile(directory_, absl::StrCat("nsynth-", file, ".wav"));
    }
  }
  void Set(const std::string& set, const std::vector<std::string>& entries) {
    std::string json;
    for (const std::string& entry : entries) {
      absl::StrAppend(&json, json.empty() ? "{" : ",\r\n", entry);
    }
    WriteFile(directory_, absl::StrCat("nsynth-", set, "/examples.json"), json + "}");
  }
  // What is refused when the test set's only example is kGuitar with these replacements.
  std::string RefusalOf(
      std::initializer_list<std::pair<const absl::string_view, absl::string_view>> edits) {
    Set("test", {Entry("d", absl::StrReplaceAll(kGuitar, edits))});
    const std::vector<std::string> refusals = Refusals(Listed("nsynth"));
    return refusals.size() == 1 ? refusals[0] : absl::StrCat(refusals.size(), " refusals");
  }
};

TEST_F(NsynthTest, ANoteHasAllItsTasks) {
  const Listing listing = Listed("nsynth");
  ASSERT_THAT(listing.clips, SizeIs(4));
  EXPECT_EQ(Lines(listing)[0],
            "nsynth-train/audio/a.wav instrument=guitar_acoustic_014 instrument_family=guitar "
            "instrument_source=acoustic pitch=60 qualities={dark,tempo-synced} velocity=127");
  EXPECT_EQ(listing.clips[0].id(), "nsynth/a");
  EXPECT_EQ(listing.clips[0].assignments().at("official"), TRAIN);
  EXPECT_EQ(listing.clips[2].assignments().at("official"), VALID);
  EXPECT_EQ(listing.clips[3].assignments().at("official"), TEST);
  EXPECT_THAT(listing.refused, IsEmpty());
  EXPECT_EQ(listing.seen, 4);
}

TEST_F(NsynthTest, ClassesStandInTheOfficialOrder) {
  const Listing listing = Listed("nsynth");
  EXPECT_EQ(Classes(listing, "instrument_family"),
            "instrument_family: bass brass flute guitar keyboard mallet organ reed string "
            "synth_lead vocal");
  EXPECT_EQ(Classes(listing, "instrument_source"),
            "instrument_source: acoustic electronic synthetic");
  EXPECT_EQ(Classes(listing, "qualities"),
            "qualities: bright dark distortion fast_decay long_release multiphonic nonlinear_env "
            "percussive reverb tempo-synced");
}

TEST_F(NsynthTest, TheOrderOfTheJsonChangesNothing) {
  const std::vector<std::string> lines = Lines(Listed("nsynth"));
  Set("train", {Entry("b"), Entry("a")});
  EXPECT_EQ(Lines(Listed("nsynth")), lines);
}

TEST_F(NsynthTest, NoQualitiesAreKnownToBeNoneAndUnsaidOnesAreUnknown) {
  const auto replace = [](absl::string_view numbers, absl::string_view names) {
    return absl::StrReplaceAll(kGuitar,
                               {{"\"qualities\": [0, 1, 0, 0, 0, 0, 0, 0, 0, 1], ", numbers},
                                {"\"qualities_str\": [\"dark\", \"tempo-synced\"],", names}});
  };
  Set("train",
      {Entry("a", replace("\"qualities\": [0,0,0,0,0,0,0,0,0,0], ", "\"qualities_str\": [],")),
       Entry("b", replace("", ""))});
  Set("valid", {Entry("c", replace("\"qualities\": [1,0,0,0,0,0,0,0,1,0], ", ""))});
  const Listing listing = Listed("nsynth");
  ASSERT_THAT(listing.clips, SizeIs(4));
  EXPECT_TRUE(listing.clips[0].labels().at("qualities").has_tags());
  EXPECT_THAT(listing.clips[0].labels().at("qualities").tags().names(), IsEmpty());
  EXPECT_EQ(listing.clips[1].labels().count("qualities"), 0);
  EXPECT_THAT(listing.clips[2].labels().at("qualities").tags().names(),
              ElementsAre("bright", "reverb"));
}

TEST_F(NsynthTest, OddExamplesAreRefusedWithTheirReason) {
  EXPECT_THAT(RefusalOf({{"\"instrument_family\": 3", "\"instrument_family\": 11"}}),
              HasSubstr("nsynth-test d: its instrument_family 11 is not one of 0 … 10"));
  EXPECT_THAT(RefusalOf({{"\"instrument_family\": 3", "\"instrument_family\": 2"}}),
              HasSubstr("is 'guitar' by name, but 'flute' by number"));
  EXPECT_THAT(RefusalOf({{"\"guitar\"", "\"sitar\""}}),
              HasSubstr("its instrument_family 'sitar' is not NSynth's"));
  EXPECT_THAT(RefusalOf({{"\"pitch\": 60", "\"pitch\": \"c4\""}}), HasSubstr("it has no pitch"));
  EXPECT_THAT(RefusalOf({{"127", "18446744073709551615"}}), HasSubstr("it has no velocity"));
  EXPECT_THAT(RefusalOf({{"\"pitch\": 60", "\"pitch\": -1"}}), HasSubstr("its pitch -1 is not"));
  EXPECT_THAT(RefusalOf({{"instrument_str", "x"}}), HasSubstr("it has no instrument_str"));
  EXPECT_THAT(RefusalOf({{"\"dark\"", "\"dork\""}}), HasSubstr("its quality 'dork' is not"));
}

TEST_F(NsynthTest, APartialCopyIsRefusedByWhatIsMissing) {
  std::filesystem::remove_all(directory_ + "/nsynth-valid");
  std::filesystem::remove(directory_ + "/nsynth-train/audio/b.wav");
  WriteFile(directory_, "nsynth-train/audio/z.wav");
  WriteFile(directory_, "nsynth-train/audio/._a.wav");
  Set("test", {Entry("d"), Entry("d")});
  const Listing listing = Listed("nsynth");
  EXPECT_THAT(Refusals(listing),
              ElementsAre(HasSubstr("nsynth-train b: there is no file 'nsynth-train/audio/b.wav'"),
                          HasSubstr("nsynth-valid: examples.json and audio/ are not both there"),
                          HasSubstr("nsynth-test d: examples.json has it a second time")));
  EXPECT_THAT(listing.passed_over, Contains(Pair("audio files that examples.json lacks", 1)));
  EXPECT_THAT(listing.clips, SizeIs(2));
}

TEST_F(NsynthTest, WhatIsNotNsynthIsToldWhatToDo) {
  request_.path = directory_ + "/nsynth-train";
  EXPECT_THAT(ErrorOf("nsynth"), HasSubstr("give the directory above, which holds them"));
  request_.path = directory_ + "/nsynth-train/audio";
  EXPECT_THAT(ErrorOf("nsynth"), HasSubstr("give the directory that holds them, unpacked"));
}

TEST_F(NsynthTest, JsonThatIsCutIsAnErrorNotAShorterCorpus) {
  const std::string whole = "{" + Entry("a") + ", " + Entry("b") + "}";
  for (size_t size = 0; size < whole.size(); ++size) {
    WriteFile(directory_, "nsynth-train/examples.json", whole.substr(0, size));
    EXPECT_THAT(ErrorOf("nsynth"), HasSubstr("nsynth-train/examples.json: it is no JSON at byte "))
        << size;
  }
}

}  // namespace
}  // namespace auricle
