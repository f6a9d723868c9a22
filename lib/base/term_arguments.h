// SPDX-License-Identifier: Apache-2.0
// The arguments of one term, read with types; what nobody read is an error.
#ifndef AURICLE_LIB_BASE_TERM_ARGUMENTS_H_
#define AURICLE_LIB_BASE_TERM_ARGUMENTS_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/base/terms.h"

namespace auricle {

struct TermInterval {
  double low = 0, high = 0;
};

// Each getter removes its argument; Done() complains of what is left. Errors name the term, the
// argument, where it stands, its value and what it may be.
class TermArguments {
 public:
  // `what` the text is: "loss".
  TermArguments(const Term& term, std::string what) : term_(term), what_(std::move(what)) {}

  const std::string& term() const { return term_.name; }
  // Within [low, high]; `fallback` where not given.
  absl::StatusOr<double> Number(const std::string& name, double fallback, double low, double high);
  // true | false
  absl::StatusOr<bool> Flag(const std::string& name, bool fallback);
  // Index into `choices` (and of the fallback).
  absl::StatusOr<int> Choice(const std::string& name, const std::vector<std::string>& choices,
                             int fallback);
  // "LOW:HIGH" or one number, which is both; each within [low, high], in order.
  absl::StatusOr<TermInterval> Between(const std::string& name, const TermInterval& fallback,
                                       double low, double high);
  // A time above 0 with its unit, "0.2s" or "200ms", in seconds.
  absl::StatusOr<double> Seconds(const std::string& name, double fallback);
  absl::StatusOr<std::vector<std::string>> List(const std::string& name,
                                                const std::vector<std::string>& fallback);
  absl::StatusOr<std::vector<double>> Numbers(const std::string& name, double low, double high);
  absl::Status Done() const;

 private:
  // Takes the values of `name`, or none.
  std::vector<std::string> Take(const std::string& name);
  // Complains of the argument that was taken last.
  absl::Status Bad(const std::string& argument, const std::string& value,
                   const std::string& wanted) const;
  absl::StatusOr<double> NumberIn(const std::string& argument, const std::string& value, double low,
                                  double high) const;

  Term term_;
  const std::string what_;
  size_t position_ = 0;  // Of the argument taken last.
  std::vector<std::string> known_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_BASE_TERM_ARGUMENTS_H_
