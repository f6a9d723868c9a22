// SPDX-License-Identifier: Apache-2.0
#include "tools/training/trainer_talk.h"

#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
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
    // The first step is over; of one that goes on, those before were another run's.
    progress_ = std::make_unique<Progress>(
        absl::StrCat("steps of epoch ", epoch, "/", most_epochs_), batches, batch);
    return;
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
  absl::StrAppendFormat(&line, " (%.1f s; %s", seconds, waiting_);
  if (best) absl::StrAppend(&line, "; the best so far");
  const absl::Duration left = absl::Seconds(seconds) * (most_epochs_ - epoch.epoch());
  if (left > absl::ZeroDuration()) {
    absl::StrAppend(&line, "; at most ", absl::FormatDuration(absl::Ceil(left, absl::Seconds(1))),
                    " left");
  }
  Say(absl::StrCat(line, ")"));
  if (board_ == nullptr) return;
  if (const absl::Status added = board_->Add(epoch); !added.ok()) {
    Say(absl::StrCat("warning: ", added.message(), "; nothing more is written there"));
    board_ = nullptr;
  }
}

}  // namespace auricle
