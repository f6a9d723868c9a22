// SPDX-License-Identifier: Apache-2.0
// IEMOCAP on small trees in its layout.
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

constexpr char kHeading[] = "% [START_TIME - END_TIME] TURN_NAME EMOTION [V, A, D]\n\n";

std::string Turn(const std::string& utterance, const std::string& emotion,
                 const std::string& votes = "C-E2:\tNeutral;\t()\n") {
  return absl::StrCat("[6.2901 - 8.2357]\t", utterance, "\t", emotion,
                      "\t[2.5000, 2.5000, 2.5000]\n", votes,
                      "A-E3:\tval 3; act 2; dom  2;\t()\n\n");
}

class IemocapTest : public ParserTest {
 protected:
  // Every session has one dialogue of one neutral turn.
  IemocapTest() {
    for (int s = 1; s <= 5; ++s) {
      const std::string dialogue = absl::StrCat("Ses0", s, "F_impro01");
      Label(dialogue, Turn(dialogue + "_F000", "neu"));
      Wav(dialogue + "_F000");
    }
  }
  void Wav(const std::string& utterance) {
    const std::string dialogue = utterance.substr(0, utterance.rfind('_'));
    WriteFile(directory_, absl::StrCat("Session", dialogue.substr(4, 1), "/sentences/wav/",
                                       dialogue, "/", utterance, ".wav"));
  }
  void Label(const std::string& dialogue, const std::string& turns) {
    WriteFile(directory_, TextOf(dialogue), kHeading + turns);
  }
  static std::string TextOf(const std::string& dialogue) {
    return absl::StrCat("Session", dialogue.substr(4, 1), "/dialog/EmoEvaluation/", dialogue,
                        ".txt");
  }
  // "label label" of the clip of `utterance` for these tasks, '-' where there is none.
  static std::string LabelsOf(const Listing& listing, const std::string& utterance,
                              const std::vector<std::string>& tasks) {
    std::string labels;
    for (const Clip& clip : listing.clips) {
      if (clip.id() != "iemocap/" + utterance) continue;
      for (const std::string& task : tasks) {
        const auto label = clip.labels().find(task);
        absl::StrAppend(&labels, " ", label == clip.labels().end() ? "-" : label->second.name());
      }
    }
    return labels;
  }
};

TEST_F(IemocapTest, AnUtteranceHasAllItsTasks) {
  Label("Ses01F_impro01",
        Turn("Ses01F_impro01_F000", "neu",
             "C-E2:\tNeutral;\t()\nC-E3:\tNeutral; Anger;\t()\nC-F1:\tFrustration;\t(curious)\n"));
  const Listing listing = Listed("iemocap");
  EXPECT_EQ(Lines(listing)[0],
            "Session1/sentences/wav/Ses01F_impro01/Ses01F_impro01_F000.wav "
            "dialogue=Ses01F_impro01 emotion4=neu emotion4_merged=neu emotion6=neu emotion=neu "
            "gender=female scenario=improvised self_report=fru:1 session=Ses01 speaker=Ses01F "
            "votes=neu:2,ang:1");
  EXPECT_THAT(listing.clips, SizeIs(5));
  EXPECT_THAT(listing.refused, IsEmpty());
  EXPECT_EQ(listing.seen, 5);
  EXPECT_EQ(listing.clips[0].source(), "iemocap/Ses01F_impro01_F000");
  EXPECT_TRUE(listing.clips[0].labels().at("votes").distribution().votes());
}

TEST_F(IemocapTest, ClassesStandInThePublishedOrderWhateverTheTreeHolds) {
  const Listing listing = Listed("iemocap");
  EXPECT_EQ(Classes(listing, "emotion4"), "emotion4: neu ang hap sad");
  EXPECT_EQ(Classes(listing, "emotion4_merged"), "emotion4_merged: neu ang hap sad");
  EXPECT_EQ(Classes(listing, "emotion6"), "emotion6: neu ang hap sad exc fru");
  EXPECT_EQ(Classes(listing, "emotion"), "emotion: neu ang hap sad fru exc sur fea dis oth xxx");
  EXPECT_EQ(Classes(listing, "session"), "session: Ses01 Ses02 Ses03 Ses04 Ses05");
}

