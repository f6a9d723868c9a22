// SPDX-License-Identifier: Apache-2.0
#include "lib/data/augment/analysed_frames.h"

#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/audio/decode/audio_testing.h"
#include "lib/audio/front_end_testing.h"
#include "lib/audio/presets.h"
#include "lib/base/rng.h"
#include "lib/data/augment/augmented_windows.h"
#include "lib/data/augment/item_wave.h"
#include "lib/data/batch_plans.h"
#include "lib/data/loader.h"

namespace auricle {
namespace {

using testing::HasSubstr;

// An item of `samples`, as wav2mel lists it.
StoredItem ItemOf(const std::vector<float>& samples, double rate_hz,
                  const std::string& id = "item") {
  StoredItem item;
  item.id = id;
  auto audio = std::make_shared<StoredAudio>();
  audio->ref.set_sample_rate_hz(rate_hz);
  audio->ref.set_frames(static_cast<int64_t>(samples.size()));
  // Two chunks of it.
  size_t at = 0;
  for (const size_t end : {samples.size() / 3, samples.size()}) {
    Stretch stretch;
    stretch.frames = static_cast<int64_t>(end - at);
    stretch.bytes = {reinterpret_cast<const char*>(samples.data() + at), (end - at) * 4};
    audio->samples.push_back(stretch);
    at = end;
  }
  item.audio = audio;
  return item;
}

std::shared_ptr<const AnalysedFrames> Analysis(const FrontEnd& front_end) {
  auto made = AnalysedFrames::Create(front_end);
  EXPECT_TRUE(made.ok()) << made.status();
  return *made;
}

// A tone that glides, with noise.
std::vector<float> Wave(double seconds, double rate_hz) {
  std::vector<float> wave = Noise(static_cast<int64_t>(seconds * rate_hz), 0.05F);
  for (size_t i = 0; i < wave.size(); ++i) {
    const double t = static_cast<double>(i) / rate_hz;
    wave[i] += static_cast<float>(0.3 * std::sin(2 * M_PI * (300 + 200 * t) * t));
  }
  return wave;
}

std::vector<float> Stored(const FrontEnd& front_end, const std::vector<float>& wave, double rate) {
  std::vector<float> all;
  const auto clips = Analyse(front_end, wave, rate);
  EXPECT_TRUE(clips.ok()) << clips.status();
  for (const auto& row : Rows(*clips)) all.insert(all.end(), row.begin(), row.end());
  return all;
}

TEST(AnalysedFrames, OfAWholeItemAreThoseOfWav2melToTheBit) {
  for (const std::string& name : PresetNames()) {
    const FrontEnd front_end = *Preset(name);
    for (const double rate : {16000.0, 22050.0}) {
      const std::vector<float> wave = Wave(1.7, rate);
      StoredItem item = ItemOf(wave, rate);
      const auto analysis = Analysis(front_end);
      ASSERT_TRUE(analysis->Describe(&item).ok());
      const std::vector<float> want = Stored(front_end, wave, rate);
      ASSERT_EQ(item.frames * analysis->bins(), want.size()) << name;
      std::vector<float> got(want.size());
      ASSERT_TRUE(analysis->Frames(item, 0, item.frames, got.data()).ok());
      EXPECT_EQ(got, want) << name << " " << rate;
    }
  }
}

// Cutting only the samples that a window needs changes its frames by rounding at most.
TEST(AnalysedFrames, OfAPartAreThoseOfTheWholeUpToRounding) {
  Rng rng(7, "parts");
  for (const std::string& name : PresetNames()) {
    const FrontEnd front_end = *Preset(name);
    // Rates that leave no band empty: there is nothing but rounding in the logarithm of one.
    for (const double rate : {front_end.sample_rate_hz(), 44100.0, 48000.0}) {
      const std::vector<float> wave = Wave(4, rate);
      StoredItem item = ItemOf(wave, rate);
      const auto analysis = Analysis(front_end);
      ASSERT_TRUE(analysis->Describe(&item).ok());
      const std::vector<float> want = Stored(front_end, wave, rate);
      float most = 1;
      for (const float x : want) most = std::max(most, std::abs(x));
      const int64_t bins = analysis->bins();
      for (int trial = 0; trial < 6; ++trial) {
        // The first and the last frames of an item too.
        const auto first = trial == 0 ? 0 : static_cast<int64_t>(rng.Below(item.frames));
        const int64_t count =
            trial == 1
                ? item.frames - first
                : 1 + static_cast<int64_t>(rng.Below(std::min<int64_t>(50, item.frames - first)));
        std::vector<float> got(count * bins);
        ASSERT_TRUE(analysis->Frames(item, first, count, got.data()).ok());
        for (int64_t i = 0; i < count * bins; ++i) {
          ASSERT_NEAR(got[i], want[first * bins + i], 2e-4 * most)
              << name << " " << rate << " frame " << first + i / bins << " bin " << i % bins;
        }
      }
    }
  }
}

class WaveFileTest : public testing::Test {
 protected:
  // A file of which `item` is the second of three seconds.
  StoredItem FileItem(int format, const std::string& name) {
    wave_ = Wave(3, 16000);
    const std::string path = testing::TempDir() + "/" + name;
    std::ofstream(path, std::ios::binary) << EncodeAudio(format, 1, 16000, wave_);
    StoredItem item;
    item.id = "cut";
    auto audio = std::make_shared<StoredAudio>();
    audio->path = path;
    audio->ref.set_start_s(1);
    audio->ref.set_duration_s(1);
    item.audio = audio;
    return item;
  }
  std::vector<float> wave_;
};

TEST_F(WaveFileTest, PartsOfAStretchOfAFileAreItsSamples) {
  StoredItem item = FileItem(SF_FORMAT_WAV | SF_FORMAT_FLOAT, "cut.wav");
  const auto analysis = Analysis(*Preset("kaldi"));
  EXPECT_FALSE(KnowsLength(item));
  ASSERT_TRUE(analysis->Describe(&item).ok());
  EXPECT_TRUE(KnowsLength(item));
  EXPECT_EQ(item.audio->ref.frames(), 16000);
  EXPECT_EQ(item.duration_s, 1);
  EXPECT_EQ(item.hop_s, 0.01);
  const auto part = ReadWavePart(item, 100, 400, {});
  ASSERT_TRUE(part.ok()) << part.status();
  EXPECT_TRUE(std::equal(part->begin(), part->end(), wave_.begin() + 16100, wave_.begin() + 16400));
}

TEST_F(WaveFileTest, ShiftsAreOfTheItem) {
  StoredItem item = FileItem(SF_FORMAT_WAV | SF_FORMAT_FLOAT, "cut.wav");
  ASSERT_TRUE(Analysis(*Preset("kaldi"))->Describe(&item).ok());
  Rng rng(3, "shifts");
  for (int trial = 0; trial < 60; ++trial) {
    const WaveShift shift = {static_cast<int64_t>(rng.Below(40000)) - 20000, trial % 2 == 0};
    std::vector<float> want = ReadWave(item)->samples;
    ASSERT_EQ(want.size(), 16000);
    ShiftWave(shift, &want);
    const auto begin = static_cast<int64_t>(rng.Below(16000));
    const auto end = begin + static_cast<int64_t>(rng.Below(16001 - begin));
    const auto got = ReadWavePart(item, begin, end, shift);
    ASSERT_TRUE(got.ok()) << got.status();
    EXPECT_EQ(*got, std::vector<float>(want.begin() + begin, want.begin() + end))
        << shift.samples << " " << shift.wraps;
  }
  std::vector<float> few = {1, 2, 3, 4};
  ShiftWave({1, true}, &few);
  EXPECT_EQ(few, std::vector<float>({4, 1, 2, 3}));
  ShiftWave({-2, false}, &few);
  EXPECT_EQ(few, std::vector<float>({2, 3, 0, 0}));
  ShiftWave({1, false}, &few);
  EXPECT_EQ(few, std::vector<float>({0, 2, 3, 0}));
}

TEST_F(WaveFileTest, ErrorsNameTheItemAndTheFile) {
  StoredItem item = FileItem(SF_FORMAT_WAV | SF_FORMAT_PCM_16, "gone.wav");
  const auto analysis = Analysis(*Preset("kaldi"));
  ASSERT_TRUE(analysis->Describe(&item).ok());
  std::vector<float> out(10 * analysis->bins());
  ASSERT_TRUE(analysis->Frames(item, 0, 10, out.data()).ok());
  std::ofstream(item.audio->path, std::ios::binary)
      << EncodeAudio(SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1, 16000, Wave(1.2, 16000));
  const absl::Status shorter = analysis->Frames(item, 60, 10, out.data());
  EXPECT_FALSE(shorter.ok());
  EXPECT_THAT(std::string(shorter.message()), HasSubstr("item 'cut'"));
  std::remove(item.audio->path.c_str());
  EXPECT_THAT(std::string(analysis->Frames(item, 0, 10, out.data()).message()),
              testing::AllOf(HasSubstr("item 'cut'"), HasSubstr("gone.wav")));
  item.audio = std::make_shared<StoredAudio>();
  EXPECT_THAT(std::string(analysis->Frames(item, 0, 10, out.data()).message()),
              HasSubstr("neither a path to audio nor samples"));
  StoredItem brief = ItemOf(std::vector<float>(10, 0.1F), 16000);
  EXPECT_THAT(std::string(analysis->Describe(&brief).message()), HasSubstr("less than one window"));
}

// Four items of two rates, augmented on the wave by the loader.
class AugmentedWindowsTest : public testing::Test {
 protected:
  AugmentedWindowsTest() {
    front_end_ = *Preset("kaldi");
    analysis_ = Analysis(front_end_);
    items_.bins = analysis_->bins();
    for (int i = 0; i < 4; ++i) {
      const double rate = i % 2 == 0 ? 16000 : 8000;
      waves_.push_back(Wave(1 + 0.3 * i, rate));
    }
    for (int i = 0; i < 4; ++i) {
      items_.items.push_back(ItemOf(waves_[i], i % 2 == 0 ? 16000 : 8000, "i" + std::to_string(i)));
      EXPECT_TRUE(analysis_->Describe(&items_.items[i]).ok());
    }
    Windows rule;
    rule.set_frames(40);
    plan_ = RegularPlan(EvaluationWindows(items_, {0, 1, 2, 3}, rule), 3);
  }

