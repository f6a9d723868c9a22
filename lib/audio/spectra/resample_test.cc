// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/spectra/resample.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "gtest/gtest.h"

namespace auricle {
namespace {

std::vector<float> Sine(double hz, double rate, int64_t n) {
  std::vector<float> x(n);
  for (int64_t i = 0; i < n; ++i) x[i] = static_cast<float>(std::sin(2 * M_PI * hz * i / rate));
  return x;
}

std::vector<float> Resampled(const std::vector<float>& x, double from, double to, int64_t piece) {
  auto resampler = Resampler::Create(from, to);
  EXPECT_TRUE(resampler.ok()) << resampler.status();
  std::vector<float> out;
  for (int64_t at = 0; at < static_cast<int64_t>(x.size()); at += piece) {
    const int64_t n = std::min<int64_t>(piece, x.size() - at);
    EXPECT_TRUE((*resampler)->Push(x.data() + at, n, &out).ok());
  }
  EXPECT_TRUE((*resampler)->Finish(&out).ok());
  return out;
}

// Largest difference from the sine, away from the ends.
double Error(const std::vector<float>& y, double hz, double rate) {
  const std::vector<float> want = Sine(hz, rate, y.size());
  double error = 0;
  for (size_t i = 500; i + 500 < y.size(); ++i) {
    error = std::max<double>(error, std::abs(y[i] - want[i]));
  }
  return error;
}

TEST(ResampleTest, ATonePassesInPhaseAndInSize) {
  for (const double from : {8000.0, 44100.0, 48000.0, 11025.0}) {
    const auto y = Resampled(Sine(1000, from, 30000), from, 16000, 4096);
    EXPECT_LT(Error(y, 1000, 16000), 1e-4) << from;
  }
}

TEST(ResampleTest, WhatTheLowerRateCannotHoldIsGone) {
  const auto y = Resampled(Sine(9000, 44100, 44100), 44100, 16000, 4096);
  double loudest = 0;
  for (size_t i = 500; i + 500 < y.size(); ++i) loudest = std::max<double>(loudest, std::abs(y[i]));
  EXPECT_LT(loudest, 1e-5);
}

TEST(ResampleTest, TheLengthIsExactForEverySize) {
  for (const int64_t n : {1, 2, 17, 441, 1000, 44100, 44101}) {
    EXPECT_EQ(static_cast<int64_t>(Resampled(Sine(100, 44100, n), 44100, 16000, 4096).size()),
              ResampledLength(n, 44100, 16000));
    EXPECT_EQ(static_cast<int64_t>(Resampled(Sine(100, 8000, n), 8000, 22050, 4096).size()),
              ResampledLength(n, 8000, 22050));
  }
  EXPECT_EQ(ResampledLength(44100, 44100, 16000), 16000);
  EXPECT_EQ(ResampledLength(44101, 44100, 16000), 16001);
}

TEST(ResampleTest, EqualRatesPassThroughBitForBit) {
  const auto x = Sine(123, 16000, 5000);
  EXPECT_EQ(Resampled(x, 16000, 16000, 77), x);
}

}  // namespace
}  // namespace auricle
