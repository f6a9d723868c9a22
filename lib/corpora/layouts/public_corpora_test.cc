// SPDX-License-Identifier: Apache-2.0
// UrbanSound8K, EmoDB, RAVDESS and CREMA-D on small trees in their published layouts.
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/corpora/walk/tree_testing.h"

namespace auricle {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using PublicCorporaTest = ParserTest;

TEST_F(PublicCorporaTest, EmodbsNamesAreSpeakerTextEmotionVersion) {
  for (const char* file : {"wav/03a01Fa.wav", "wav/16b10Wb.wav", "wav/08a02Xa.wav",
                           "wav/99a02Na.wav", "wav/notes.wav", "lablaut/03a01Fa.lablaut"}) {
    WriteFile(directory_, file);
  }
  const Listing listing = Listed("emodb");
  EXPECT_THAT(
      Lines(listing),
      ElementsAre("wav/03a01Fa.wav age=31 emotion=happiness gender=male speaker=03 text=a01 "
                  "version=a",
                  "wav/16b10Wb.wav age=31 emotion=anger gender=female speaker=16 text=b10 "
                  "version=b"));
  EXPECT_EQ(listing.clips[0].id(), "emodb/03a01Fa");
  EXPECT_THAT(Refusals(listing),
              ElementsAre(HasSubstr("its emotion 'X' is no code of emodb; "),
                          HasSubstr("its speaker '99' is no code"),
                          HasSubstr("a recording of emodb is called {speaker:2}{text:3}")));
  request_.path = directory_ + "/wav";
  EXPECT_EQ(Listed("emodb").clips.size(), 2);
}

TEST_F(PublicCorporaTest, RavdesssNamesAreSevenCodes) {
  for (const char* file :
       {"Audio_Speech_Actors_01-24/Actor_12/03-01-06-01-02-01-12.wav",
        "Audio_Song_Actors_01-24/Actor_01/03-02-02-02-01-02-01.wav",
        // A copy as a well-known re-packing has it.
        "copy/Actor_12/03-01-06-01-02-01-12.wav", "Actor_25/03-01-06-01-02-01-25.wav"}) {
    WriteFile(directory_, file);
  }
  const Listing listing = Listed("ravdess");
  EXPECT_THAT(Lines(listing),
              ElementsAre("Audio_Song_Actors_01-24/Actor_01/03-02-02-02-01-02-01.wav emotion=calm "
                          "gender=male intensity=strong modality=audio-only repetition=2 "
                          "speaker=01 statement=kids vocal_channel=song",
                          "Audio_Speech_Actors_01-24/Actor_12/03-01-06-01-02-01-12.wav "
                          "emotion=fearful gender=female intensity=normal modality=audio-only "
                          "repetition=1 speaker=12 statement=dogs vocal_channel=speech"));
  EXPECT_EQ(listing.passed_over.at("files of a name that is listed already"), 1);
  EXPECT_THAT(Refusals(listing), ElementsAre(HasSubstr("its speaker '25' is no code")));
}

TEST_F(PublicCorporaTest, CremaDTakesWhoSpeaksFromItsTable) {
  for (const char* file : {"AudioWAV/1001_DFA_ANG_XX.wav", "AudioWAV/1002_IEO_HAP_HI.wav",
                           "AudioMP3/1001_DFA_ANG_XX.mp3", "AudioWAV/1001_DFA_BAD_XX.wav"}) {
    WriteFile(directory_, file);
  }
  EXPECT_THAT(Listed("crema_d").notes, ElementsAre(HasSubstr("no VideoDemographics.csv")));
  WriteFile(directory_, "VideoDemographics.csv",
            "ActorID,Age,Sex,Race,Ethnicity\n1001,51,Male,Caucasian,Not Hispanic\n");
  const Listing listing = Listed("crema_d");
  EXPECT_THAT(Lines(listing),
              ElementsAre("AudioWAV/1001_DFA_ANG_XX.wav age=51 emotion=anger ethnicity=Not "
                          "Hispanic gender=male level=unspecified race=Caucasian sentence=DFA "
                          "speaker=1001",
                          "AudioWAV/1002_IEO_HAP_HI.wav emotion=happy level=high sentence=IEO "
                          "speaker=1002"));
  EXPECT_THAT(listing.notes, IsEmpty());
  EXPECT_THAT(Refusals(listing), ElementsAre(HasSubstr("its emotion 'BAD' is no code")));
  EXPECT_EQ(listing.header.corpus().licence(), "ODbL 1.0");
}

TEST_F(PublicCorporaTest, Urbansound8kHasAPlanForEachFold) {
  WriteFile(directory_, "metadata/UrbanSound8K.csv",
            "slice_file_name,fsID,start,end,salience,fold,classID,class\n"
            "100032-3-0-0.wav,100032,0.0,0.317551,1,5,3,dog_bark\n"
            "100263-2-0-117.wav,100263,58.5,62.5,2,10,2,children_playing\n"
            "100263-2-0-121.wav,100263,60.5,64.5,1,10,2,children_playing\n"
            "gone.wav,1,0,4,1,1,0,air_conditioner\n"
            "short.wav,1\n");
  for (const char* file :
       {"fold5/100032-3-0-0.wav", "fold10/100263-2-0-117.wav", "fold10/100263-2-0-121.wav"}) {
    WriteFile(directory_, absl::StrCat("audio/", file));
  }
  const Listing listing = Listed("urbansound8k");
  EXPECT_THAT(Lines(listing),
              ElementsAre("audio/fold5/100032-3-0-0.wav class=dog_bark fold=5 salience=foreground",
                          "audio/fold10/100263-2-0-117.wav class=children_playing fold=10 "
                          "salience=background",
                          "audio/fold10/100263-2-0-121.wav class=children_playing fold=10 "
                          "salience=foreground"));
  EXPECT_EQ(listing.clips[1].source(), "freesound/100263");
  EXPECT_EQ(listing.clips[1].source(), listing.clips[2].source());
  EXPECT_EQ(listing.clips[0].assignments().at("official.5"), TEST);
  EXPECT_EQ(listing.clips[0].assignments().at("official.10"), TRAIN);
  EXPECT_EQ(listing.header.plans(0).name(), "official.5");
  EXPECT_THAT(Refusals(listing), ElementsAre(HasSubstr("line 5: there is no file"),
                                             HasSubstr("line 6: it has not as many cells")));
}

TEST_F(PublicCorporaTest, WhatIsMissingIsNamed) {
  EXPECT_THAT(ErrorOf("urbansound8k"), HasSubstr("there is no metadata/UrbanSound8K.csv"));
  WriteFile(directory_, "metadata/UrbanSound8K.csv", "file,label\na.wav,x\n");
  EXPECT_THAT(ErrorOf("urbansound8k"), HasSubstr("for another table take --corpus=csv"));
  EXPECT_THAT(ErrorOf("emodb"), HasSubstr("none of"));
}

}  // namespace
}  // namespace auricle