  std::unique_ptr<const Augment> Made(const std::string& text) {
    AugmentContext context;
    context.front_end = front_end_;
    context.hop_s = 0.01;
    auto augment = Augment::Create(text, context, 5);
    EXPECT_TRUE(augment.ok()) << augment.status();
    return *std::move(augment);
  }
  // All batches of two passes; and what was done to the rows.
  std::vector<float> Load(const std::string& text, int threads,
                          std::vector<RowChange>* changes = nullptr) {
    const auto augment = Made(text);
    const AugmentedWindows windows(items_, *analysis_, *augment, {0, 1, 2, 3});
    LoaderOptions options;
    options.threads = threads;
    options.memory_bytes = 1 << 22;
    options.end = 2 * plan_->batches_in_pass();
    options.augment = augment.get();
    options.cut = [&windows](const ItemWindow& one, int64_t batch, int64_t row, RowChange* change,
                             float* out) { return windows.Cut(one, batch, row, change, out); };
    Loader loader(items_, *plan_, options);
    std::vector<float> all;
    WindowBatch batch;
    while (true) {
      const auto more = loader.Next(&batch);
      EXPECT_TRUE(more.ok()) << more.status();
      if (!more.ok() || !*more) return all;
      all.insert(all.end(), batch.features.begin(), batch.features.end());
      if (changes == nullptr) continue;
      changes->insert(changes->end(), batch.changes.begin(), batch.changes.end());
    }
  }

