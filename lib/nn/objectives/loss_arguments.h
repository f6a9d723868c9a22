// SPDX-License-Identifier: Apache-2.0
// The arguments of one loss term, read with types; what nobody read is an error.
#ifndef AURICLE_LIB_NN_OBJECTIVES_LOSS_ARGUMENTS_H_
#define AURICLE_LIB_NN_OBJECTIVES_LOSS_ARGUMENTS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/nn/objectives/loss_spec.h"

namespace auricle {

// Each getter removes its argument; Done() complains of what is left. Errors name the term, the
// argument, its value and what it may be.
class LossArguments {
 public:
  explicit LossArguments(const LossTerm& term) : term_(term) {}

  const std::string& term() const { return term_.name; }
  // Within [low, high]; `fallback` where not given.
  absl::StatusOr<double> Number(const std::string& name, double fallback, double low, double high);
  // true | false
  absl::StatusOr<bool> Flag(const std::string& name, bool fallback);
  // Index into `choices` (and of the fallback).
  absl::StatusOr<int> Choice(const std::string& name, const std::vector<std::string>& choices,
                             int fallback);
  absl::StatusOr<std::vector<std::string>> List(const std::string& name,
                                                const std::vector<std::string>& fallback);
  absl::StatusOr<std::vector<double>> Numbers(const std::string& name, double low, double high);
  absl::Status Done() const;

 private:
  // Takes the values of `name`, or none.
  std::vector<std::string> Take(const std::string& name);

  LossTerm term_;
  std::vector<std::string> known_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_OBJECTIVES_LOSS_ARGUMENTS_H_
