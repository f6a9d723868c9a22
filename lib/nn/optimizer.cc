// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/optimizer.h"

#include <ATen/Functions.h>
#include <c10/core/GradMode.h>

#include <cmath>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/nn/guard.h"
#include "lib/nn/optimizer_kernels.h"
#include "lib/nn/tensors.h"

namespace auricle {
namespace {

enum Rule { ADAM, ADAMW, SGD };

// A parameter and its running averages, all with one memory layout.
struct Slot {
  std::string name;
  at::Tensor parameter, first, second;  // `second` is undefined for SGD.
};

class OnePass : public Optimizer {
 public:
  OnePass(Rule rule, const OptimizerOptions& options, const std::vector<NetTensor>& parameters)
      : rule_(rule), options_(options) {
    const c10::NoGradGuard no_grad;
    for (const NetTensor& parameter : parameters) {
      Slot slot{parameter.name, parameter.tensor, at::zeros_like(parameter.tensor), {}};
      if (rule != SGD) slot.second = at::zeros_like(parameter.tensor);
      slots_.push_back(std::move(slot));
    }
  }

  absl::Status Update(double learning_rate) override {
    if (!(learning_rate >= 0) || !std::isfinite(learning_rate)) {
      return absl::InvalidArgumentError(
          absl::StrCat("learning rate is ", learning_rate, ", want finite and not negative"));
    }
    return TorchGuard([&]() -> absl::Status {
      const c10::NoGradGuard no_grad;
      ++steps_;
      for (Slot& slot : slots_) {
        if (slot.parameter.grad().defined()) UpdateSlot(learning_rate, &slot);
      }
      return absl::OkStatus();
    });
  }

  void ZeroGrad() override {
    for (Slot& slot : slots_) slot.parameter.mutable_grad().reset();
  }

  double GradNorm() const override {
    const c10::NoGradGuard no_grad;
    double sum = 0;
    for (const Slot& slot : slots_) {
      const at::Tensor& grad = slot.parameter.grad();
      if (grad.defined()) sum += std::pow(ScalarValue(grad.norm()), 2);
    }
    return std::sqrt(sum);
  }

  double ClipGradNorm(double max_norm) override {
    const double norm = GradNorm();
    const c10::NoGradGuard no_grad;
    if (!std::isfinite(norm) || norm <= max_norm) return norm;
    for (Slot& slot : slots_) {
      at::Tensor& grad = slot.parameter.mutable_grad();
      if (grad.defined()) grad.mul_(max_norm / norm);
    }
    return norm;
  }

  TensorMap State() const override {
    TensorMap state;
    state["step"] = IntTensor({steps_});
    for (const auto& [name, tensor] : Averages()) {
      state[name] = tensor.to(at::kCPU, /*non_blocking=*/false, /*copy=*/true);
    }
    return state;
  }

  absl::Status Restore(const TensorMap& state) override {
    const std::map<std::string, at::Tensor> averages = Averages();
    RETURN_IF_ERROR(CheckState(averages, state));
    return TorchGuard([&]() -> absl::Status {
      const c10::NoGradGuard no_grad;
      steps_ = static_cast<int64_t>(ScalarValue(state.at("step")));
      for (const auto& [name, tensor] : averages) at::Tensor(tensor).copy_(state.at(name));
      return absl::OkStatus();
    });
  }

 private:
  static absl::Status CheckState(const std::map<std::string, at::Tensor>& averages,
                                 const TensorMap& state) {
    if (state.count("step") == 0) return absl::InvalidArgumentError("optimizer state lacks 'step'");
    for (const auto& [name, tensor] : averages) {
      const auto found = state.find(name);
      if (found == state.end() || found->second.sizes() != tensor.sizes()) {
        return absl::InvalidArgumentError(absl::StrCat(
            "optimizer state ", found == state.end() ? "lacks '" : "has another shape of '", name,
            "'; it was saved for another network or optimizer"));
      }
    }
    if (state.size() != averages.size() + 1) {
      return absl::InvalidArgumentError(
          absl::StrCat("optimizer state has ", state.size(), " tensors, want ", averages.size() + 1,
                       "; it was saved for another network or optimizer"));
    }
    return absl::OkStatus();
  }

  std::map<std::string, at::Tensor> Averages() const {
    std::map<std::string, at::Tensor> all;
    for (const Slot& slot : slots_) {
      all[absl::StrCat(slot.name, ".m")] = slot.first;
      if (slot.second.defined()) all[absl::StrCat(slot.name, ".v")] = slot.second;
    }
    return all;
  }

