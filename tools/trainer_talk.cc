// SPDX-License-Identifier: Apache-2.0
#include "tools/trainer_talk.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "lib/tool/tool.h"

namespace auricle {

TrainHooks TrainerTalk::Hooks() {
  TrainHooks hooks;
  hooks.note = [this](const std::string& text) {
    progress_.reset();
    Say(text);
  };
  hooks.step = [this](int32_t epoch, int64_t batch, int64_t batches) {
    Step(epoch, batch, batches);
  };
  hooks.fill = [this](int64_t windows) {
    if (progress_ == nullptr) {
      progress_ = std::make_unique<Progress>("windows through the frozen network", windows);
    }
    progress_->Add(1);
  };
  hooks.steps = [this](double seconds, double waited) {
    waiting_ =
        absl::StrFormat("%.1f %% of %.1f s waiting for data", 100 * waited / seconds, seconds);
  };
  hooks.epoch = [this](const Epoch& epoch, bool best, double seconds) {
    EndEpoch(epoch, best, seconds);
  };
  return hooks;
}

void TrainerTalk::Step(int32_t epoch, int64_t batch, int64_t batches) {
  if (progress_ == nullptr) {
    progress_ = std::make_unique<Progress>(
        absl::StrCat("steps of epoch ", epoch, "/", most_epochs_), batches);
    if (batch > 1) progress_->Add(batch - 1);
  }
  progress_->Add(1);
}

void TrainerTalk::EndEpoch(const Epoch& epoch, bool best, double seconds) {
  progress_.reset();
  std::string line = absl::StrFormat("epoch %d:", epoch.epoch());
  std::vector<std::string> of_heads;
  for (const Scalar& scalar : epoch.scalars()) {
    const std::vector<std::string> parts = absl::StrSplit(scalar.name(), '/');
    if (parts.size() > 2 && heads_.count(parts[1]) > 0) {
      // Of each head's figures one is enough for a line.
      if (parts[0] == "valid" && parts[2] == "uar") {
        of_heads.push_back(absl::StrFormat("%s %.4g", parts[1], scalar.value()));
      }
      continue;
    }
    absl::StrAppendFormat(&line, " %s %.4g", scalar.name(), scalar.value());
  }
  if (!of_heads.empty()) {
    absl::StrAppend(&line, " (uar of ", absl::StrJoin(of_heads, ", "), ")");
  }
  Say(absl::StrFormat("%s%s (%.1f s; %s)", line, best ? " *" : "", seconds, waiting_));
  if (board_ != nullptr && status_.ok()) status_ = board_->Add(epoch);
}

}  // namespace auricle
