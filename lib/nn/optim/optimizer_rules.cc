// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/optim/optimizer_rules.h"

#include <ATen/Functions.h>

#include <algorithm>
#include <cmath>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lib/nn/kernels/optimizer_kernels.h"
#include "lib/nn/torch/parallel.h"

namespace auricle {
namespace {

// The formulas stand in optimizer_kernels.h.

using Tensors = std::vector<at::Tensor>;

float* Floats(const at::Tensor& tensor) { return tensor.data_ptr<float>(); }

// Parts of all parameters for whichever threads there are: range(parameter, begin, count). All in
// one go, so that threads wait for one another once an update and not once a parameter. A part's
// five arrays are 1.3 MB at most.
template <typename Range>
void InParts(const Tensors& parameters, const Range& range) {
  constexpr int64_t kPart = 1 << 16;
  struct Part {
    size_t parameter;
    int64_t begin, count;
  };
  std::vector<Part> parts;
  for (size_t i = 0; i < parameters.size(); ++i) {
    const int64_t n = parameters[i].numel();
    for (int64_t begin = 0; begin < n; begin += kPart) {
      parts.push_back({i, begin, std::min(kPart, n - begin)});
    }
  }
  InParallel(static_cast<int64_t>(parts.size()),
             [&](int64_t i) { range(parts[i].parameter, parts[i].begin, parts[i].count); });
}

Tensors WithL2(const RuleStep& step) {
  if (step.weight_decay <= 0) return step.grads;
  return at::_foreach_add(step.grads, step.parameters, step.weight_decay);
}

// average ← share average + (1 - share) values²
void FollowSquares(double share, const Tensors& values, const Tensors& average) {
  at::_foreach_mul_(average, share);
  at::_foreach_addcmul_(average, values, values, 1 - share);
}

class Adam : public OptimizerRule {
 public:
  Adam(const RuleOptions& options, bool decoupled) : options_(options), decoupled_(decoupled) {}

  std::vector<std::string> averages() const override { return {"m", "v"}; }

  void ApplyTensors(const RuleStep& step) const override {
    const AdamStep factors = Factors(step);
    const Tensors grads = decoupled_ ? step.grads : WithL2(step);
    at::_foreach_mul_(step.first, factors.beta1);
    at::_foreach_add_(step.first, grads, 1 - factors.beta1);
    FollowSquares(factors.beta2, grads, step.second);
    const Tensors roots = at::_foreach_sqrt(step.second);
    at::_foreach_mul_(roots, factors.inverse_root);
    at::_foreach_add_(roots, factors.eps);
    at::_foreach_mul_(step.parameters, factors.keep);
    at::_foreach_addcdiv_(step.parameters, step.first, roots, -factors.step_size);
  }

  void ApplyKernels(const RuleStep& step) const override {
    const AdamStep factors = Factors(step);
    InParts(step.parameters, [&](size_t i, int64_t at, int64_t n) {
      AdamKernel(factors, n, Floats(step.grads[i]) + at, Floats(step.parameters[i]) + at,
                 Floats(step.first[i]) + at, Floats(step.second[i]) + at);
    });
  }

 private:
  AdamStep Factors(const RuleStep& step) const {
    AdamStep factors;
    const double steps = static_cast<double>(step.steps);
    const double correction1 = 1 - std::pow(options_.beta1, steps);
    const double correction2 = 1 - std::pow(options_.beta2, steps);
    factors.beta1 = static_cast<float>(options_.beta1);
    factors.beta2 = static_cast<float>(options_.beta2);
    factors.step_size = static_cast<float>(step.learning_rate / correction1);
    factors.inverse_root = static_cast<float>(1 / std::sqrt(correction2));
    factors.eps = static_cast<float>(options_.eps);
    factors.l2 = decoupled_ ? 0 : static_cast<float>(step.weight_decay);
    factors.keep = decoupled_ ? static_cast<float>(1 - step.learning_rate * step.weight_decay) : 1;
    return factors;
  }

  RuleOptions options_;
  bool decoupled_;
};

class Sgd : public OptimizerRule {
 public:
  explicit Sgd(const RuleOptions& options) : options_(options) {}

  std::vector<std::string> averages() const override { return {"m"}; }

  void ApplyTensors(const RuleStep& step) const override {
    const Tensors grads = WithL2(step);
    at::_foreach_mul_(step.first, options_.momentum);
    at::_foreach_add_(step.first, grads, 1);
    const Tensors moves =
        options_.nesterov ? at::_foreach_add(grads, step.first, options_.momentum) : step.first;
    at::_foreach_add_(step.parameters, moves, -step.learning_rate);
  }

