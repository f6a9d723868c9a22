// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/front_end_testing.h"

#include <google/protobuf/text_format.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>

#include "lib/audio/presets.h"
#include "lib/base/rng.h"
#include "lib/base/status_macros.h"

namespace auricle {
namespace {

// The golden's generator: a finaliser of Murmur hash 3 over index and stream.
double Murmur(uint32_t i, uint32_t k) {
  uint32_t x = i + k * 0x9E3779B9u;
  x ^= x >> 16;
  x *= 0x85EBCA6Bu;
  x ^= x >> 13;
  x *= 0xC2B2AE35u;
  x ^= x >> 16;
  return x / 4294967296.0 - 0.5;
}

}  // namespace

nlohmann::json ReadGolden(const std::string& name) {
  std::ifstream file("testdata/golden/" + name);
  return nlohmann::json::parse(file);
}

std::vector<float> SignalOf(const nlohmann::json& description) {
  const int64_t n = description["n"];
  std::vector<double> x(n, 0.0);
  for (const auto& term : description["terms"]) {
    for (int64_t i = 0; i < n; ++i) {
      x[i] += term[0].get<double>() * std::sin(term[1].get<double>() * i + term[2].get<double>());
    }
  }
  if (description.contains("noise")) {
    const auto& noise = description["noise"];
    uint32_t state = noise[1].is_string() ? 0 : noise[1].get<uint32_t>();
    for (int64_t i = 0; i < n; ++i) {
      state = 1664525u * state + 1013904223u;
      const double u =
          noise[1].is_string() ? Murmur(i, noise[2].get<uint32_t>()) : state / 4294967296.0 - 0.5;
      x[i] += noise[0].get<double>() * u;
    }
  }
  if (description.contains("active")) {
    std::fill(x.begin() + description["active"].get<int64_t>(), x.end(), 0.0);
  }
  return std::vector<float>(x.begin(), x.end());
}

std::vector<float> Noise(int64_t n, float amplitude, uint64_t seed) {
  Rng rng(seed, "test noise");
  std::vector<float> x(n);
  for (float& sample : x) sample = amplitude * static_cast<float>(2 * rng.Uniform() - 1);
  return x;
}

FrontEnd PresetWith(const std::string& preset, const std::string& change) {
  absl::StatusOr<FrontEnd> front_end = Preset(preset);
  FrontEnd changes;
  google::protobuf::TextFormat::Parser parser;
  if (!front_end.ok() || !parser.MergeFromString(change, &*front_end)) {
    std::cerr << "bad preset or change: " << preset << " " << change << std::endl;
    std::abort();
  }
  return *front_end;
}

absl::StatusOr<std::vector<Clip>> Analyse(const FrontEnd& front_end,
                                          const std::vector<float>& samples, double rate_hz,
                                          const ItemOptions& options, ItemOutcome* outcome) {
  ASSIGN_OR_RETURN(const std::unique_ptr<const Analyzer> analyzer, Analyzer::Create(front_end));
  std::vector<Clip> clips;
  ItemOutcome ignored;
  Clip clip;
  clip.set_id("test");
  const AudioOpener open = [&] { return AudioInMemory(samples.data(), samples.size(), rate_hz); };
  RETURN_IF_ERROR(AnalyseItem(
      *analyzer, options, open, clip,
      [&](Clip done) {
        clips.push_back(std::move(done));
        return absl::OkStatus();
      },
      outcome != nullptr ? outcome : &ignored));
  return clips;
}

std::vector<std::vector<float>> Rows(const std::vector<Clip>& clips) {
  std::vector<std::vector<float>> rows;
  for (const Clip& clip : clips) {
    const Tensor& tensor = clip.feature().tensor();
    const int64_t bins = tensor.shape(1);
    for (int64_t t = 0; t < tensor.shape(0); ++t) {
      rows.emplace_back(bins);
      memcpy(rows.back().data(), tensor.data().data() + t * bins * sizeof(float),
             bins * sizeof(float));
    }
  }
  return rows;
}

}  // namespace auricle
