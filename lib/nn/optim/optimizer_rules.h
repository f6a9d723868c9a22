// SPDX-License-Identifier: Apache-2.0
// What each optimizer does to one parameter; optimizer.h is what trainers use.
#ifndef AURICLE_LIB_NN_OPTIM_OPTIMIZER_RULES_H_
#define AURICLE_LIB_NN_OPTIM_OPTIMIZER_RULES_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace auricle {

// Values of one optimizer, its own defaults filled in.
struct RuleOptions {
  double momentum, beta1, beta2, rho, eps;
  bool nesterov;
};

// A parameter and what an update of it reads; all tensors of one shape, the averages of the
// parameter's memory layout.
struct RuleStep {
  double learning_rate;
  double weight_decay;
  int64_t steps;  // Updates of this parameter so far, this one included.
  bool flat;      // All are float32 on the CPU in one order without gaps: kernels may run.
  at::Tensor grad, parameter;
  at::Tensor first, second;  // Running averages as averages() names them; undefined: has none.
};

class OptimizerRule {
 public:
  virtual ~OptimizerRule() = default;
  // Endings of the averages' names in a saved state, one or two: "m", "v".
  virtual std::vector<std::string> averages() const = 0;
  virtual void Apply(const RuleStep& step) const = 0;
};

struct RuleKind {
  const char* name;
  double rho, eps;       // Its defaults; 0: it has no such value.
  double learning_rate;  // As DefaultLearningRate() has it.
  std::unique_ptr<OptimizerRule> (*make)(const RuleOptions& options);
};

// Sorted by name.
const std::vector<RuleKind>& RuleKinds();

// Errors: kInvalidArgument naming those there are.
absl::StatusOr<const RuleKind*> FindRule(const std::string& name);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_OPTIM_OPTIMIZER_RULES_H_
