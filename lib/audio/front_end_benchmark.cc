// SPDX-License-Identifier: Apache-2.0
// The front end beside its floor, on WAV files in memory-backed files:
//   bazel run -c opt //lib/audio:front_end_benchmark
// floor: libsndfile's decoding to float and FFTW's real transform of every frame, nothing else.
// front_end: files to finished Clip messages. x_real_time: seconds of audio per second.
#include <fftw3.h>
#include <malloc.h>
#include <sndfile.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "benchmark/benchmark.h"
#include "lib/audio/decode/audio_testing.h"
#include "lib/audio/decode/bytes.h"
#include "lib/audio/decode/decode.h"
#include "lib/audio/front_end_testing.h"
#include "lib/audio/items/item.h"
#include "lib/audio/spectra/fft.h"

namespace auricle {
namespace {

constexpr int kFiles = 60, kSeconds = 10, kRate = 16000;

// 60 files of 10 s; removed at exit.
const std::vector<std::string>& Files() {
  static const auto* const files = [] {
    auto* const paths = new std::vector<std::string>;
    for (int i = 0; i < kFiles; ++i) {
      paths->push_back("/dev/shm/auricle_benchmark_" + std::to_string(getpid()) + "_" +
                       std::to_string(i) + ".wav");
      const std::string wav = EncodeAudio(SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1, kRate,
                                          Noise(int64_t{kSeconds} * kRate, 0.3f, i));
      std::FILE* const file = std::fopen(paths->back().c_str(), "wb");
      if (file == nullptr || std::fwrite(wav.data(), 1, wav.size(), file) != wav.size())
        std::abort();
      std::fclose(file);
    }
    std::atexit([] {
      for (const std::string& path : Files()) std::remove(path.c_str());
    });
    return paths;
  }();
  return *files;
}

void Report(benchmark::State& state) {
  state.counters["x_real_time"] = benchmark::Counter(
      static_cast<double>(state.iterations()) * kFiles * kSeconds, benchmark::Counter::kIsRate);
}

void Floor(benchmark::State& state, const std::string& preset) {
  const FrontEnd f = PresetWith(preset);
  const int n = f.fft_samples(), hop = f.hop_samples();
  const AlignedFloats frame = MakeAlignedFloats(n), out = MakeAlignedFloats(n + 2);
  fftwf_plan plan = fftwf_plan_dft_r2c_1d(
      n, frame.get(), reinterpret_cast<fftwf_complex*>(out.get()), FFTW_MEASURE);
  std::vector<float> samples(kSeconds * kRate);
  for (auto _ : state) {
    for (const std::string& path : Files()) {
      SF_INFO info = {};
      SNDFILE* const file = sf_open(path.c_str(), SFM_READ, &info);
      sf_readf_float(file, samples.data(), samples.size());
      sf_close(file);
      for (size_t at = 0; at + n <= samples.size(); at += hop) {
        std::copy(samples.begin() + at, samples.begin() + at + n, frame.get());
        fftwf_execute(plan);
        benchmark::DoNotOptimize(out[1]);
      }
    }
  }
  fftwf_destroy_plan(plan);
  Report(state);
}

void Whole(benchmark::State& state, const std::string& preset) {
  const auto analyzer = Analyzer::Create(PresetWith(preset));
  if (!analyzer.ok()) std::abort();
  for (auto _ : state) {
    for (const std::string& path : Files()) {
      const AudioOpener open = [&]() -> absl::StatusOr<std::unique_ptr<AudioSource>> {
        auto bytes = OpenFile(path);
        if (!bytes.ok()) return bytes.status();
        return OpenAudio(*bytes, AudioRef());
      };
      const auto keep = [](const Clip& clip) {
        benchmark::DoNotOptimize(clip.feature().tensor().data().data());
        return absl::OkStatus();
      };
      ItemOutcome outcome;
      if (!AnalyseItem(**analyzer, ItemOptions(), open, Clip(), keep, &outcome).ok()) std::abort();
    }
  }
  Report(state);
}

#define BOTH(preset)                                                        \
  BENCHMARK_CAPTURE(Floor, preset, #preset)->Unit(benchmark::kMillisecond); \
  BENCHMARK_CAPTURE(Whole, preset, #preset)                                 \
      ->Name("front_end/" #preset)                                          \
      ->Unit(benchmark::kMillisecond)

BOTH(vggish);
BOTH(desed);
BOTH(antitransfer);
BOTH(emonet);
BOTH(panns16k);
BOTH(kaldi);

}  // namespace
}  // namespace auricle

int main(int argc, char** argv) {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);  // As wav2mel.
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
