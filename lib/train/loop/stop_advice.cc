// SPDX-License-Identifier: Apache-2.0
#include "lib/train/loop/stop_advice.h"

#include "absl/strings/str_cat.h"

namespace auricle {

bool WorthKeeping(const absl::Status& error, const std::string& checkpoint, int32_t best_epoch) {
  return !checkpoint.empty() && !(absl::IsAborted(error) && best_epoch == 0);
}

std::string StopAdvice(const absl::Status& error, const std::string& checkpoint,
                       int32_t best_epoch) {
  if (checkpoint.empty()) return "nothing is kept: there is no checkpoint";
  const std::string where = absl::StrCat("'", checkpoint, "'");
  if (absl::IsCancelled(error)) {
    return absl::StrCat("the same command with --resume goes on from ", where);
  }
  if (!absl::IsAborted(error)) {
    return absl::StrCat(
        "what was trained is kept: once the cause is mended, the same command with ",
        "--resume goes on from ", where);
  }
  const std::string smaller = "try a smaller --learning_rate or --clip_gradient=1";
  if (best_epoch == 0) return smaller;
  return absl::StrCat(smaller, ". The best so far, of epoch ", best_epoch, ", is kept in ", where,
                      ": the same command with --resume --epochs=0 writes it as the model");
}

}  // namespace auricle
