// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/objectives/objective_kind.h"

#include <utility>

namespace auricle {
namespace {

class Stateless : public Objective {
 public:
  Stateless(Needs needs, std::function<absl::StatusOr<ObjectiveValue>(const Step&)> function)
      : needs_(std::move(needs)), function_(std::move(function)) {}

  const Needs& needs() const override { return needs_; }
  absl::StatusOr<ObjectiveValue> operator()(const Step& step) override { return function_(step); }

 private:
  const Needs needs_;
  const std::function<absl::StatusOr<ObjectiveValue>(const Step&)> function_;
};

}  // namespace

std::unique_ptr<Objective> MakeStateless(
    Needs needs, std::function<absl::StatusOr<ObjectiveValue>(const Step&)> function) {
  return std::make_unique<Stateless>(std::move(needs), std::move(function));
}

}  // namespace auricle