  void ApplyKernels(const RuleStep& step) const override {
    const SgdStep factors{static_cast<float>(step.learning_rate),
                          static_cast<float>(options_.momentum),
                          static_cast<float>(step.weight_decay), options_.nesterov};
    InParts(step.parameters, [&](size_t i, int64_t at, int64_t n) {
      SgdKernel(factors, n, Floats(step.grads[i]) + at, Floats(step.parameters[i]) + at,
                Floats(step.first[i]) + at);
    });
  }

 private:
  RuleOptions options_;
};

ScaledStep ScaledFactors(const RuleOptions& options, const RuleStep& step) {
  return {static_cast<float>(step.learning_rate), static_cast<float>(options.rho),
          static_cast<float>(options.eps), static_cast<float>(step.weight_decay)};
}

class RmsProp : public OptimizerRule {
 public:
  explicit RmsProp(const RuleOptions& options) : options_(options) {}

  std::vector<std::string> averages() const override { return {"v"}; }

  void ApplyTensors(const RuleStep& step) const override {
    const Tensors grads = WithL2(step);
    FollowSquares(options_.rho, grads, step.first);
    const Tensors roots = at::_foreach_sqrt(step.first);
    at::_foreach_add_(roots, options_.eps);
    at::_foreach_addcdiv_(step.parameters, grads, roots, -step.learning_rate);
  }

  void ApplyKernels(const RuleStep& step) const override {
    const ScaledStep factors = ScaledFactors(options_, step);
    InParts(step.parameters, [&](size_t i, int64_t at, int64_t n) {
      RmsPropKernel(factors, n, Floats(step.grads[i]) + at, Floats(step.parameters[i]) + at,
                    Floats(step.first[i]) + at);
    });
  }

 private:
  RuleOptions options_;
};

class Adadelta : public OptimizerRule {
 public:
  explicit Adadelta(const RuleOptions& options) : options_(options) {}

  std::vector<std::string> averages() const override { return {"v", "d"}; }

  void ApplyTensors(const RuleStep& step) const override {
    const Tensors grads = WithL2(step);
    FollowSquares(options_.rho, grads, step.first);
    const Tensors moves = at::_foreach_add(step.second, options_.eps);
    at::_foreach_div_(moves, at::_foreach_add(step.first, options_.eps));
    at::_foreach_sqrt_(moves);
    at::_foreach_mul_(moves, grads);
    FollowSquares(options_.rho, moves, step.second);
    at::_foreach_add_(step.parameters, moves, -step.learning_rate);
  }

  void ApplyKernels(const RuleStep& step) const override {
    const ScaledStep factors = ScaledFactors(options_, step);
    InParts(step.parameters, [&](size_t i, int64_t at, int64_t n) {
      AdadeltaKernel(factors, n, Floats(step.grads[i]) + at, Floats(step.parameters[i]) + at,
                     Floats(step.first[i]) + at, Floats(step.second[i]) + at);
    });
  }

 private:
  RuleOptions options_;
};

using RulePointer = std::unique_ptr<OptimizerRule>;

}  // namespace

const std::vector<RuleKind>& RuleKinds() {
  static const auto* const kinds = new std::vector<RuleKind>{
      {"adadelta", 0.95, 1e-7, 1,
       [](const RuleOptions& o) { return RulePointer(new Adadelta(o)); }},
      {"adam", 0, 1e-8, 1e-3, [](const RuleOptions& o) { return RulePointer(new Adam(o, false)); }},
      {"adamw", 0, 1e-8, 1e-3, [](const RuleOptions& o) { return RulePointer(new Adam(o, true)); }},
      {"rmsprop", 0.9, 1e-7, 1e-3,
       [](const RuleOptions& o) { return RulePointer(new RmsProp(o)); }},
      {"sgd", 0, 0, 0.1, [](const RuleOptions& o) { return RulePointer(new Sgd(o)); }},
  };
  return *kinds;
}

absl::StatusOr<const RuleKind*> FindRule(const std::string& name) {
  std::vector<std::string> names;
  for (const RuleKind& kind : RuleKinds()) {
    if (name == kind.name) return &kind;
    names.push_back(kind.name);
  }
  const std::string last = names.back();
  names.pop_back();
  return absl::InvalidArgumentError(
      absl::StrCat("optimizer is '", name, "', want ", absl::StrJoin(names, ", "), " or ", last));
}

}  // namespace auricle
