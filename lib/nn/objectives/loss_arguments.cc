// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/objectives/loss_arguments.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"

namespace auricle {
namespace {

absl::Status Bad(const std::string& term, const std::string& argument, const std::string& value,
                 const std::string& wanted) {
  return absl::InvalidArgumentError(
      absl::StrCat("loss: ", term, "(", argument, "=", value, "): want ", wanted));
}

absl::StatusOr<double> NumberIn(const std::string& term, const std::string& argument,
                                const std::string& value, double low, double high) {
  double number = 0;
  if (!absl::SimpleAtod(value, &number) || !std::isfinite(number) || number < low ||
      number > high) {
    return Bad(term, argument, value, absl::StrCat("a number from ", low, " to ", high));
  }
  return number;
}

}  // namespace

std::vector<std::string> LossArguments::Take(const std::string& name) {
  known_.push_back(name);
  auto& all = term_.arguments;
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const LossArgument& a) { return a.name == name; });
  if (found == all.end()) return {};
  std::vector<std::string> values = std::move(found->values);
  all.erase(found);
  return values;
}

absl::StatusOr<double> LossArguments::Number(const std::string& name, double fallback, double low,
                                             double high) {
  const std::vector<std::string> values = Take(name);
  if (values.empty()) return fallback;
  if (values.size() > 1) return Bad(term(), name, absl::StrJoin(values, ","), "one number");
  return NumberIn(term(), name, values[0], low, high);
}

absl::StatusOr<std::vector<double>> LossArguments::Numbers(const std::string& name, double low,
                                                           double high) {
  std::vector<double> numbers;
  for (const std::string& value : Take(name)) {
    ASSIGN_OR_RETURN(const double number, NumberIn(term(), name, value, low, high));
    numbers.push_back(number);
  }
  return numbers;
}

absl::StatusOr<bool> LossArguments::Flag(const std::string& name, bool fallback) {
  ASSIGN_OR_RETURN(const int index, Choice(name, {"false", "true"}, fallback ? 1 : 0));
  return index == 1;
}

absl::StatusOr<int> LossArguments::Choice(const std::string& name,
                                          const std::vector<std::string>& choices, int fallback) {
  const std::vector<std::string> values = Take(name);
  if (values.empty()) return fallback;
  const auto found = std::find(choices.begin(), choices.end(), values[0]);
  if (values.size() > 1 || found == choices.end()) {
    return Bad(term(), name, absl::StrJoin(values, ","), absl::StrJoin(choices, ", "));
  }
  return static_cast<int>(found - choices.begin());
}

absl::StatusOr<std::vector<std::string>> LossArguments::List(
    const std::string& name, const std::vector<std::string>& fallback) {
  std::vector<std::string> values = Take(name);
  return values.empty() ? fallback : values;
}

absl::Status LossArguments::Done() const {
  if (term_.arguments.empty()) return absl::OkStatus();
  const std::string& name = term_.arguments.front().name;
  const std::string near = Nearest(name, known_);
  return absl::InvalidArgumentError(absl::StrCat(
      "loss: '", term(), "' has no argument '", name, "'",
      near.empty() ? "; it takes " : absl::StrCat("; did you mean '", near, "'? It takes "),
      known_.empty() ? "none" : absl::StrJoin(known_, ", ")));
}

}  // namespace auricle
