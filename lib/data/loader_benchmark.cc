// SPDX-License-Identifier: Apache-2.0
// What a batch costs by where its frames come from, in one thread:
//   bazel run -c opt //lib/data:loader_benchmark
// Batches of 32 windows of 1 s, out of 60 clips of 10 s at 16 kHz (WAV in memory-backed files),
// with the front end of the preset. stored: cut from features; part: analysed from the samples that
// a window needs; whole: from all of the clip. windows_per_s is what a training can take.
#include <sndfile.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "benchmark/benchmark.h"
#include "lib/audio/decode/audio_testing.h"
#include "lib/audio/front_end_testing.h"
#include "lib/data/augment/analysed_frames.h"
#include "lib/data/augment/augment.h"
#include "lib/data/augment/augmented_windows.h"
#include "lib/data/batch_plans.h"
#include "lib/data/loader.h"

namespace auricle {
namespace {

constexpr int kClips = 60, kSeconds = 10, kRate = 16000, kRows = 32;

// Removed at exit.
const std::vector<std::string>& Files() {
  static const auto* const files = [] {
    auto* const paths = new std::vector<std::string>;
    for (int i = 0; i < kClips; ++i) {
      paths->push_back("/dev/shm/auricle_loader_benchmark_" + std::to_string(getpid()) + "_" +
                       std::to_string(i) + ".wav");
      const std::string wav = EncodeAudio(SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1, kRate,
                                          Noise(int64_t{kSeconds} * kRate, 0.3f, i));
      std::FILE* const file = std::fopen(paths->back().c_str(), "wb");
      if (file == nullptr || std::fwrite(wav.data(), 1, wav.size(), file) != wav.size()) {
        std::abort();
      }
      std::fclose(file);
    }
    std::atexit([] {
      for (const std::string& path : Files()) std::remove(path.c_str());
    });
    return paths;
  }();
  return *files;
}

struct Data {
  explicit Data(const std::string& preset, const std::string& change)
      : front_end(PresetWith(preset, change)), analysis(*AnalysedFrames::Create(front_end)) {
    items.bins = analysis->bins();
    for (const std::string& path : Files()) {
      StoredItem item;
      item.id = path;
      auto audio = std::make_shared<StoredAudio>();
      audio->path = path;
      item.audio = std::move(audio);
      if (!analysis->Describe(&item).ok()) std::abort();
      which.push_back(static_cast<int32_t>(items.items.size()));
      items.items.push_back(std::move(item));
    }
    order.batch = kRows;
    rule.set_frames(static_cast<int32_t>(front_end.sample_rate_hz() / front_end.hop_samples()));
    plan = ShuffledPlan(items, which, rule, order);
  }
  // Frames are made once and lie in memory.
  void Store() {
    for (StoredItem& item : items.items) {
      features.emplace_back(item.frames * items.bins);
      if (!analysis->Frames(item, 0, item.frames, features.back().data()).ok()) std::abort();
    }
    for (size_t i = 0; i < items.items.size(); ++i) {
      Stretch stretch;
      stretch.frames = items.items[i].frames;
      stretch.bytes = {reinterpret_cast<const char*>(features[i].data()), features[i].size() * 4};
      items.items[i].stretches = {stretch};
    }
  }

  FrontEnd front_end;
  std::shared_ptr<const AnalysedFrames> analysis;
  StoredItems items;
  std::vector<int32_t> which;
  std::vector<std::vector<float>> features;
  Windows rule;
  EpochOrder order;
  std::unique_ptr<BatchPlan> plan;
};

void Load(benchmark::State& state, const std::string& preset, const std::string& change,
          bool stored, const std::string& text) {
  Data data(preset, change);
  if (stored) data.Store();
  AugmentContext context;
  context.front_end = data.front_end;
  context.hop_s = data.items.items[0].hop_s;
  const auto augment = Augment::Create(text, context, 1);
  if (!augment.ok()) std::abort();
  const AugmentedWindows windows(data.items, *data.analysis, **augment, data.which);
  LoaderOptions options;
  options.augment = augment->get();
  if (!stored) {
    options.cut = [&windows](const ItemWindow& one, int64_t batch, int64_t row, RowChange* change,
                             float* out) { return windows.Cut(one, batch, row, change, out); };
  }
  Loader loader(data.items, *data.plan, options);
  WindowBatch batch;
  for (auto _ : state) {
    if (!loader.Next(&batch).ok()) std::abort();
    benchmark::DoNotOptimize(batch.features.data());
  }
  state.counters["windows_per_s"] = benchmark::Counter(
      static_cast<double>(state.iterations()) * kRows, benchmark::Counter::kIsRate);
}

#define LOAD(name, ...) \
  BENCHMARK_CAPTURE(Load, name, __VA_ARGS__)->Unit(benchmark::kMillisecond)->UseRealTime()

constexpr char kFeature[] = "time_shift,time_mask,frequency_mask,mixup";
constexpr char kWave[] = "gain,noise,background";
// A norm over the item makes all of it needed.
constexpr char kWhole[] = "wave_norm: WAVE_PEAK";

LOAD(stored, "panns16k", "", true, "");
LOAD(stored_augmented, "panns16k", "", true, kFeature);
LOAD(part, "panns16k", "", false, "");
LOAD(part_augmented, "panns16k", "", false, kWave);
LOAD(part_resampled, "panns32k", "", false, "");
LOAD(whole, "panns16k", kWhole, false, "");

}  // namespace
}  // namespace auricle

BENCHMARK_MAIN();
