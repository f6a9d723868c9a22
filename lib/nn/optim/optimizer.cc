// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/optim/optimizer.h"

#include <ATen/Functions.h>
#include <c10/core/GradMode.h>

#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/nn/optim/optimizer_rules.h"
#include "lib/nn/torch/guard.h"
#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

// A parameter, its running averages, all with one memory layout, and its own decay.
struct Slot {
  std::string name;
  at::Tensor parameter;
  double weight_decay;
  at::Tensor averages[2];  // Of a rule with one the second is undefined.
  int64_t steps = 0;       // Updates that it had a gradient in.
};

// Whether `name` is `prefix` or begins with `prefix` and a dot.
bool Covers(const std::string& prefix, const std::string& name) {
  return absl::StartsWith(name, prefix) &&
         (name.size() == prefix.size() || name[prefix.size()] == '.');
}

double DecayOf(const OptimizerOptions& options, const NetTensor& parameter) {
  if (!parameter.decays) return 0;
  double decay = options.weight_decay;
  size_t longest = 0;
  for (const auto& [prefix, value] : options.decays) {
    if (!Covers(prefix, parameter.name) || prefix.size() < longest) continue;
    longest = prefix.size();
    decay = value;
  }
  return decay;
}

class OnePass : public Optimizer {
 public:
  OnePass(std::unique_ptr<OptimizerRule> rule, const OptimizerOptions& options,
          const std::vector<NetTensor>& parameters)
      : rule_(std::move(rule)), endings_(rule_->averages()) {
    const c10::NoGradGuard no_grad;
    for (const NetTensor& parameter : parameters) {
      Slot slot{parameter.name, parameter.tensor, DecayOf(options, parameter), {}, 0};
      for (size_t i = 0; i < endings_.size(); ++i) {
        slot.averages[i] = at::zeros_like(parameter.tensor);
      }
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
      std::map<Alike, RuleStep> groups;
      for (Slot& slot : slots_) {
        if (!slot.parameter.grad().defined()) continue;
        ++slot.steps;
        AddToGroup(learning_rate, slot, &groups);
      }
      for (const auto& [alike, step] : groups) {
        std::get<0>(alike) ? rule_->ApplyKernels(step) : rule_->ApplyTensors(step);
      }
      return absl::OkStatus();
    });
  }

  void ZeroGrad() override {
    for (Slot& slot : slots_) slot.parameter.mutable_grad().reset();
  }

  double GradNorm() const override {
    const c10::NoGradGuard no_grad;
    std::vector<at::Tensor> norms;
    for (const Slot& slot : slots_) {
      if (slot.parameter.grad().defined()) norms.push_back(slot.parameter.grad().norm());
    }
    if (norms.empty()) return 0;
    double sum = 0;  // Of all, so that a device is waited for once.
    for (const float norm : FloatValues(at::stack(norms))) sum += std::pow(norm, 2);
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
    std::vector<int64_t> steps;
    for (const Slot& slot : slots_) steps.push_back(slot.steps);
    state["step"] = IntTensor(steps);
    for (const auto& [name, tensor] : Averages()) {
      state[name] = tensor.to(at::kCPU, /*non_blocking=*/false, /*copy=*/true);
    }
    return state;
  }

  absl::Status Restore(const TensorMap& state) override {
    const std::map<std::string, at::Tensor> averages = Averages();
    RETURN_IF_ERROR(CheckState(averages, state, static_cast<int64_t>(slots_.size())));
    return TorchGuard([&]() -> absl::Status {
      const c10::NoGradGuard no_grad;
      const at::Tensor steps = state.at("step").to(at::kCPU, at::kLong).contiguous();
      for (size_t i = 0; i < slots_.size(); ++i) slots_[i].steps = steps.data_ptr<int64_t>()[i];
      for (const auto& [name, tensor] : averages) at::Tensor(tensor).copy_(state.at(name));
      return absl::OkStatus();
    });
  }

 private:
  static absl::Status CheckState(const std::map<std::string, at::Tensor>& averages,
                                 const TensorMap& state, int64_t parameters) {
    const auto step = state.find("step");
    if (step == state.end() || step->second.numel() != parameters) {
      return absl::InvalidArgumentError(
          absl::StrCat("optimizer state has ", step == state.end() ? 0 : step->second.numel(),
                       " counts of updates in 'step', want ", parameters,
                       "; it was saved for another network or by another version"));
    }
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
      for (size_t i = 0; i < endings_.size(); ++i) {
        all[absl::StrCat(slot.name, ".", endings_[i])] = slot.averages[i];
      }
    }
    return all;
  }

  // What parameters of one RuleStep share: whether kernels may run, decay, count of updates.
  using Alike = std::tuple<bool, double, int64_t>;
  static void AddToGroup(double learning_rate, const Slot& slot,
                         std::map<Alike, RuleStep>* groups) {
    // One pass over the bytes needs one order of them; the gradient may have come in another.
    const at::Tensor& p = slot.parameter;
    at::Tensor grad = p.grad();
    if (grad.strides() != p.strides()) grad = at::empty_like(p).copy_(grad);
    const bool flat = p.is_cpu() && p.is_non_overlapping_and_dense() &&
                      p.scalar_type() == at::kFloat && slot.averages[0].strides() == p.strides();
    const RuleStep none = {learning_rate, slot.weight_decay, slot.steps, {}, {}, {}, {}};
    const Alike alike = {flat, slot.weight_decay, slot.steps};
    RuleStep& step = groups->try_emplace(alike, none).first->second;
    step.grads.push_back(grad);
    step.parameters.push_back(slot.parameter);
    step.first.push_back(slot.averages[0]);
    step.second.push_back(slot.averages[1]);
  }

  std::unique_ptr<OptimizerRule> rule_;
  std::vector<std::string> endings_;
  std::vector<Slot> slots_;
};

