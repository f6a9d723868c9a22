// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/optim/optimizer_rules.h"

#include <ATen/Functions.h>

#include <cmath>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lib/nn/kernels/optimizer_kernels.h"

namespace auricle {
namespace {

// The formulas stand in optimizer_kernels.h; beside each kernel the same by whole tensors, for
// devices and layouts that it is not for.

float* Floats(const at::Tensor& tensor) { return tensor.data_ptr<float>(); }

at::Tensor WithL2(const RuleStep& step) {
  return step.weight_decay > 0 ? step.grad.add(step.parameter, step.weight_decay) : step.grad;
}

class Adam : public OptimizerRule {
 public:
  Adam(const RuleOptions& options, bool decoupled) : options_(options), decoupled_(decoupled) {}

  std::vector<std::string> averages() const override { return {"m", "v"}; }

  void Apply(const RuleStep& step) const override {
    const AdamStep factors = Factors(step);
    if (step.flat) {
      AdamKernel(factors, step.parameter.numel(), Floats(step.grad), Floats(step.parameter),
                 Floats(step.first), Floats(step.second));
      return;
    }
    const at::Tensor grad = decoupled_ ? step.grad : WithL2(step);
    step.first.mul_(factors.beta1).add_(grad, 1 - factors.beta1);
    step.second.mul_(factors.beta2).addcmul_(grad, grad, 1 - factors.beta2);
    const at::Tensor root = step.second.sqrt().mul_(factors.inverse_root).add_(factors.eps);
    step.parameter.mul_(factors.keep).addcdiv_(step.first, root, -factors.step_size);
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

  void Apply(const RuleStep& step) const override {
    if (step.flat) {
      const SgdStep factors{static_cast<float>(step.learning_rate),
                            static_cast<float>(options_.momentum),
                            static_cast<float>(step.weight_decay), options_.nesterov};
      SgdKernel(factors, step.parameter.numel(), Floats(step.grad), Floats(step.parameter),
                Floats(step.first));
      return;
    }
    const at::Tensor grad = WithL2(step);
    step.first.mul_(options_.momentum).add_(grad);
    const at::Tensor move =
        options_.nesterov ? grad.add(step.first, options_.momentum) : step.first;
    step.parameter.sub_(move, step.learning_rate);
  }

 private:
  RuleOptions options_;
};

class RmsProp : public OptimizerRule {
 public:
  explicit RmsProp(const RuleOptions& options) : options_(options) {}

  std::vector<std::string> averages() const override { return {"v"}; }

  void Apply(const RuleStep& step) const override {
    if (step.flat) {
      const ScaledStep factors{static_cast<float>(step.learning_rate),
                               static_cast<float>(options_.rho), static_cast<float>(options_.eps),
                               static_cast<float>(step.weight_decay)};
      RmsPropKernel(factors, step.parameter.numel(), Floats(step.grad), Floats(step.parameter),
                    Floats(step.first));
      return;
    }
    const at::Tensor grad = WithL2(step);
    step.first.mul_(options_.rho).addcmul_(grad, grad, 1 - options_.rho);
    step.parameter.addcdiv_(grad, step.first.sqrt().add_(options_.eps), -step.learning_rate);
  }

 private:
  RuleOptions options_;
};

class Adadelta : public OptimizerRule {
 public:
  explicit Adadelta(const RuleOptions& options) : options_(options) {}

  std::vector<std::string> averages() const override { return {"v", "d"}; }

  void Apply(const RuleStep& step) const override {
    if (step.flat) {
      const ScaledStep factors{static_cast<float>(step.learning_rate),
                               static_cast<float>(options_.rho), static_cast<float>(options_.eps),
                               static_cast<float>(step.weight_decay)};
      AdadeltaKernel(factors, step.parameter.numel(), Floats(step.grad), Floats(step.parameter),
                     Floats(step.first), Floats(step.second));
      return;
    }
    const at::Tensor grad = WithL2(step);
    step.first.mul_(options_.rho).addcmul_(grad, grad, 1 - options_.rho);
    const at::Tensor move =
        step.second.add(options_.eps).sqrt_().div_(step.first.add(options_.eps).sqrt_()).mul_(grad);
    step.second.mul_(options_.rho).addcmul_(move, move, 1 - options_.rho);
    step.parameter.sub_(move, step.learning_rate);
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
