// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/spectra/fft.h"

#include <cmath>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "lib/audio/analyzer.h"
#include "lib/audio/front_end_testing.h"
#include "lib/audio/presets.h"

namespace auricle {
namespace {

TEST(FftTest, EveryPresetsSizeIsInTheWisdom) {
  // On a processor without AVX the wisdom does not apply and every plan is estimated.
  if (!__builtin_cpu_supports("avx")) GTEST_SKIP();
  for (const std::string& preset : PresetNames()) {
    EXPECT_TRUE(Fft::Get(PresetWith(preset).fft_samples() / 2).from_wisdom()) << preset;
  }
}

TEST(FftTest, AnUnusualSizeIsEstimatedAndWorks) {
  EXPECT_FALSE(Fft::Get(77).from_wisdom());
  const AlignedFloats in = MakeAlignedFloats(2 * 77), out = MakeAlignedFloats(2 * 77);
  in[0] = 1;
  Fft::Get(77).Run(in.get(), out.get());
  for (int k = 0; k < 77; ++k) EXPECT_NEAR(out[2 * k], 1, 1e-6);
}

// Magnitudes by the definition, in double.
std::vector<double> Dft(const std::vector<float>& x) {
  const int n = static_cast<int>(x.size());
  std::vector<double> magnitude(n / 2 + 1);
  for (int k = 0; k <= n / 2; ++k) {
    double re = 0, im = 0;
    for (int i = 0; i < n; ++i) {
      re += x[i] * std::cos(2 * M_PI * k * i / n);
      im -= x[i] * std::sin(2 * M_PI * k * i / n);
    }
    magnitude[k] = std::sqrt(re * re + im * im);
  }
  return magnitude;
}

TEST(FftTest, AnalysisOfAFrameEqualsTheDefinitionAtEverySize) {
  for (const int n : {32, 34, 36, 46, 64, 100, 128, 200, 256, 400, 441 * 2, 512, 1024}) {
    FrontEnd front_end;
    front_end.set_sample_rate_hz(16000);
    front_end.set_window_samples(n);
    front_end.set_fft_samples(n);
    front_end.set_hop_samples(n);
    front_end.set_window(FrontEnd::RECTANGULAR);
    const auto analyzer = Analyzer::Create(front_end);
    ASSERT_TRUE(analyzer.ok()) << analyzer.status();
    const std::vector<float> x = Noise(n, 1);
    Analyzer::Workspace workspace = (*analyzer)->MakeWorkspace();
    const float* const row = (*analyzer)->Run(x.data(), &workspace);
    const std::vector<double> want = Dft(x);
    for (int k = 0; k <= n / 2; ++k) EXPECT_NEAR(row[k], want[k], 1e-6 * n) << n << " " << k;
  }
}

TEST(FftTest, PlansMayBeAskedForAndRunFromManyThreads) {
  std::vector<std::vector<float>> results(8);
  std::vector<std::thread> threads;
  for (auto& result : results) {
    threads.emplace_back([&result] {
      const AlignedFloats in = MakeAlignedFloats(2 * 128), out = MakeAlignedFloats(2 * 128);
      for (int i = 0; i < 256; ++i) in[i] = static_cast<float>(i % 17);
      for (const int n : {64, 96, 128}) {
        Fft::Get(n).Run(in.get(), out.get());
        result.insert(result.end(), out.get(), out.get() + 2 * n);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& result : results) EXPECT_EQ(result, results[0]);
}

}  // namespace
}  // namespace auricle
