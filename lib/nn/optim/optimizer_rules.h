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

// Parameters that are updated alike, and what an update of each reads: all of one shape and memory
// layout per parameter.
struct RuleStep {
  double learning_rate;
  double weight_decay;
  int64_t steps;  // Updates of these parameters so far, this one included.
  std::vector<at::Tensor> grads, parameters;
  std::vector<at::Tensor> first, second;  // Running averages as averages() names them.
};

class OptimizerRule {
 public:
  virtual ~OptimizerRule() = default;
  // Endings of the averages' names in a saved state, one or two: "m", "v".
  virtual std::vector<std::string> averages() const = 0;
  // By whole tensors: the formula for every device, type and layout. On CUDA each of its operations
  // is one launch for all parameters together.
  virtual void ApplyTensors(const RuleStep& step) const = 0;
  // The same in one pass over the memory. REQUIRES: float32 on the CPU without gaps.
  virtual void ApplyKernels(const RuleStep& step) const = 0;
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
