// SPDX-License-Identifier: Apache-2.0
#include "lib/data/augment/augment_wave.h"

#include <cmath>
#include <cstdint>
#include <memory>
#include <utility>

#include "lib/base/status_macros.h"

namespace auricle {
namespace {

double Draw(const TermInterval& interval, Rng* rng) {
  return interval.low + (interval.high - interval.low) * rng->Uniform();
}

double Power(const std::vector<float>& samples) {
  double sum = 0;
  for (const float x : samples) sum += static_cast<double>(x) * x;
  return samples.empty() ? 0 : sum / static_cast<double>(samples.size());
}

class WaveGain : public WaveAugmentation {
 public:
  explicit WaveGain(const TermInterval& db) : db_(db) {}

  absl::Status Apply(const OtherSounds&, double, Rng* rng,
                     std::vector<float>* samples) const override {
    const auto factor = static_cast<float>(std::pow(10, Draw(db_, rng) / 20));
    for (float& x : *samples) x *= factor;
    return absl::OkStatus();
  }

 private:
  const TermInterval db_;
};

class WaveTimeShift : public WaveAugmentation {
 public:
  WaveTimeShift(double max_s, bool wraps) : max_s_(max_s), wraps_(wraps) {}

  WaveShift Shift(double rate_hz, Rng* rng) const override {
    return {std::llround(max_s_ * rate_hz * (2 * rng->Uniform() - 1)), wraps_};
  }
  absl::Status Apply(const OtherSounds&, double, Rng*, std::vector<float>*) const override {
    return absl::OkStatus();  // It was read so.
  }

 private:
  const double max_s_;
  const bool wraps_;
};

class AddedNoise : public WaveAugmentation {
 public:
  AddedNoise(const TermInterval& snr_db, bool pink) : snr_db_(snr_db), pink_(pink) {}

  absl::Status Apply(const OtherSounds&, double, Rng* rng,
                     std::vector<float>* samples) const override {
    const double snr_db = Draw(snr_db_, rng);
    AddAtSnr(NoiseSamples(samples->size(), pink_, rng), snr_db, samples);
    return absl::OkStatus();
  }

 private:
  const TermInterval snr_db_;
  const bool pink_;
};

class Background : public WaveAugmentation {
 public:
  Background(const TermInterval& snr_db, double share) : snr_db_(snr_db), share_(share) {}

  absl::Status Apply(const OtherSounds& others, double rate_hz, Rng* rng,
                     std::vector<float>* samples) const override {
    if (rng->Uniform() >= share_) return absl::OkStatus();
    const double snr_db = Draw(snr_db_, rng);
    std::vector<float> sound;
    RETURN_IF_ERROR(others(static_cast<int64_t>(samples->size()), rate_hz, rng, &sound));
    AddAtSnr(sound, snr_db, samples);
    return absl::OkStatus();
  }

 private:
  const TermInterval snr_db_;
  const double share_;
};

// Mean 0 and variance 1, nearly normal: the sum of four uniform values out of one draw (Irwin and
// Hall), for a tenth of what a normal one costs. The spectrum is as white.
double NearlyNormal(Rng* rng) {
  const uint64_t bits = rng->Next();
  const uint64_t sum =
      (bits & 0xffff) + (bits >> 16 & 0xffff) + (bits >> 32 & 0xffff) + (bits >> 48);
  return (static_cast<double>(sum) - 2 * 65535.0) * (std::sqrt(3.0) / 65536);
}

}  // namespace

void AddAtSnr(const std::vector<float>& sound, double snr_db, std::vector<float>* samples) {
  const double signal = Power(*samples), added = Power(sound);
  if (signal == 0 || added == 0) return;
  const auto factor = static_cast<float>(std::sqrt(signal / added) * std::pow(10, -snr_db / 20));
  for (size_t i = 0; i < samples->size(); ++i) (*samples)[i] += factor * sound[i];
}

std::vector<float> NoiseSamples(size_t count, bool pink, Rng* rng) {
  constexpr double kPoles[] = {0.99886, 0.99332, 0.96900, 0.86650, 0.55000, -0.7616};
  constexpr double kGains[] = {0.0555179, 0.0750759, 0.1538520, 0.3104856, 0.5329522, -0.0168980};
  double state[6] = {}, before = 0;
  // The slowest pole forgets its beginning in some thousand samples.
  const size_t settle = pink ? 4096 : 0;
  std::vector<float> noise;
  noise.reserve(count);
  for (size_t i = 0; i < count + settle; ++i) {
    const double white = NearlyNormal(rng);
    double value = white;
    if (pink) {
      value = before + 0.5362 * white;
      for (int k = 0; k < 6; ++k) {
        state[k] = kPoles[k] * state[k] + kGains[k] * white;
        value += state[k];
      }
      before = 0.115926 * white;
    }
    if (i >= settle) noise.push_back(static_cast<float>(value));
  }
  return noise;
}

MadeAugmentation MakeWaveGain(const TermInterval& db) {
  MadeAugmentation made;
  made.wave = std::make_unique<WaveGain>(db);
  return made;
}

MadeAugmentation MakeWaveShift(double max_s, bool wraps) {
  MadeAugmentation made;
  made.wave = std::make_unique<WaveTimeShift>(max_s, wraps);
  return made;
}

absl::StatusOr<MadeAugmentation> MakeNoise(TermArguments* arguments, const AugmentContext&) {
  ASSIGN_OR_RETURN(const TermInterval snr, arguments->Between("snr", {10, 30}, -100, 200));
  ASSIGN_OR_RETURN(const int colour, arguments->Choice("colour", {"white", "pink"}, 0));
  MadeAugmentation made;
  made.wave = std::make_unique<AddedNoise>(snr, colour == 1);
  return made;
}

absl::StatusOr<MadeAugmentation> MakeBackground(TermArguments* arguments, const AugmentContext&) {
  ASSIGN_OR_RETURN(const TermInterval snr, arguments->Between("snr", {0, 20}, -100, 200));
  ASSIGN_OR_RETURN(const double share, arguments->Number("share", 0.5, 0, 1));
  MadeAugmentation made;
  made.wave = std::make_unique<Background>(snr, share);
  return made;
}

}  // namespace auricle