absl::Status CheckDecay(const std::string& whose, double decay) {
  if (decay >= 0 && std::isfinite(decay)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("weight decay", whose, " is ", decay, ", want finite and not negative"));
}

absl::Status CheckOptions(const OptimizerOptions& options) {
  const std::pair<const char*, double> fractions[] = {{"beta1", options.beta1},
                                                      {"beta2", options.beta2},
                                                      {"momentum", options.momentum},
                                                      {"rho", options.rho}};
  for (const auto& [name, value] : fractions) {
    if (value >= 0 && value < 1) continue;
    return absl::InvalidArgumentError(
        absl::StrCat(name, " is ", value, ", want 0 or more, below 1"));
  }
  if (!(options.eps >= 0) || !std::isfinite(options.eps)) {
    return absl::InvalidArgumentError(
        absl::StrCat("eps is ", options.eps, ", want above 0, or 0 for the optimizer's own"));
  }
  RETURN_IF_ERROR(CheckDecay("", options.weight_decay));
  std::set<std::string> prefixes;
  for (const auto& [prefix, decay] : options.decays) {
    RETURN_IF_ERROR(CheckDecay(absl::StrCat(" of '", prefix, "'"), decay));
    if (prefixes.insert(prefix).second) continue;
    return absl::InvalidArgumentError(absl::StrCat("'", prefix, "' has two weight decays"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<double> DefaultLearningRate(const std::string& optimizer) {
  ASSIGN_OR_RETURN(const RuleKind* const kind, FindRule(optimizer));
  return kind->learning_rate;
}

absl::StatusOr<std::unique_ptr<Optimizer>> Optimizer::Create(
    const OptimizerOptions& options, const std::vector<NetTensor>& parameters) {
  RETURN_IF_ERROR(CheckOptions(options));
  ASSIGN_OR_RETURN(const RuleKind* const kind, FindRule(options.name));
  if (parameters.empty()) {
    return absl::InvalidArgumentError("there is nothing to train: every parameter is frozen");
  }
  const RuleOptions values = {options.momentum,
                              options.beta1,
                              options.beta2,
                              options.rho > 0 ? options.rho : kind->rho,
                              options.eps > 0 ? options.eps : kind->eps,
                              options.nesterov};
  return TorchGuard([&]() -> absl::StatusOr<std::unique_ptr<Optimizer>> {
    return std::unique_ptr<Optimizer>(new OnePass(kind->make(values), options, parameters));
  });
}

}  // namespace auricle
