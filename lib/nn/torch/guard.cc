// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/torch/guard.h"

#include <string>

#include "absl/strings/match.h"

namespace auricle {

absl::Status StatusOfTorchError(const c10::Error& error) {
  const std::string all = error.what_without_backtrace();
  const std::string text = all.substr(0, all.find('\n'));
  if (absl::StrContains(text, "out of memory") || absl::StrContains(text, "can't allocate")) {
    return absl::ResourceExhaustedError(absl::StrCat("torch: ", text, "; use a smaller --batch"));
  }
  return absl::InternalError(absl::StrCat("torch: ", text));
}

}  // namespace auricle
