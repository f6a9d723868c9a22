// SPDX-License-Identifier: Apache-2.0
#include "lib/train/loop/selection.h"

#include <cmath>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace auricle {

bool LessIsBetter(const std::string& scalar) {
  const std::string last = scalar.substr(scalar.rfind('/') + 1);
  return absl::EndsWith(last, "loss") || last == "brier" || last == "ece" || last == "error_rate";
}

absl::StatusOr<double> FindScalar(const Epoch& epoch, const std::string& name) {
  std::vector<std::string> names;
  for (const Scalar& scalar : epoch.scalars()) {
    if (scalar.name() == name) return scalar.value();
    names.push_back(scalar.name());
  }
  return absl::InvalidArgumentError(
      absl::StrCat("no figure '", name, "' to select by; there are ", absl::StrJoin(names, ", ")));
}

bool IsBetter(const std::string& scalar, double value, double best) {
  return LessIsBetter(scalar) ? value < best : value > best;
}

}  // namespace auricle