TEST_F(IemocapTest, ExcitedIsHappyOnlyWhereMerged) {
  const std::string dialogue = "Ses02M_script01_1b";
  Label(dialogue, Turn(dialogue + "_M000", "exc") + Turn(dialogue + "_M001", "hap") +
                      Turn(dialogue + "_F002", "fru") + Turn(dialogue + "_F003", "xxx"));
  for (const char* last : {"_M000", "_M001", "_F002", "_F003"}) Wav(dialogue + last);
  const Listing listing = Listed("iemocap");
  const std::vector<std::string> tasks = {"emotion", "emotion4", "emotion4_merged", "emotion6"};
  EXPECT_EQ(LabelsOf(listing, dialogue + "_M000", tasks), " exc - hap exc");
  EXPECT_EQ(LabelsOf(listing, dialogue + "_M001", tasks), " hap hap hap hap");
  EXPECT_EQ(LabelsOf(listing, dialogue + "_F002", tasks), " fru - - fru");
  EXPECT_EQ(LabelsOf(listing, dialogue + "_F003", tasks), " xxx - - -");
}

TEST_F(IemocapTest, TheSpeakerIsWhoSpeaksNotWhomTheDialogueIsNamedAfter) {
  Label("Ses03F_script02_2",
        Turn("Ses03F_script02_2_M004", "sad") + Turn("Ses03F_script02_2_F004", "ang"));
  Wav("Ses03F_script02_2_M004");
  Wav("Ses03F_script02_2_F004");
  const Listing listing = Listed("iemocap");
  const std::vector<std::string> tasks = {"speaker", "gender", "session", "scenario"};
  EXPECT_EQ(LabelsOf(listing, "Ses03F_script02_2_M004", tasks), " Ses03M male Ses03 scripted");
  EXPECT_EQ(LabelsOf(listing, "Ses03F_script02_2_F004", tasks), " Ses03F female Ses03 scripted");
}

// The original took the first line that contained the id.
TEST_F(IemocapTest, ALabelBelongsToExactlyItsUtterance) {
  Label("Ses01F_impro02", Turn("Ses01F_impro02_F0001", "ang") + Turn("Ses01F_impro02_F000", "sad"));
  Wav("Ses01F_impro02_F000");
  Wav("Ses01F_impro02_F0001");
  const Listing listing = Listed("iemocap");
  EXPECT_EQ(LabelsOf(listing, "Ses01F_impro02_F000", {"emotion"}), " sad");
  EXPECT_EQ(LabelsOf(listing, "Ses01F_impro02_F0001", {"emotion"}), " ang");
}

TEST_F(IemocapTest, LatinTextCrLfAndMacOsFilesDoNoHarm) {
  const std::string text =
      absl::StrReplaceAll(Turn("Ses01F_impro01_F000", "hap",
                               "C-E2:\tHappiness; Excited;\t(na\xefve, caf\xe9)\n"
                               "C-E4:\tneutral state;\t()\n"),
                          {{"\n", "\r\n"}});
  Label("Ses01F_impro01", text);
  WriteFile(directory_, "Session1/dialog/EmoEvaluation/._Ses01F_impro01.txt", "\x05\x16\x07");
  WriteFile(directory_, "Session1/dialog/EmoEvaluation/Categorical/Ses01F_impro01_e2_cat.txt", "x");
  WriteFile(directory_, "Session1/sentences/wav/Ses01F_impro01/._Ses01F_impro01_F000.wav", "x");
  const Listing listing = Listed("iemocap");
  EXPECT_THAT(Lines(listing)[0], HasSubstr(" emotion=hap "));
  EXPECT_THAT(Lines(listing)[0], HasSubstr(" votes=neu:1,hap:1,exc:1"));
  EXPECT_THAT(listing.refused, IsEmpty());
  EXPECT_THAT(listing.passed_over, Contains(Pair("hidden", 2)));
}

