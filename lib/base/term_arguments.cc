// SPDX-License-Identifier: Apache-2.0
#include "lib/base/term_arguments.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"

namespace auricle {
namespace {

std::string Place(size_t position) {
  return position == 0 ? "" : absl::StrCat(", at character ", position);
}

}  // namespace

absl::Status TermArguments::Bad(const std::string& argument, const std::string& value,
                                const std::string& wanted) const {
  return absl::InvalidArgumentError(absl::StrCat(what_, Place(position_), ": ", term(), "(",
                                                 argument, "=", value, "): want ", wanted));
}

absl::StatusOr<double> TermArguments::NumberIn(const std::string& argument,
                                               const std::string& value, double low,
                                               double high) const {
  double number = 0;
  if (!absl::SimpleAtod(value, &number) || !std::isfinite(number) || number < low ||
      number > high) {
    return Bad(argument, value, absl::StrCat("a number from ", low, " to ", high));
  }
  return number;
}

std::vector<std::string> TermArguments::Take(const std::string& name) {
  known_.push_back(name);
  auto& all = term_.arguments;
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const TermArgument& a) { return a.name == name; });
  if (found == all.end()) return {};
  std::vector<std::string> values = std::move(found->values);
  position_ = found->position;
  all.erase(found);
  return values;
}

absl::StatusOr<double> TermArguments::Number(const std::string& name, double fallback, double low,
                                             double high) {
  const std::vector<std::string> values = Take(name);
  if (values.empty()) return fallback;
  if (values.size() > 1) return Bad(name, absl::StrJoin(values, ","), "one number");
  return NumberIn(name, values[0], low, high);
}

absl::StatusOr<std::vector<double>> TermArguments::Numbers(const std::string& name, double low,
                                                           double high) {
  std::vector<double> numbers;
  for (const std::string& value : Take(name)) {
    ASSIGN_OR_RETURN(const double number, NumberIn(name, value, low, high));
    numbers.push_back(number);
  }
  return numbers;
}

absl::StatusOr<bool> TermArguments::Flag(const std::string& name, bool fallback) {
  ASSIGN_OR_RETURN(const int index, Choice(name, {"false", "true"}, fallback ? 1 : 0));
  return index == 1;
}

absl::StatusOr<int> TermArguments::Choice(const std::string& name,
                                          const std::vector<std::string>& choices, int fallback) {
  const std::vector<std::string> values = Take(name);
  if (values.empty()) return fallback;
  const auto found = std::find(choices.begin(), choices.end(), values[0]);
  if (values.size() > 1 || found == choices.end()) {
    return Bad(name, absl::StrJoin(values, ","), absl::StrJoin(choices, ", "));
  }
  return static_cast<int>(found - choices.begin());
}

absl::StatusOr<TermInterval> TermArguments::Between(const std::string& name,
                                                    const TermInterval& fallback, double low,
                                                    double high) {
  const std::vector<std::string> values = Take(name);
  if (values.empty()) return fallback;
  const std::string text = absl::StrJoin(values, ",");
  const std::vector<std::string> ends = absl::StrSplit(text, ':');
  TermInterval interval;
  const bool numbers = absl::SimpleAtod(ends.front(), &interval.low) &&
                       absl::SimpleAtod(ends.back(), &interval.high);
  if (!numbers || ends.size() > 2 ||
      !(low <= interval.low && interval.low <= interval.high && interval.high <= high)) {
    return Bad(name, text,
               absl::StrCat("a number from ", low, " to ", high, ", or two of them as LOW:HIGH"));
  }
  return interval;
}

absl::StatusOr<double> TermArguments::Seconds(const std::string& name, double fallback) {
  const std::vector<std::string> values = Take(name);
  if (values.empty()) return fallback;
  absl::string_view text = values[0];
  const double unit = absl::ConsumeSuffix(&text, "ms")  ? 0.001
                      : absl::ConsumeSuffix(&text, "s") ? 1
                                                        : 0;
  double number = 0;
  if (values.size() > 1 || unit == 0 || !absl::SimpleAtod(text, &number) ||
      !std::isfinite(number) || number <= 0) {
    return Bad(name, absl::StrJoin(values, ","), "a time above 0 with its unit, as 0.2s or 200ms");
  }
  return number * unit;
}

absl::StatusOr<std::vector<std::string>> TermArguments::List(
    const std::string& name, const std::vector<std::string>& fallback) {
  std::vector<std::string> values = Take(name);
  return values.empty() ? fallback : values;
}

absl::Status TermArguments::Done() const {
  if (term_.arguments.empty()) return absl::OkStatus();
  const std::string& name = term_.arguments.front().name;
  const std::string near = Nearest(name, known_);
  return absl::InvalidArgumentError(absl::StrCat(
      what_, Place(term_.arguments.front().position), ": '", term(), "' has no argument '", name,
      "'", near.empty() ? "; it takes " : absl::StrCat("; did you mean '", near, "'? It takes "),
      known_.empty() ? "none" : absl::StrJoin(known_, ", ")));
}

}  // namespace auricle
