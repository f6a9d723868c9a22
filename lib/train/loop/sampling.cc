// SPDX-License-Identifier: Apache-2.0
#include "lib/train/loop/sampling.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "absl/strings/str_cat.h"
#include "lib/base/rng.h"
#include "lib/base/text.h"

namespace auricle {
namespace {

// The power of its size that a corpus is drawn with; -1: in turn.
absl::StatusOr<double> Power(const TrainConfig& config) {
  const std::string& how = config.sampling();
  if (how.empty() || how == "round_robin") return -1;
  if (how == "uniform") return 0;
  if (how == "proportional") return 1;
  if (how == "temperature") {
    if (config.temperature() > 0) return 1 / config.temperature();
    return absl::InvalidArgumentError(
        absl::StrCat("the temperature is ", config.temperature(), ", want above 0"));
  }
  return absl::InvalidArgumentError(
      absl::StrCat("there is no sampling '", how, "'",
                   InsteadOf(how, {"proportional", "round_robin", "temperature", "uniform"})));
}

}  // namespace

absl::StatusOr<Sampler> Sampler::Create(const TrainConfig& config, std::vector<int64_t> items,
                                        std::vector<int64_t> batches) {
  const absl::StatusOr<double> power = Power(config);
  if (!power.ok()) return power.status();
  const auto corpora = static_cast<int64_t>(batches.size());
  Sampler sampler;
  sampler.random_ = *power >= 0 && corpora > 1;
  sampler.seed_ = config.seed();
  sampler.round_ = config.accumulate() > 0 ? config.accumulate() : corpora;
  const int64_t all = std::accumulate(batches.begin(), batches.end(), int64_t{0});
  sampler.updates_ = config.steps_per_epoch() > 0 ? config.steps_per_epoch()
                                                  : (all + sampler.round_ - 1) / sampler.round_;
  double sum = 0;
  for (const int64_t n : items) {
    sum += std::pow(static_cast<double>(n), std::max(0.0, *power));
    sampler.below_.push_back(sum);
  }
  for (double& below : sampler.below_) below /= sum;
  return sampler;
}

std::vector<int> Sampler::Round(int64_t update) const {
  std::vector<int> round;
  const auto corpora = static_cast<int64_t>(below_.size());
  Rng rng(seed_, absl::StrCat("corpora/", update));
  for (int64_t i = 0; i < round_; ++i) {
    if (random_) {
      const auto at = std::upper_bound(below_.begin(), below_.end() - 1, rng.Uniform());
      round.push_back(static_cast<int>(at - below_.begin()));
    } else {
      round.push_back(static_cast<int>((update * round_ + i) % corpora));
    }
  }
  return round;
}

std::vector<int64_t> Sampler::Taken(int64_t updates) const {
  std::vector<int64_t> taken(below_.size(), 0);
  for (int64_t update = 0; update < updates; ++update) {
    for (const int corpus : Round(update)) ++taken[corpus];
  }
  return taken;
}

}  // namespace auricle