TEST_F(IemocapTest, AMissingSessionIsRefusedByName) {
  std::filesystem::remove_all(directory_ + "/Session2");
  std::filesystem::remove_all(directory_ + "/Session4/dialog");
  const Listing listing = Listed("iemocap");
  EXPECT_THAT(listing.clips, SizeIs(3));
  EXPECT_THAT(Refusals(listing),
              ElementsAre(HasSubstr("Session2/sentences/wav: there is no such directory; unpack "),
                          HasSubstr("Session4/dialog/EmoEvaluation: there is no such directory")));
}

TEST_F(IemocapTest, AWavWithoutLabelAndALabelWithoutWavAreRefused) {
  Label("Ses01F_impro01", Turn("Ses01F_impro01_M007", "ang"));
  std::filesystem::remove(directory_ + "/" + TextOf("Ses05F_impro01"));
  const Listing listing = Listed("iemocap");
  EXPECT_THAT(
      Refusals(listing),
      ElementsAre(AllOf(HasSubstr("Ses01F_impro01_F000.wav: no line of Session1/dialog/"),
                        HasSubstr("--allow_unlabelled")),
                  HasSubstr("Ses01F_impro01_M007: line 3 of its dialogue in Session1/dialog"),
                  HasSubstr("Ses05F_impro01_F000.wav: no line of Session5/dialog/EmoEvaluation/"
                            "Ses05F_impro01.txt labels it; copy that file")));
  request_.allow_unlabelled = true;
  EXPECT_EQ(LabelsOf(Listed("iemocap"), "Ses05F_impro01_F000", {"speaker", "emotion"}),
            " Ses05F -");
}

// D7: the original swallowed every exception, and the file vanished.
TEST_F(IemocapTest, NothingVanishesInSilence) {
  const std::string path = "Session3/sentences/wav/";
  WriteFile(directory_, path + "Ses03F_impro01/Ses04F_impro01_F000.wav");
  WriteFile(directory_, path + "stray.wav");
  WriteFile(directory_, path + "Ses03F_impro01/notes.txt");
  Label("Ses03F_impro01",
        Turn("Ses03F_impro01_F000", "neu") + "[1.0 - 2.0\tSes03F_impro01_F001\tneu\n" +
            "[1.0 - 2.0]\tSes03F_impro01_F002\n" + Turn("Ses03F_impro01_F003", "nue") +
            Turn("Ses03F_impro02_F000", "neu") + Turn("Ses03F_impro01_F000", "ang"));
  const Listing listing = Listed("iemocap");
  EXPECT_THAT(listing.clips, SizeIs(4));
  const std::string text = "Session3/dialog/EmoEvaluation/Ses03F_impro01.txt line ";
  EXPECT_THAT(
      Refusals(listing),
      ElementsAre(HasSubstr(text + "7: its '[' is never closed"),
                  HasSubstr(text + "8: it names no utterance or no emotion"),
                  HasSubstr(text + "9: 'Ses03F_impro01_F003' is of emotion 'nue', none of neu, "),
                  HasSubstr(text + "13: 'Ses03F_impro02_F000' is no utterance of this dialogue"),
                  HasSubstr("Ses03F_impro01_F000.wav: its dialogue calls it neu in line 3 and ang "
                            "in line 17"),
                  HasSubstr("Ses04F_impro01_F000.wav: an utterance of this session lies in"),
                  HasSubstr("stray.wav: an utterance of this session lies in")));
  EXPECT_THAT(listing.passed_over, Contains(Pair("not audio (.txt)", 1)));
}

TEST_F(IemocapTest, WhatIsNotIemocapIsToldWhatToDo) {
  WriteFile(directory_, "other/a.wav");
  const std::string root = directory_;
  request_.path = root + "/other";
  EXPECT_THAT(ErrorOf("iemocap"), HasSubstr("none of Session1 … Session5 is there"));
  request_.path = root + "/Session1";
  EXPECT_THAT(ErrorOf("iemocap"), HasSubstr("one session of IEMOCAP; give the directory above"));
  request_.path = root;
  request_.root = root;
  EXPECT_EQ(Listed("iemocap").header.corpus().root(), root);
}

}  // namespace
}  // namespace auricle
