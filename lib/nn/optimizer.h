// SPDX-License-Identifier: Apache-2.0
// Optimizers in one pass over the memory (torch's Adam takes twice the time), whose state can be
// saved and restored bit for bit.
#ifndef AURICLE_LIB_NN_OPTIMIZER_H_
#define AURICLE_LIB_NN_OPTIMIZER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/nn/load_plan.h"
#include "lib/nn/net.h"

namespace auricle {

struct OptimizerOptions {
  std::string name = "adam";  // adam | adamw | sgd
  double weight_decay = 0;    // adam, sgd: added to the gradient (L2); adamw: decoupled.
  double momentum = 0.9;      // sgd
  bool nesterov = false;      // sgd
  double beta1 = 0.9, beta2 = 0.999, eps = 1e-8;  // adam, adamw
};

class Optimizer {
 public:
  // Trains `parameters` (Net::Trainable()). Errors: unknown name, value out of range.
  static absl::StatusOr<std::unique_ptr<Optimizer>> Create(
      const OptimizerOptions& options, const std::vector<NetTensor>& parameters);
  virtual ~Optimizer() = default;

  // One update from the gradients there are; a parameter without one is left alone.
  virtual absl::Status Update(double learning_rate) = 0;
  // Forgets all gradients. Call before each backward pass (or once per accumulated group).
  virtual void ZeroGrad() = 0;
  // L2 norm over all gradients, and scaling them so that it is at most `max_norm`. Returns the norm
  // before; it is not finite where a gradient is not.
  virtual double ClipGradNorm(double max_norm) = 0;
  virtual double GradNorm() const = 0;

  // "NAME.m", "NAME.v", "step": all that is needed to go on bit for bit.
  virtual TensorMap State() const = 0;
  // Errors: a tensor that is missing, unexpected or of another shape, named.
  virtual absl::Status Restore(const TensorMap& state) = 0;
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_OPTIMIZER_H_
