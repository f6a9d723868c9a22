// SPDX-License-Identifier: Apache-2.0
#include "lib/train/loop/schedule.h"

#include <algorithm>
#include <cmath>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "lib/base/text.h"
#include "lib/train/loop/selection.h"

namespace auricle {
namespace {

constexpr double kStep = 0.1;
constexpr int kStages = 3;
constexpr char kThreeStage[] = "three_stage";
constexpr char kPlateau[] = "plateau";
constexpr char kCosine[] = "cosine";

// Follows a history epoch by epoch.
class Walk {
 public:
  explicit Walk(const TrainConfig& config)
      : config_(config),
        patience_(LessIsBetter(config.select_by()), config.min_delta()),
        since_cut_(patience_) {}

  void Add(const Epoch& epoch) {
    moment_.restart = false;
    const absl::StatusOr<double> value = FindScalar(epoch, config_.select_by());
    if (value.ok()) {
      patience_.Add(*value);
      since_cut_.Add(*value);
      if (!any_ || IsBetter(config_.select_by(), *value, best_)) best_ = *value;
      any_ = true;
    }
    const bool waited = config_.patience() > 0 && patience_.waited() >= config_.patience();
    const bool over = epoch.epoch() - moment_.first_epoch + 1 >= config_.epochs();
    if (config_.schedule() == kThreeStage && stage_ + 1 < kStages) {
      if (waited || over) BeginStage(epoch.epoch() + 1);
      return;
    }
    moment_.finished = waited || over;
    const int half = std::max(1, config_.patience() / 2);
    if (config_.schedule() != kPlateau || config_.patience() == 0 || since_cut_.waited() < half) {
      return;
    }
    moment_.factor *= kStep;
    since_cut_.Restart(best_);
  }

  const Moment& moment() const { return moment_; }

 private:
  void BeginStage(int first_epoch) {
    ++stage_;
    moment_.factor *= kStep;
    moment_.first_epoch = first_epoch;
    moment_.restart = true;
    if (any_) patience_.Restart(best_);
  }

  const TrainConfig& config_;
  Moment moment_;
  Patience patience_, since_cut_;
  int stage_ = 0;
  bool any_ = false;
  double best_ = 0;
};

}  // namespace

void Patience::Add(double value) {
  const bool better = !any_ || (less_ ? value + delta_ < best_ : value - delta_ > best_);
  any_ = true;
  waited_ = better ? 0 : waited_ + 1;
  if (better) best_ = value;
}

void Patience::Restart(double baseline) {
  any_ = true;
  best_ = baseline;
  waited_ = 0;
}

Moment NextEpoch(const TrainConfig& config, const Training& history) {
  Walk walk(config);
  for (const Epoch& epoch : history.history()) walk.Add(epoch);
  Moment moment = walk.moment();
  if (config.epochs() == 0) moment.finished = true;  // Whatever was trained before.
  return moment;
}

int64_t MostEpochs(const TrainConfig& config) {
  return int64_t{config.epochs()} * (config.schedule() == kThreeStage ? kStages : 1);
}

double LearningRate(const TrainConfig& config, const Moment& moment, double progress,
                    int64_t updates) {
  double rate = config.learning_rate() * moment.factor;
  if (config.schedule() == kCosine) rate *= (1 + std::cos(M_PI * std::min(1.0, progress))) / 2;
  return rate / (1 + config.rate_decay() * static_cast<double>(updates));
}

absl::Status CheckSchedule(const TrainConfig& config) {
  const std::vector<std::string> names = {"constant", kCosine, kPlateau, kThreeStage};
  if (config.schedule().empty() ||
      std::find(names.begin(), names.end(), config.schedule()) != names.end()) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat("there is no schedule '", config.schedule(), "'",
                                                 InsteadOf(config.schedule(), names)));
}

}  // namespace auricle
