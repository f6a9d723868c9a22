// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/items/item.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "lib/audio/front_end_testing.h"
#include "lib/audio/presets.h"
#include "lib/audio/spectra/framer.h"

namespace auricle {
namespace {

// Tensor bytes of all records after one another.
std::string FeatureBytes(const std::vector<Clip>& clips) {
  std::string bytes;
  for (const Clip& clip : clips) bytes += clip.feature().tensor().data();
  return bytes;
}

std::vector<Clip> MustAnalyse(const FrontEnd& front_end, const std::vector<float>& samples,
                              double rate, double chunk_s, bool keep_samples = false) {
  ItemOptions options;
  options.chunk_s = chunk_s;
  options.keep_samples = keep_samples;
  auto clips = Analyse(front_end, samples, rate, options);
  EXPECT_TRUE(clips.ok()) << clips.status();
  return clips.ok() ? *clips : std::vector<Clip>();
}

// Loud, quiet and loud again, so that whole-item statistics differ from any part's.
std::vector<float> Recording(double seconds, double rate) {
  std::vector<float> x = Noise(static_cast<int64_t>(seconds * rate), 0.3f);
  for (size_t i = x.size() / 4; i < x.size() / 2; ++i) x[i] *= 1e-3f;
  for (size_t i = 0; i < x.size(); ++i) x[i] += 0.2f * std::sin(0.05f * static_cast<float>(i));
  return x;
}

class PresetChunkTest : public testing::TestWithParam<std::string> {};

TEST_P(PresetChunkTest, FramesOfChunksAreThoseOfTheUncutItem) {
  FrontEnd front_end = PresetWith(GetParam());
  for (const double rate : {front_end.sample_rate_hz(), 9000.0}) {
    const std::vector<float> x = Recording(5.3, rate);
    const auto whole = MustAnalyse(front_end, x, rate, 60);
    const auto cut = MustAnalyse(front_end, x, rate, 0.7);
    ASSERT_EQ(whole.size(), 1u);
    ASSERT_GT(cut.size(), 6u);
    EXPECT_TRUE(FeatureBytes(cut) == FeatureBytes(whole));
  }
}

INSTANTIATE_TEST_SUITE_P(Presets, PresetChunkTest, testing::ValuesIn(PresetNames()),
                         [](const auto& info) { return info.param; });

TEST(ChunkTest, WholeItemStepsAndDeltasDoNotSeeTheCuts) {
  const FrontEnd front_end = PresetWith(
      "mfcc12k",
      "wave_norm: WAVE_PEAK dither: 1e-4 preemphasis: 0.97 delta_order: 2 delta_window: 3 "
      "feature_norm: FEATURE_STANDARD db_reference_max: true");
  const std::vector<float> x = Recording(5.3, 12000);
  const std::string whole = FeatureBytes(MustAnalyse(front_end, x, 12000, 60));
  for (const double chunk_s : {0.05, 0.3, 1.0, 5.0}) {
    EXPECT_TRUE(FeatureBytes(MustAnalyse(front_end, x, 12000, chunk_s)) == whole) << chunk_s;
  }
}

TEST(ChunkTest, RecordsSayWhereTheyBelong) {
  const FrontEnd front_end = PresetWith("vggish");
  const std::vector<float> x = Recording(2.5, 16000);
  const auto clips = MustAnalyse(front_end, x, 16000, 1, true);
  ASSERT_EQ(clips.size(), 3u);
  int64_t frames = 0, samples = 0;
  for (int i = 0; i < 3; ++i) {
    const Chunk& chunk = clips[i].chunk();
    EXPECT_EQ(chunk.index(), i);
    EXPECT_EQ(chunk.of(), 3);
    EXPECT_EQ(chunk.last(), i == 2);
    EXPECT_EQ(chunk.first_frame(), frames);
    EXPECT_DOUBLE_EQ(chunk.offset_s(), frames * 0.01);
    EXPECT_EQ(clips[i].audio().frames(), 40000);
    frames += clips[i].feature().tensor().shape(0);
    samples += clips[i].samples().shape(0);
  }
  EXPECT_EQ(frames, FrameCount(front_end, 40000));
  EXPECT_EQ(samples, 40000);
  std::string kept;
  for (const Clip& clip : clips) kept += clip.samples().data();
  ASSERT_EQ(kept.size(), x.size() * sizeof(float));
  EXPECT_EQ(memcmp(kept.data(), x.data(), kept.size()), 0);
}

TEST(ChunkTest, AnItemOfExactlyAChunkIsNotCutAndNoChunkIsEmpty) {
  for (const char* preset : {"vggish", "desed", "antitransfer", "kaldi"}) {
    const FrontEnd front_end = PresetWith(preset);
    for (const int64_t extra : {-1, 0, 1, 100, 399, 400, 401, 2047, 2048}) {
      const std::vector<float> x(32000 + extra, 0.1f);
      const auto clips = MustAnalyse(front_end, x, 16000, 1.024);
      int64_t frames = 0;
      for (const Clip& clip : clips) {
        EXPECT_GT(clip.feature().tensor().shape(0), 0) << preset << " " << extra;
        EXPECT_EQ(clip.chunk().first_frame(), frames);
        frames += clip.feature().tensor().shape(0);
      }
      EXPECT_EQ(frames, FrameCount(front_end, 32000 + extra));
      if (extra <= 401) {
        EXPECT_EQ(clips.size(), 2u) << preset << " " << extra;
      }
    }
    const std::vector<float> exact(16384, 0.1f);
    EXPECT_EQ(MustAnalyse(front_end, exact, 16000, 1.024).size(), 1u) << preset;
  }
}

TEST(ItemTest, AShortItemIsOneRecordWithoutChunk) {
  const auto clips = MustAnalyse(PresetWith("vggish"), Recording(1, 16000), 16000, 60);
  ASSERT_EQ(clips.size(), 1u);
  EXPECT_FALSE(clips[0].has_chunk());
  EXPECT_FALSE(clips[0].has_samples());
  EXPECT_DOUBLE_EQ(clips[0].feature().hop_s(), 0.01);
  EXPECT_DOUBLE_EQ(clips[0].feature().offset_s(), 0.0125);
  EXPECT_EQ(clips[0].audio().duration_s(), 1);
}

TEST(ItemTest, TheDigestIsOfTheSamplesAndNotOfChunks) {
  const FrontEnd front_end = PresetWith("vggish");
  std::vector<float> x = Recording(2, 16000);
  const uint64_t digest = MustAnalyse(front_end, x, 16000, 60)[0].audio().digest();
  EXPECT_EQ(MustAnalyse(front_end, x, 16000, 0.5)[2].audio().digest(), digest);
  x[31999] += 1e-6f;
  EXPECT_NE(MustAnalyse(front_end, x, 16000, 60)[0].audio().digest(), digest);
}

// It would join all silent clips of a corpus, and make them a leak.
TEST(ItemTest, SilenceAndOneValueThroughoutHaveNoDigest) {
  const FrontEnd front_end = PresetWith("vggish");
  const auto digest = [&](const std::vector<float>& x) {
    return MustAnalyse(front_end, x, 16000, 60)[0].audio().digest();
  };
  std::vector<float> x(16000, 0.0f);
  EXPECT_EQ(digest(x), 0u);
  x[7] = 1e-6f;
  EXPECT_EQ(digest(x), 0u);
  x.assign(16000, -1.0f);  // Eight bits of zeros.
  EXPECT_EQ(digest(x), 0u);
  x[15999] = -0.5f;
  EXPECT_NE(digest(x), 0u);
}

// The error's message, or what was wrong about its absence.
std::string Refusal(const FrontEnd& front_end, const std::vector<float>& x, double chunk_s = 60) {
  ItemOptions options;
  options.chunk_s = chunk_s;
  ItemOutcome outcome;
  const auto clips = Analyse(front_end, x, 16000, options, &outcome);
  if (clips.ok()) return "was accepted";
  if (outcome.records > 0) return "was refused after records had been handed on";
  return std::string(clips.status().message());
}

TEST(ItemTest, SamplesBeyondFullScaleAreTold) {
  for (const float scale : {0.9f, 1.5f, 128.0f, 32767.0f}) {
    std::vector<float> x = Recording(1, 16000);
    x[100] = -scale;
    ItemOutcome outcome;
    ASSERT_TRUE(Analyse(PresetWith("vggish"), x, 16000, {}, &outcome).ok());
    ASSERT_EQ(outcome.notes.size(), scale > 2 ? 1u : 0u) << scale;
    const std::string note = outcome.notes.empty() ? "" : outcome.notes[0];
    EXPECT_EQ(note.find("magnitude 32767") != std::string::npos, scale == 32767) << note;
  }
}

TEST(ItemTest, NotANumberIsRefusedBeforeAnythingIsHandedOn) {
  std::vector<float> x = Recording(3, 16000);
  x[40000] = std::nanf("");
  EXPECT_NE(Refusal(PresetWith("vggish"), x).find("not a number"), std::string::npos);
  EXPECT_NE(Refusal(PresetWith("vggish"), x, 0.5).find("at or after 2.3"), std::string::npos);
}

TEST(ItemTest, WhatIsNoAudioLabelledAsFloatIsRefused) {
  std::vector<float> x = Recording(3, 16000);
  x[40000] = -1e25f;
  for (const std::string& preset : PresetNames()) {
    EXPECT_NE(Refusal(PresetWith(preset), x).find("magnitude 1e+25"), std::string::npos) << preset;
    // The loudest that is accepted gives numbers.
    for (const auto& row :
         Rows(MustAnalyse(PresetWith(preset), std::vector<float>(44100, 0x1p31f), 44100, 60))) {
      for (const float value : row) ASSERT_TRUE(std::isfinite(value)) << preset;
    }
  }
}

TEST(ItemTest, ARateThatCannotBeIsRefused) {
  for (const double rate : {0.0, 1e-300, 99.0, 1e7, 1e300, std::nan("")}) {
    const auto clips = Analyse(PresetWith("vggish"), Recording(1, 16000), rate);
    EXPECT_EQ(clips.status().code(), absl::StatusCode::kInvalidArgument) << rate;
  }
}

TEST(ItemTest, AFileThatChangesBetweenPassesIsSeen) {
  const auto analyzer = Analyzer::Create(PresetWith("bilstm"));
  ASSERT_TRUE(analyzer.ok());
  for (const int64_t change : {-20000, -1, 1, 20000}) {
    int64_t n = 80000;
    const AudioOpener open = [&]() -> absl::StatusOr<std::unique_ptr<AudioSource>> {
      auto samples = std::make_shared<const std::vector<float>>(Noise(n, 0.3f));
      n = 80000 + change;
      return AudioInMemory(samples, 16000);
    };
    ItemOptions options;
    options.chunk_s = 1;
    ItemOutcome outcome;
    const absl::Status status = AnalyseItem(
        **analyzer, options, open, Clip(), [](const Clip&) { return absl::OkStatus(); }, &outcome);
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << change << " " << status;
  }
}

TEST(ItemTest, NothingAndLessThanAWindowAreToldApart) {
  EXPECT_NE(Refusal(PresetWith("vggish"), {}).find("0 samples"), std::string::npos);
  const std::vector<float> x(399, 0.1f);
  EXPECT_NE(Refusal(PresetWith("vggish"), x).find("less than one window"), std::string::npos);
  EXPECT_EQ(Refusal(PresetWith("vggish", "min_duration_s: 0.025"), x), "was accepted");
}

TEST(ItemTest, SilenceIsLegalAndTold) {
  ItemOutcome outcome;
  ASSERT_TRUE(Analyse(PresetWith("desed"), std::vector<float>(16000), 16000, {}, &outcome).ok());
  EXPECT_TRUE(outcome.silent);
  ASSERT_TRUE(Analyse(PresetWith("desed"), Recording(1, 16000), 16000, {}, &outcome).ok());
  EXPECT_FALSE(outcome.silent);
}

TEST(ItemTest, SilenceGivesFiniteFeaturesInEveryPreset) {
  for (const std::string& preset : PresetNames()) {
    for (const auto& row :
         Rows(MustAnalyse(PresetWith(preset), std::vector<float>(44100), 44100, 60))) {
      for (const float x : row) ASSERT_TRUE(std::isfinite(x)) << preset;
    }
  }
}

TEST(ItemTest, RepeatingFillsAShortItemWithItself) {
  const std::vector<float> x = Recording(0.25, 16000);
  std::vector<float> four;
  for (int i = 0; i < 4; ++i) four.insert(four.end(), x.begin(), x.end());
  const FrontEnd repeats = PresetWith("vggish", "min_duration_s: 1 lengthen_by_repeating: true");
  const auto ours = MustAnalyse(repeats, x, 16000, 60);
  EXPECT_EQ(FeatureBytes(ours), FeatureBytes(MustAnalyse(PresetWith("vggish"), four, 16000, 60)));
  EXPECT_EQ(ours[0].audio().frames(), 4000);
}

TEST(ItemTest, AnItemIsLengthenedEvenBeyondAChunk) {
  const std::vector<float> x = Recording(0.2, 16000);
  for (const char* change : {"min_duration_s: 1.235", "min_duration_s: 1.235 wave_norm: WAVE_PEAK",
                             "min_duration_s: 1.235 lengthen_by_repeating: true"}) {
    const auto clips = MustAnalyse(PresetWith("vggish", change), x, 16000, 0.5);
    ASSERT_EQ(clips.size(), 1u) << change;
    EXPECT_EQ(clips[0].feature().tensor().shape(0), FrameCount(PresetWith("vggish"), 19760));
  }
}

TEST(ItemTest, DitherDependsOnItsSeedAlone) {
  const FrontEnd one = PresetWith("kaldi", "dither: 1 dither_seed: 1");
  const FrontEnd two = PresetWith("kaldi", "dither: 1 dither_seed: 2");
  const std::vector<float> x(16000);
  const std::string bytes = FeatureBytes(MustAnalyse(one, x, 16000, 60));
  EXPECT_EQ(FeatureBytes(MustAnalyse(one, x, 16000, 60)), bytes);
  EXPECT_NE(FeatureBytes(MustAnalyse(two, x, 16000, 60)), bytes);
}

TEST(ItemTest, AnItemIsTooQuietByItsLargestSampleNotByItsMagnitude) {
  ItemOptions options;
  options.min_peak = 0.05;
  for (const double chunk_s : {60.0, 0.7}) {  // Whole, and decoded twice.
    options.chunk_s = chunk_s;
    std::vector<float> x(5 * 16000, -0.9f);
    ItemOutcome outcome;
    auto clips = Analyse(PresetWith("antitransfer"), x, 16000, options, &outcome);
    ASSERT_TRUE(clips.ok()) << clips.status();
    EXPECT_TRUE(outcome.too_quiet);
    EXPECT_EQ(outcome.peak, -0.9f);
    EXPECT_TRUE(clips->empty());
    x[3] = 0.05f;  // As a double this is above 0.05; the next one down is not.
    x[3] = std::nextafter(x[3], 0.0f);
    EXPECT_TRUE(Analyse(PresetWith("antitransfer"), x, 16000, options)->empty());
    x.back() = 0.051f;
    EXPECT_EQ(Analyse(PresetWith("antitransfer"), x, 16000, options)->size(),
              chunk_s < 1 ? 8u : 1u);
    options.min_peak = 0;
    x.assign(x.size(), -0.9f);
    EXPECT_FALSE(Analyse(PresetWith("antitransfer"), x, 16000, options)->empty());
    options.min_peak = 0.05;
  }
}

TEST(ItemTest, Float16RefusesWhatItCannotHold) {
  ItemOptions options;
  options.dtype = FLOAT16;
  EXPECT_TRUE(Analyse(PresetWith("vggish"), Recording(1, 16000), 16000, options).ok());
  const auto loud =
      Analyse(PresetWith("librosa", "scale: INT16"), Recording(1, 22050), 22050, options);
  EXPECT_EQ(loud.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(std::string(loud.status().message()).find("--dtype=float32"), std::string::npos);
}

TEST(CheckFrontEndTest, NamesTheParameterThatIsWrong) {
  const struct {
    const char *change, *message;
  } kWrong[] = {
      {"fft_samples: 511", "fft_samples"},
      {"fft_samples: 128", "window_samples"},
      {"hop_samples: 0", "hop_samples"},
      {"sample_rate_hz: 0", "sample_rate_hz"},
      {"mel_high_hz: 9000", "half the sample rate"},
      {"mel_low_hz: -1", "mel_low_hz"},
      {"mel_bands: 600", "mel_bands"},
      {"log: 77", "log is 77; want LINEAR (0), NATURAL (1)"},
      {"window: -1", "window is -1"},
      {"log_offset: 0", "for silence"},
      {"mfcc: 65", "mfcc"},
      {"mel_bands: 0 mfcc: 5", "cepstra need mel bands"},
      {"db_range: 80", "decibel"},
      {"delta_order: 1", "delta_window"},
      {"clamp: true", "clamp_low"},
      {"dither: -1", "dither"},
      {"dither: 1e30", "dither"},
      {"mfcc: 13 mfcc_lifter: inf", "mfcc_lifter"},
      {"log_offset: 1e300", "log_offset"},
      {"feature_norm_eps: nan", "feature_norm_eps"},
      {"fft_samples: 1048576 mel_bands: 1048576", "at most 127"},
      {"min_duration_s: -1", "min_duration_s"},
  };
  for (const auto& wrong : kWrong) {
    const absl::Status status = CheckFrontEnd(PresetWith("vggish", wrong.change));
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << wrong.change;
    EXPECT_NE(std::string(status.message()).find(wrong.message), std::string::npos) << status;
  }
}

TEST(PresetsTest, AreSortedDescribedAndRight) {
  const std::vector<std::string> names = PresetNames();
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  EXPECT_EQ(names.size(), 11u);
  for (const std::string& name : names) {
    EXPECT_TRUE(CheckFrontEnd(PresetWith(name)).ok()) << name;
    EXPECT_GT(PresetSummary(name).size(), 20u) << name;
  }
}

TEST(PresetsTest, AnUnknownNameGetsTheNearest) {
  const absl::Status status = Preset("vgish").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_NE(std::string(status.message()).find("did you mean 'vggish'"), std::string::npos);
}

}  // namespace
}  // namespace auricle
