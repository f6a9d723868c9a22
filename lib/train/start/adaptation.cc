// SPDX-License-Identifier: Apache-2.0
#include "lib/train/start/adaptation.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/train/start/adaptation_planner.h"

namespace auricle {
namespace {

const std::vector<std::string>& Modes() {
  static const auto* const modes =
      new std::vector<std::string>{"scratch", "finetune", "last-layer", "adapters"};
  return *modes;
}

}  // namespace

absl::Status CheckMode(const std::string& mode) {
  if (std::count(Modes().begin(), Modes().end(), mode) > 0) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("mode '", mode, "'", InsteadOf(mode, Modes())));
}

bool ModeNeedsModel(const std::string& mode, int learned) {
  return mode == "finetune" || mode == "last-layer" || (mode == "adapters" && learned == 1);
}

absl::StatusOr<Adaptation> PlanAdaptation(const std::string& mode, const Network& architecture,
                                          const Model* from, const std::vector<Head>& learned,
                                          const AdaptationOptions& options) {
  RETURN_IF_ERROR(CheckMode(mode));
  if (learned.empty()) return absl::InvalidArgumentError("there is no head to learn");
  if (from == nullptr && !options.describe &&
      ModeNeedsModel(mode, static_cast<int>(learned.size()))) {
    return absl::InvalidArgumentError(
        absl::StrCat("mode ", mode,
                     " starts from a trained model, and none is given; name it with "
                     "--from, or train one with --mode=scratch"));
  }
  if (from != nullptr && mode == "scratch") {
    return absl::InvalidArgumentError(
        "mode scratch starts from random weights; leave out --from, or choose another --mode");
  }
  if (mode == "adapters" && architecture.has_image_vgg()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "network '", architecture.name(), "' has no adapters; use --mode=finetune or last-layer"));
  }
  return AdaptationPlanner(mode, architecture, from, options).Plan(learned);
}

}  // namespace auricle
