// SPDX-License-Identifier: Apache-2.0
// Optimizers in one pass over the memory (torch's Adam takes twice the time), whose state can be
// saved and restored bit for bit.
#ifndef AURICLE_LIB_NN_OPTIM_OPTIMIZER_H_
#define AURICLE_LIB_NN_OPTIM_OPTIMIZER_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/nn/net/load_plan.h"
#include "lib/nn/net/net.h"

namespace auricle {

struct OptimizerOptions {
  std::string name = "adam";  // adadelta | adam | adamw | rmsprop | sgd

  // Of tensors whose NetTensor::decays says so; all others have none. adamw: decoupled; all others:
  // added to the gradient, where a penalty λ Σ p² is 2λ.
  double weight_decay = 0;
  // Instead of weight_decay for tensors (that decay) called so or so and a dot: "way.emodb". Of
  // several names the longest counts; one may cover nothing, as what it names may be frozen.
  std::vector<std::pair<std::string, double>> decays;

  double momentum = 0.9;              // sgd; 0: none.
  bool nesterov = false;              // sgd
  double beta1 = 0.9, beta2 = 0.999;  // adam, adamw
  double rho = 0;                     // 0: 0.9 of rmsprop, 0.95 of adadelta.
  double eps = 0;                     // 0: 1e-8 of adam, adamw; 1e-7 of rmsprop, adadelta.
};

// A rate to begin with, for networks with batch norm from random weights. There the size of sgd's
// step matters little and 0.1 is what wide residual networks were published with. adam, adamw and
// rmsprop move each weight by about the rate whatever its gradient: 0.1 would be as large as the
// weights (of 3×3 kernels of 64 channels about 0.06), 1e-3 is a fiftieth. adadelta finds its step
// itself; 1 leaves it as published. Errors: kInvalidArgument naming those there are.
absl::StatusOr<double> DefaultLearningRate(const std::string& optimizer);

class Optimizer {
 public:
  // Trains `parameters` (Net::Trainable()). Errors: unknown name, value out of range.
  static absl::StatusOr<std::unique_ptr<Optimizer>> Create(
      const OptimizerOptions& options, const std::vector<NetTensor>& parameters);
  virtual ~Optimizer() = default;

  // One update from the gradients there are; a parameter without one is left alone, and the update
  // does not count in its averages' corrections: of many heads not all have a batch in each.
  virtual absl::Status Update(double learning_rate) = 0;
  // Forgets all gradients. Call before each backward pass (or once per accumulated group).
  virtual void ZeroGrad() = 0;
  // L2 norm over all gradients, and scaling them so that it is at most `max_norm`. Returns the norm
  // before; it is not finite where a gradient is not.
  virtual double ClipGradNorm(double max_norm) = 0;
  virtual double GradNorm() const = 0;

  // "step", how many updates each parameter had, and the running averages, "NAME.m" of gradients,
  // "NAME.v" of their squares, "NAME.d" of squared steps: all that is needed to go on bit for bit.
  virtual TensorMap State() const = 0;
  // Errors: a tensor that is missing, unexpected or of another shape, named.
  virtual absl::Status Restore(const TensorMap& state) = 0;
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_OPTIM_OPTIMIZER_H_
