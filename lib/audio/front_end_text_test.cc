// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/front_end_text.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/message_differencer.h>

#include <string>

#include "gtest/gtest.h"
#include "lib/audio/analyzer.h"
#include "lib/audio/presets.h"

namespace auricle {
namespace {

using google::protobuf::util::MessageDifferencer;

TEST(FrontEndTextTest, HoldsEveryParameterAndReadsBackAsItWas) {
  for (const std::string& name : PresetNames()) {
    const FrontEnd front_end = *Preset(name);
    const std::string text = FrontEndText(front_end);
    const auto back = ParseFrontEnd(text);
    ASSERT_TRUE(back.ok()) << back.status();
    EXPECT_TRUE(MessageDifferencer::Equals(front_end, *back)) << text;
    for (int i = 0; i < FrontEnd::descriptor()->field_count(); ++i) {
      const std::string line = "\n" + FrontEnd::descriptor()->field(i)->name() + ": ";
      EXPECT_NE(("\n" + text).find(line), std::string::npos) << line;
    }
  }
}

TEST(FrontEndTextTest, AnErrorNamesTheFieldAndWhatItTakes) {
  const struct {
    const char *text, *message;
  } kWrong[] = {
      {"mel_bands: 64\nmel_band: 3", "line 2"},
      {"mel_band: 3", "did you mean mel_bands?"},
      {"colour: 3", "wav2mel --describe"},
      {"hop_samples: 1\nlog: LOUD\n\nmel_bands: 3", "line 2: Unknown"},
      {"log: LOUD", "log is one of LINEAR, NATURAL, LOG10"},
      {"  log : LOUD", "log is one of LINEAR"},
      {"mel_bands: many", "mel_bands is of type int32"},
      {"mel_bands: 1.5", "mel_bands is of type int32"},
      {"remove_dc: 7", "remove_dc is of type bool"},
      {"hop_samples: 1 hop_samples: 2", "hop_samples"},
      {"hop_samples 1", "line 1"},
      {"hop_samples: 99999999999", "out of range"},
  };
  for (const auto& [text, message] : kWrong) {
    const absl::Status status = ParseFrontEnd(text).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_NE(std::string(status.message()).find(message), std::string::npos) << status;
  }
  EXPECT_TRUE(ParseFrontEnd("# nothing\n").ok());
}

TEST(EndAfterTest, TheEndedFrontEndIsThatOfAFileWithoutTheLaterParameters) {
  const FrontEnd desed = *Preset("desed");
  FrontEnd spectrum = desed, mel = desed, log = desed;
  ASSERT_TRUE(EndAfter("spectrum", &spectrum).ok());
  ASSERT_TRUE(EndAfter("mel", &mel).ok());
  ASSERT_TRUE(EndAfter("log", &log).ok());
  EXPECT_EQ(FeatureBins(spectrum), 1025);
  EXPECT_EQ(FeatureBins(mel), 128);
  EXPECT_EQ(spectrum.log(), FrontEnd::LINEAR);
  EXPECT_EQ(mel.log(), FrontEnd::LINEAR);
  EXPECT_EQ(log.log(), FrontEnd::DECIBEL_MAGNITUDE);
  EXPECT_EQ(log.log_floor(), desed.log_floor());
  EXPECT_FALSE(log.clamp());
  EXPECT_EQ(log.feature_norm(), FrontEnd::FEATURE_RAW);
  for (const FrontEnd& ended : {spectrum, mel, log}) EXPECT_TRUE(CheckFrontEnd(ended).ok());
  // The later end can be ended earlier.
  ASSERT_TRUE(EndAfter("spectrum", &log).ok());
  EXPECT_TRUE(MessageDifferencer::Equals(spectrum, log));
}

TEST(EndAfterTest, AStageThatIsNotThereIsAnError) {
  FrontEnd linear = *Preset("antitransfer");
  EXPECT_FALSE(EndAfter("mel", &linear).ok());
  EXPECT_FALSE(EndAfter("log", &linear).ok());
  EXPECT_FALSE(EndAfter("loud", &linear).ok());
  EXPECT_TRUE(EndAfter("spectrum", &linear).ok());
  EXPECT_TRUE(ComesAfter("mel", "log_floor"));
  EXPECT_FALSE(ComesAfter("log", "log_floor"));
  EXPECT_FALSE(ComesAfter("", "log_floor"));
}

}  // namespace
}  // namespace auricle
