// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/spectra/kernels.h"

#include <cmath>
#include <complex>
#include <cstring>
#include <limits>
#include <vector>

#include "gtest/gtest.h"
#include "lib/audio/front_end_testing.h"
#include "lib/audio/spectra/fft.h"
#include "lib/audio/spectra/mel.h"

namespace auricle {
namespace {

// All kernels of one table run over the same inputs, their outputs after one another.
std::vector<float> RunAll(const Kernels& kernels) {
  constexpr int kPoints = 300;
  std::vector<float> all;
  std::vector<int16_t> pcm(kPoints);
  for (int i = 0; i < kPoints; ++i) pcm[i] = static_cast<int16_t>(i * 40503);
  std::vector<float> x(kPoints), y(kPoints);
  kernels.pcm16(pcm.data(), kPoints - 3, x.data());
  all.insert(all.end(), x.begin(), x.end());
  const std::vector<float> noise = Noise(kPoints, 2), more = Noise(kPoints, 1, 2);
  for (int n = kPoints - 17; n <= kPoints; ++n) {
    kernels.multiply(noise.data(), more.data(), n, y.data());
    all.insert(all.end(), y.begin(), y.end());
  }
  for (const auto spectrum : {kernels.magnitude, kernels.power}) {
    for (int half = 16; half < 120; ++half) {
      std::vector<float> out(half + 1);
      spectrum(noise.data(), more.data(), half, out.data());
      all.insert(all.end(), out.begin(), out.end());
    }
  }
  const PackedMel mel(MelMatrix(PresetWith("vggish")));
  std::vector<float> spectrum = Noise(257 + mel.slack_bins(), 1, 3), bands(64);
  kernels.mel(spectrum.data(), mel.groups(), mel.count(), bands.data());
  all.insert(all.end(), bands.begin(), bands.end());
  for (float& sample : spectrum) sample = sample * sample;
  kernels.log(spectrum.data(), 256, {1e-10f, 1e-5f, 4.3f});
  all.insert(all.end(), spectrum.begin(), spectrum.end());
  SampleStats stats;
  kernels.stats(noise.data(), kPoints - 1, &stats);
  all.push_back(stats.peak);
  return all;
}

TEST(KernelsTest, PlainAndBestGiveTheSameBits) {
  const std::vector<float> plain = RunAll(PlainKernels()), best = RunAll(BestKernels());
  ASSERT_EQ(plain.size(), best.size());
  EXPECT_EQ(memcmp(plain.data(), best.data(), plain.size() * sizeof(float)), 0);
}

TEST(KernelsTest, LogIsWithinTwoUnitsOfTheLastPlace) {
  const LogRule rule = {std::numeric_limits<float>::min(), 0, 1};
  for (double exact = 1e-37; exact < 1e37; exact *= 1.00137) {
    float x[8];
    for (float& lane : x) lane = static_cast<float>(exact);
    const double want = std::log(static_cast<double>(x[0]));
    BestKernels().log(x, 8, rule);
    EXPECT_NEAR(x[5], want, 2.4e-7 * std::abs(want) + 1.2e-7) << exact;
  }
}

TEST(KernelsTest, LogOfSilenceIsThatOfItsFloor) {
  float x[8] = {0, 0, 0, 0, -1, 0, 0, 0};
  BestKernels().log(x, 8, {1e-10f, 0, static_cast<float>(10 / M_LN10)});
  EXPECT_NEAR(x[0], -100, 1e-5);
  EXPECT_NEAR(x[4], -100, 1e-5);
}

TEST(KernelsTest, StatsSeeTheOnlyBadSampleWhereverItIs) {
  for (const float bad : {std::nanf(""), -std::nanf(""), INFINITY, -INFINITY}) {
    for (int n = 1; n < 20; ++n) {
      for (int at = 0; at < n; ++at) {
        std::vector<float> x(n, 0.25f);
        x[at] = bad;
        SampleStats stats;
        BestKernels().stats(x.data(), n, &stats);
        EXPECT_FALSE(stats.finite) << bad << " at " << at << " of " << n;
      }
    }
  }
}

TEST(KernelsTest, StatsFindTheNegativePeak) {
  std::vector<float> x(100, 0.1f);
  x[97] = -0.75f;
  SampleStats stats;
  BestKernels().stats(x.data(), 100, &stats);
  EXPECT_TRUE(stats.finite);
  EXPECT_EQ(stats.peak, 0.75f);
}

TEST(KernelsTest, PackedMelEqualsTheMatrix) {
  for (const char* preset : {"vggish", "desed", "kaldi", "panns32k", "fewdata"}) {
    const auto matrix = MelMatrix(PresetWith(preset));
    const PackedMel packed(matrix);
    const int bins = static_cast<int>(matrix[0].size());
    std::vector<float> spectrum = Noise(bins, 1);
    spectrum.resize(bins + packed.slack_bins());
    std::vector<float> bands(8 * packed.count());
    BestKernels().mel(spectrum.data(), packed.groups(), packed.count(), bands.data());
    for (size_t b = 0; b < matrix.size(); ++b) {
      double want = 0, scale = 0;
      for (int k = 0; k < bins; ++k) {
        want += matrix[b][k] * spectrum[k];
        scale += matrix[b][k];
      }
      EXPECT_NEAR(bands[b], want, 1e-6 * scale) << preset << " " << b;
    }
  }
}

TEST(HalfTest, RoundsToNearestEvenAndKeepsEdges) {
  EXPECT_EQ(FloatToHalf(0.0f), 0);
  EXPECT_EQ(FloatToHalf(-0.0f), 0x8000);
  EXPECT_EQ(FloatToHalf(1.0f), 0x3c00);
  EXPECT_EQ(FloatToHalf(-2.0f), 0xc000);
  EXPECT_EQ(FloatToHalf(65504.0f), 0x7bff);
  EXPECT_EQ(FloatToHalf(65519.9f), 0x7bff);
  EXPECT_EQ(FloatToHalf(65520.0f), 0x7c00);
  EXPECT_EQ(FloatToHalf(INFINITY), 0x7c00);
  EXPECT_EQ(FloatToHalf(std::nanf("")) & 0x7e00, 0x7e00);
  EXPECT_EQ(FloatToHalf(1 + 1.0f / 2048), 0x3c00);  // A tie goes to even, down …
  EXPECT_EQ(FloatToHalf(1 + 3.0f / 2048), 0x3c02);  // … and up.
  EXPECT_EQ(FloatToHalf(0x1p-24f), 1);              // The least subnormal.
  EXPECT_EQ(FloatToHalf(0x1p-25f), 0);              // A tie goes to even.
  EXPECT_EQ(FloatToHalf(0x1.8p-24f), 2);
  EXPECT_EQ(FloatToHalf(0x1p-14f), 0x0400);  // The least normal.
  EXPECT_EQ(FloatToHalf(0x1.ff8p-15f), 0x03ff);
}

}  // namespace
}  // namespace auricle