  FrontEnd front_end_;
  std::shared_ptr<const AnalysedFrames> analysis_;
  std::vector<std::vector<float>> waves_;
  StoredItems items_;
  std::unique_ptr<BatchPlan> plan_;
};

TEST_F(AugmentedWindowsTest, TheNumberOfThreadsChangesNothing) {
  const std::string text = "gain(db=3),noise,background(share=1),time_shift(on=wave),mixup";
  std::vector<RowChange> changes;
  const std::vector<float> one = Load(text, 1, &changes);
  EXPECT_EQ(Load(text, 4), one);
  EXPECT_NE(Load("gain(db=3),noise,background(share=1),time_shift(on=wave)", 1), one);
  for (const RowChange& change : changes) {
    EXPECT_NE(change.item.shift_s, 0);
    EXPECT_TRUE(change.item.wraps);
    EXPECT_GE(change.partner, 0);
  }
  EXPECT_NEAR(changes[0].item.item_s, 1, 1e-9);
  // A second pass draws anew, on the wave too.
  const std::vector<float> noisy = Load("noise", 2);
  const auto half = noisy.begin() + noisy.size() / 2;
  EXPECT_FALSE(std::equal(noisy.begin(), half, half));
}

TEST_F(AugmentedWindowsTest, EachActsOnTheFeatures) {
  const std::vector<float> plain = Load("gain(db=0)", 2);
  for (const char* text : {"gain(db=3)", "noise", "background(share=1)", "time_shift(on=wave)"}) {
    const std::vector<float> changed = Load(text, 2);
    ASSERT_EQ(changed.size(), plain.size());
    EXPECT_NE(changed, plain) << text;
  }
  EXPECT_EQ(Load("background(share=0)", 2), plain);
}

// In a logarithm of power with no floor near, a gain is one sum for all of a window.
TEST_F(AugmentedWindowsTest, AGainIsASumInTheLogarithm) {
  const std::vector<float> plain = Load("gain(db=0)", 1), louder = Load("gain(db=6)", 1);
  const int64_t row = 40 * items_.bins;
  const float by = louder[5] - plain[5];
  EXPECT_LE(std::abs(by), 6 * std::log(10) / 10 + 1e-3);
  EXPECT_GT(std::abs(by), 0);
  for (int64_t i = 0; i < row; ++i) EXPECT_NEAR(louder[i] - plain[i], by, 2e-3);
}

TEST_F(AugmentedWindowsTest, AnItemOfUnknownLengthIsRefused) {
  auto audio = std::make_shared<StoredAudio>(*items_.items[2].audio);
  audio->ref.clear_frames();
  items_.items[2].audio = audio;
  const auto augment = Made("noise");
  const AugmentedWindows windows(items_, *analysis_, *augment, {0});
  std::vector<float> out(10 * items_.bins);
  RowChange change;
  EXPECT_THAT(std::string(windows.Cut({2, {0, 10, 10}}, 0, 0, &change, out.data()).message()),
              HasSubstr("item 'i2' has no audio whose rate and length"));
}

}  // namespace
}  // namespace auricle