  void UpdateSlot(double learning_rate, Slot* slot) {
    // One pass over the bytes needs one order of them; the gradient may have come in another.
    at::Tensor grad = slot->parameter.grad();
    if (grad.strides() != slot->parameter.strides()) {
      grad = at::empty_like(slot->parameter).copy_(grad);
    }
    const bool flat = slot->parameter.is_cpu() && slot->parameter.is_non_overlapping_and_dense() &&
                      slot->parameter.scalar_type() == at::kFloat &&
                      slot->first.strides() == slot->parameter.strides();
    if (rule_ == SGD) {
      flat ? SgdOnCpu(learning_rate, grad, slot) : SgdByTensor(learning_rate, grad, slot);
    } else {
      flat ? AdamOnCpu(learning_rate, grad, slot) : AdamByTensor(learning_rate, grad, slot);
    }
  }

  AdamStep AdamFactors(double learning_rate) const {
    AdamStep step;
    const double steps = static_cast<double>(steps_);
    const double correction1 = 1 - std::pow(options_.beta1, steps);
    const double correction2 = 1 - std::pow(options_.beta2, steps);
    step.beta1 = static_cast<float>(options_.beta1);
    step.beta2 = static_cast<float>(options_.beta2);
    step.step_size = static_cast<float>(learning_rate / correction1);
    step.inverse_root = static_cast<float>(1 / std::sqrt(correction2));
    step.eps = static_cast<float>(options_.eps);
    step.l2 = rule_ == ADAM ? static_cast<float>(options_.weight_decay) : 0;
    step.keep = rule_ == ADAMW ? static_cast<float>(1 - learning_rate * options_.weight_decay) : 1;
    return step;
  }

  void AdamOnCpu(double learning_rate, const at::Tensor& grad, Slot* slot) const {
    AdamKernel(AdamFactors(learning_rate), slot->parameter.numel(), grad.data_ptr<float>(),
               slot->parameter.data_ptr<float>(), slot->first.data_ptr<float>(),
               slot->second.data_ptr<float>());
  }

  void AdamByTensor(double learning_rate, at::Tensor grad, Slot* slot) const {
    const AdamStep step = AdamFactors(learning_rate);
    if (step.l2 > 0) grad = grad.add(slot->parameter, step.l2);
    slot->first.mul_(step.beta1).add_(grad, 1 - step.beta1);
    slot->second.mul_(step.beta2).addcmul_(grad, grad, 1 - step.beta2);
    const at::Tensor root = slot->second.sqrt().mul_(step.inverse_root).add_(step.eps);
    slot->parameter.mul_(step.keep).addcdiv_(slot->first, root, -step.step_size);
  }

  void SgdOnCpu(double learning_rate, const at::Tensor& grad, Slot* slot) const {
    const SgdStep step{static_cast<float>(learning_rate), static_cast<float>(options_.momentum),
                       static_cast<float>(options_.weight_decay), options_.nesterov};
    SgdKernel(step, slot->parameter.numel(), grad.data_ptr<float>(),
              slot->parameter.data_ptr<float>(), slot->first.data_ptr<float>());
  }

  void SgdByTensor(double learning_rate, at::Tensor grad, Slot* slot) const {
    if (options_.weight_decay > 0) grad = grad.add(slot->parameter, options_.weight_decay);
    slot->first.mul_(options_.momentum).add_(grad);
    const at::Tensor step =
        options_.nesterov ? grad.add(slot->first, options_.momentum) : slot->first;
    slot->parameter.sub_(step, learning_rate);
  }

  Rule rule_;
  OptimizerOptions options_;
  std::vector<Slot> slots_;
  int64_t steps_ = 0;
};

absl::Status CheckOptions(const OptimizerOptions& options) {
  const auto fraction = [](double x) { return x >= 0 && x < 1; };
  if (!fraction(options.beta1) || !fraction(options.beta2) || !fraction(options.momentum)) {
    return absl::InvalidArgumentError(absl::StrCat("beta1, beta2 and momentum are ", options.beta1,
                                                   ", ", options.beta2, ", ", options.momentum,
                                                   ", want each 0 or more, below 1"));
  }
  if (!(options.weight_decay >= 0) || !(options.eps > 0)) {
    return absl::InvalidArgumentError(absl::StrCat("weight decay is ", options.weight_decay,
                                                   " and eps ", options.eps,
                                                   ", want 0 or more and above 0"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Optimizer>> Optimizer::Create(
    const OptimizerOptions& options, const std::vector<NetTensor>& parameters) {
  RETURN_IF_ERROR(CheckOptions(options));
  if (parameters.empty()) {
    return absl::InvalidArgumentError("there is nothing to train: every parameter is frozen");
  }
  const std::map<std::string, Rule> rules = {{"adam", ADAM}, {"adamw", ADAMW}, {"sgd", SGD}};
  const auto rule = rules.find(options.name);
  if (rule == rules.end()) {
    return absl::InvalidArgumentError(
        absl::StrCat("optimizer is '", options.name, "', want adam, adamw or sgd"));
  }
  return TorchGuard([&]() -> absl::StatusOr<std::unique_ptr<Optimizer>> {
    return std::unique_ptr<Optimizer>(new OnePass(rule->second, options, parameters));
  });
}

}  // namespace auricle
