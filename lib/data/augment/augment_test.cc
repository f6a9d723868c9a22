// SPDX-License-Identifier: Apache-2.0
#include "lib/data/augment/augment.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/data/augment/augment_feature.h"
#include "lib/data/augment/augment_wave.h"

namespace auricle {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr int kBins = 6;

AugmentContext Context() {
  AugmentContext context;
  context.hop_s = 0.01;
  context.front_end.set_sample_rate_hz(8000);
  context.front_end.set_log(FrontEnd::NATURAL);
  return context;
}

std::unique_ptr<const Augment> Made(const std::string& text, uint64_t seed = 1) {
  auto augment = Augment::Create(text, Context(), seed);
  EXPECT_TRUE(augment.ok()) << augment.status();
  return *std::move(augment);
}

std::string Error(const std::string& text) {
  const auto augment = Augment::Create(text, Context(), 1);
  return augment.ok() ? "" : std::string(augment.status().message());
}

// Rows of 20 … 30 frames of 30, whose values are all different.
WindowBatch Batch(int64_t number = 0, int rows = 6) {
  WindowBatch batch;
  batch.number = number;
  batch.frames = 30;
  float next = 1;
  for (int w = 0; w < rows; ++w) {
    const int32_t valid = 20 + 2 * (w % 6);
    batch.windows.push_back({w, {10, 30, valid}});
    batch.numbers.push_back(w);
    batch.lengths.push_back(valid);
    for (int i = 0; i < 30 * kBins; ++i) {
      batch.features.push_back(i < valid * kBins ? next++ : 0.0F);
    }
  }
  return batch;
}

WindowBatch Applied(const Augment& augment, WindowBatch batch) {
  augment.ApplyToFeatures(kBins, &batch);
  return batch;
}

TEST(Augment, HasACanonicalText) {
  EXPECT_EQ(Made(" mixup( alpha = 0.4 ) ")->text(), "mixup(alpha=0.4)");
  EXPECT_EQ(Made("time_mask(n=3,max=50ms),noise(snr=5:10,colour=pink)")->text(),
            "time_mask(max=50ms,n=3),noise(colour=pink,snr=5:10)");
  EXPECT_EQ(Made("")->text(), "");
  EXPECT_EQ(Made("  ")->text(), "");
}

TEST(Augment, ErrorsSayWhereAndWhatWasMeant) {
  EXPECT_THAT(Error("mixup, time_msk(n=2)"),
              AllOf(HasSubstr("augment, at character 8"), HasSubstr("did you mean 'time_mask'?")));
  EXPECT_THAT(Error("noise(srn=3)"), AllOf(HasSubstr("at character 7"), HasSubstr("'snr'")));
  EXPECT_THAT(Error("noise(snr=30:10)"), HasSubstr("LOW:HIGH"));
  EXPECT_THAT(Error("time_mask(max=3)"), HasSubstr("with its unit"));
  EXPECT_THAT(Error("time_mask(max=1ms)"), HasSubstr("less than a frame"));
  EXPECT_THAT(Error("2*mixup"), HasSubstr("'mixup' takes no factor"));
  EXPECT_THAT(Error("mixup,mixup"), HasSubstr("character 7: mixup is given twice"));
  EXPECT_THAT(Error("mixup,time_shift"), HasSubstr("put it before mixup"));
  EXPECT_THAT(Error("mixup,"), HasSubstr("want the name of an augmentation"));
  AugmentContext unknown;
  EXPECT_THAT(std::string(Augment::Create("time_mask", unknown, 1).status().message()),
              HasSubstr("how far their frames lie apart"));
}

TEST(Augment, HelpTellsOfEveryKindAndItsArguments) {
  const std::string help = AugmentHelp();
  std::vector<std::string> names;
  for (const AugmentationKind& kind : AugmentationKinds()) {
    names.emplace_back(kind.name);
    EXPECT_THAT(help, HasSubstr(std::string(kind.name) + ": "));
    // Arguments that the help names are those that the kind reads.
    const std::string text = kind.help;
    for (size_t at = text.find("\n  "); at != std::string::npos; at = text.find("\n  ", at + 1)) {
      const size_t begin = at + 3, equals = text.find('=', begin);
      if (text[begin] == ' ') continue;  // A line goes on.
      const size_t end = text.find(' ', equals);
      EXPECT_EQ(Error(std::string(kind.name) + "(" + text.substr(begin, end - begin) + ")"), "");
    }
  }
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
}

TEST(Augment, WhatIsDrawnIsAFunctionOfSeedPlaceBatchAndRow) {
  const std::string text = "time_shift,time_mask,frequency_mask,mixup";
  const auto augment = Made(text);
  const WindowBatch first = Applied(*augment, Batch(3));
  EXPECT_EQ(Applied(*Made(text), Batch(3)).features, first.features);
  EXPECT_NE(Applied(*Made(text, 2), Batch(3)).features, first.features);
  EXPECT_NE(Applied(*augment, Batch(4)).features, first.features);
  EXPECT_NE(Applied(*Made("time_mask,time_shift,frequency_mask,mixup"), Batch(3)).features,
            first.features);
  // A process' share has what its rows have in the whole.
  const auto alone = Made("time_shift,time_mask");
  const WindowBatch whole = Applied(*alone, Batch(3));
  WindowBatch share = Batch(3);
  for (auto* rows : {&share.numbers, &share.lengths}) rows->erase(rows->begin(), rows->begin() + 4);
  share.windows.erase(share.windows.begin(), share.windows.begin() + 4);
  share.features.erase(share.features.begin(), share.features.begin() + 4 * 30 * kBins);
  share = Applied(*alone, std::move(share));
  EXPECT_TRUE(std::equal(share.features.begin(), share.features.end(),
                         whole.features.begin() + 4 * 30 * kBins));
}

TEST(Augment, PaddingStaysZero) {
  for (const char* text : {"time_shift", "time_shift(fill=silence)", "time_mask(max=0.3s)",
                           "frequency_mask", "mixup"}) {
    const WindowBatch batch = Applied(*Made(text), Batch());
    EXPECT_NE(batch.features, Batch().features) << text;
    for (size_t w = 0; w < batch.windows.size(); ++w) {
      for (int64_t i = batch.lengths[w] * kBins; i < 30 * kBins; ++i) {
        ASSERT_EQ(batch.features[w * 30 * kBins + i], 0) << text;
      }
    }
  }
}

TEST(ShiftFrames, WrapsOrLetsSilenceIn) {
  std::vector<float> row = {1, 5, 2, 4, 3, 9, 0, 0};
  ShiftFrames(3, 2, 1, true, row.data());
  EXPECT_THAT(row, ElementsAre(3, 9, 1, 5, 2, 4, 0, 0));
  ShiftFrames(3, 2, -4, true, row.data());
  EXPECT_THAT(row, ElementsAre(1, 5, 2, 4, 3, 9, 0, 0));
  ShiftFrames(3, 2, 1, false, row.data());
  EXPECT_THAT(row, ElementsAre(1, 4, 1, 5, 2, 4, 0, 0));
  ShiftFrames(3, 2, -2, false, row.data());
  EXPECT_THAT(row, ElementsAre(2, 4, 1, 4, 1, 4, 0, 0));
  ShiftFrames(3, 2, 7, false, row.data());
  EXPECT_THAT(row, ElementsAre(1, 4, 1, 4, 1, 4, 0, 0));
}

// Frames whose values are not those of before.
std::set<int64_t> ChangedFrames(const WindowBatch& before, const WindowBatch& after, size_t w) {
  std::set<int64_t> changed;
  for (int64_t i = 0; i < 30 * kBins; ++i) {
    const size_t at = w * 30 * kBins + i;
    if (before.features[at] != after.features[at]) changed.insert(i / kBins);
  }
  return changed;
}

TEST(Masks, AreAsWideAsAskedAndLeaveTheMean) {
  const WindowBatch before = Batch();
  std::set<size_t> widths;
  for (int64_t number = 0; number < 60; ++number) {
    const WindowBatch after = Applied(*Made("time_mask(n=1,max=50ms)"), Batch(number));
    for (size_t w = 0; w < before.windows.size(); ++w) {
      const std::set<int64_t> changed = ChangedFrames(before, after, w);
      widths.insert(changed.size());
      if (changed.empty()) continue;
      EXPECT_EQ(*changed.rbegin() - *changed.begin() + 1, changed.size());
      EXPECT_LT(*changed.rbegin(), before.lengths[w]);
      const float* row = before.features.data() + w * 30 * kBins;
      double mean = 0;
      for (int64_t t = 0; t < before.lengths[w]; ++t) mean += row[t * kBins + 2];
      EXPECT_FLOAT_EQ(after.features[(w * 30 + *changed.begin()) * kBins + 2],
                      mean / before.lengths[w]);
    }
    for (const RowChange& change : after.changes) {
      EXPECT_THAT(change.shifts, IsEmpty());
      EXPECT_EQ(change.partner, -1);
    }
  }
  EXPECT_THAT(widths, ElementsAre(0, 1, 2, 3, 4, 5));
}

TEST(Masks, OfFrequencyCoverEveryFrameOfTheSameBins) {
  std::set<size_t> widths;
  const WindowBatch before = Batch();
  for (int64_t number = 0; number < 60; ++number) {
    const WindowBatch after = Applied(*Made("frequency_mask(n=1,max=3)"), Batch(number));
    for (size_t w = 0; w < before.windows.size(); ++w) {
      std::set<int64_t> bins;
      for (int64_t f = 0; f < kBins; ++f) {
        const size_t at = w * 30 * kBins + f;
        if (before.features[at] == after.features[at]) continue;
        bins.insert(f);
        for (int64_t t = 0; t < before.lengths[w]; ++t) {
          EXPECT_EQ(after.features[at + t * kBins], after.features[at]);
        }
      }
      widths.insert(bins.size());
    }
  }
  EXPECT_THAT(widths, ElementsAre(0, 1, 2, 3));
}

TEST(Mixup, OfOwnShareOneIsTheIdentityAndOfZeroThePartner) {
  WindowBatch batch = Batch();
  const WindowBatch before = batch;
  batch.changes.resize(batch.windows.size());
  for (RowChange& change : batch.changes) change.partner = 1;
  MixRows(kBins, &batch);
  EXPECT_EQ(batch.features, before.features);
  batch.changes[3].own = 0;
  MixRows(kBins, &batch);
  const auto row = [](const WindowBatch& b, size_t w) {
    return b.features.begin() + w * 30 * kBins;
  };
  const int64_t frames = before.lengths[1] * kBins;  // Row 3 is longer: its rest is its own.
  EXPECT_TRUE(std::equal(row(batch, 3), row(batch, 3) + frames, row(before, 1)));
  EXPECT_TRUE(std::equal(row(batch, 3) + frames, row(batch, 4), row(before, 3) + frames));
}

TEST(Mixup, MixesWhatRowsWereWithinTheirPart) {
  WindowBatch batch = Batch();
  batch.parts = {{"strong", {0, 2}}, {"weak", {2, 6}}};
  std::set<int32_t> partners;
  for (batch.number = 0; batch.number < 40; ++batch.number) {
    const WindowBatch after = Applied(*Made("mixup(alpha=1)"), batch);
    for (size_t w = 0; w < 6; ++w) {
      const RowChange& change = after.changes[w];
      EXPECT_EQ(change.partner < 2, w < 2);
      partners.insert(change.partner);
      const size_t at = w * 30 * kBins, other = change.partner * 30 * kBins;
      EXPECT_NEAR(after.features[at],
                  change.own * batch.features[at] + (1 - change.own) * batch.features[other], 1e-3);
    }
  }
  EXPECT_EQ(partners.size(), 6);
}

TEST(Gain, ActsOnFeaturesWhereTheyAreLinearAndOnTheWaveElsewhere) {
  AugmentContext context = Context();
  EXPECT_TRUE((*Augment::Create("gain(db=3)", context, 1))->acts_on_wave());
  context.front_end.set_log(FrontEnd::LINEAR);
  for (const auto spectrum : {FrontEnd::MAGNITUDE, FrontEnd::POWER}) {
    context.front_end.set_spectrum(spectrum);
    const auto augment = *Augment::Create("gain(db=-3:6)", context, 1);
    EXPECT_FALSE(augment->acts_on_wave());
    double least = 100, most = -100;
    for (int64_t number = 0; number < 100; ++number) {
      const WindowBatch after = Applied(*augment, Batch(number));
      const double db = (spectrum == FrontEnd::POWER ? 10 : 20) *
                        std::log10(after.features[7] / Batch().features[7]);
      EXPECT_NEAR(after.features[9] / Batch().features[9], after.features[7] / Batch().features[7],
                  1e-5);
      least = std::min(least, db);
      most = std::max(most, db);
    }
    EXPECT_NEAR(least, -3, 0.5);
    EXPECT_NEAR(most, 6, 0.5);
  }
  context.front_end.set_wave_norm(FrontEnd::WAVE_PEAK);
  EXPECT_TRUE((*Augment::Create("gain", context, 1))->acts_on_wave());
}

double PowerOf(const std::vector<float>& x) {
  return std::inner_product(x.begin(), x.end(), x.begin(), 0.0) / static_cast<double>(x.size());
}

TEST(Wave, NoiseStandsAtItsRatio) {
  std::vector<float> samples(8000);
  for (size_t i = 0; i < samples.size(); ++i) samples[i] = 0.1F * std::sin(0.3F * i);
  for (const char* colour : {"white", "pink"}) {
    const auto augment = Made("noise(snr=12:12,colour=" + std::string(colour) + ")");
    std::vector<float> noisy = samples;
    ASSERT_TRUE(augment->ApplyToWave(1, 2, nullptr, 8000, &noisy).ok());
    std::vector<float> added(samples.size());
    for (size_t i = 0; i < added.size(); ++i) added[i] = noisy[i] - samples[i];
    EXPECT_NEAR(10 * std::log10(PowerOf(samples) / PowerOf(added)), 12, 0.01) << colour;
    std::vector<float> again = samples, other = samples;
    ASSERT_TRUE(augment->ApplyToWave(1, 2, nullptr, 8000, &again).ok());
    ASSERT_TRUE(augment->ApplyToWave(1, 3, nullptr, 8000, &other).ok());
    EXPECT_EQ(again, noisy);
    EXPECT_NE(other, noisy);
  }
  std::vector<float> silence(100, 0.0F);
  AddAtSnr(samples, 10, &silence);
  EXPECT_THAT(silence, Each(0.0F));
}

// Power in an octave, by one bin's Goertzel sums over many places.
double OctavePower(const std::vector<float>& x, double low) {
  double sum = 0;
  int bins = 0;
  for (double f = low; f < 2 * low; f += low / 64, ++bins) {
    double real = 0, imaginary = 0;
    for (size_t i = 0; i < x.size(); ++i) {
      real += x[i] * std::cos(2 * M_PI * f * i);
      imaginary += x[i] * std::sin(2 * M_PI * f * i);
    }
    sum += real * real + imaginary * imaginary;
  }
  return sum / bins;
}

TEST(Wave, PinkNoiseFallsByThreeDecibelsAnOctave) {
  Rng rng(2, "pink");
  const std::vector<float> pink = NoiseSamples(1 << 14, true, &rng);
  Rng same(2, "pink");
  const std::vector<float> white = NoiseSamples(1 << 14, false, &same);
  const auto fall = [](const std::vector<float>& x) {
    return 10 * std::log10(OctavePower(x, 1.0 / 512) / OctavePower(x, 1.0 / 8));
  };
  EXPECT_NEAR(fall(pink), 18, 2);  // Six octaves.
  EXPECT_NEAR(fall(white), 0, 2);
}

TEST(Wave, WhiteNoiseIsOfMeanZeroAndVarianceOneAndNearlyNormal) {
  Rng rng(4, "white");
  const std::vector<float> white = NoiseSamples(1 << 18, false, &rng);
  double sum = 0, fourth = 0;
  for (const float x : white) {
    sum += x;
    fourth += std::pow(x, 4);
  }
  const auto n = static_cast<double>(white.size());
  EXPECT_NEAR(sum / n, 0, 0.01);
  EXPECT_NEAR(PowerOf(white), 1, 0.01);
  EXPECT_NEAR(fourth / n, 2.7, 0.05);  // 3 of a normal distribution, 1.8 of a uniform one.
}

TEST(Wave, GainIsAFactorAndShiftsAreDrawnInSamples) {
  const auto augment = Made("gain(db=6),time_shift(max=0.1s,on=wave,fill=silence)");
  std::vector<float> samples = {1, -2, 0};
  ASSERT_TRUE(augment->ApplyToWave(0, 0, nullptr, 8000, &samples).ok());
  EXPECT_FLOAT_EQ(samples[1], -2 * samples[0]);
  EXPECT_LE(std::abs(20 * std::log10(samples[0])), 6.0001);
  EXPECT_NE(samples[0], 1);
  std::set<int64_t> shifts;
  for (int64_t row = 0; row < 50; ++row) {
    const WaveShift shift = augment->DrawShift(0, row, 8000);
    EXPECT_LE(std::abs(shift.samples), 800);
    EXPECT_FALSE(shift.wraps);
    shifts.insert(shift.samples);
  }
  EXPECT_GT(shifts.size(), 40);
  EXPECT_GT(*shifts.rbegin(), 400);
  EXPECT_LT(*shifts.begin(), -400);
  EXPECT_EQ(Made("gain")->DrawShift(0, 0, 8000).samples, 0);
}

TEST(Wave, BackgroundIsAddedToItsShareOfTheRows) {
  const auto augment = Made("background(snr=3:3,share=0.25)");
  const OtherSounds others = [](int64_t count, double rate_hz, Rng*, std::vector<float>* sound) {
    EXPECT_EQ(rate_hz, 8000);
    sound->assign(count, 1.0F);
    return absl::OkStatus();
  };
  int added = 0;
  for (int64_t row = 0; row < 400; ++row) {
    std::vector<float> samples = {1, -1, 1, -1};
    ASSERT_TRUE(augment->ApplyToWave(0, row, others, 8000, &samples).ok());
    if (samples[0] == 1) continue;
    ++added;
    EXPECT_NEAR(samples[0] - 1, std::pow(10, -3.0 / 20), 1e-6);
  }
  EXPECT_NEAR(added, 100, 30);
  const OtherSounds broken = [](int64_t, double, Rng*, std::vector<float>*) {
    return absl::DataLossError("cut");
  };
  std::vector<float> samples = {1};
  EXPECT_EQ(Made("background(share=1)")->ApplyToWave(0, 0, broken, 8000, &samples).code(),
            absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace auricle
