// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/objectives/focal.h"

#include <ATen/Functions.h>

#include <limits>
#include <vector>

#include "lib/base/status_macros.h"
#include "lib/nn/objectives/item_loss.h"
#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

constexpr double kMaxGamma = 20;

// -(1 - p)^gamma log p, of any shape. Where p rounds to 1, the power's slope is infinite for gamma
// below 1 and would make 0 × ∞ of a gradient that is 0; the least float stops it there only.
at::Tensor Focus(const at::Tensor& log_p, double gamma) {
  const at::Tensor missing = log_p.expm1().neg().clamp_min(std::numeric_limits<float>::min());
  return missing.pow(gamma).mul(log_p).neg();
}

at::Tensor Focal(const LabelledItems& items, double gamma, double alpha) {
  const int64_t classes = items.log_p.size(1);
  std::vector<float> factors(classes, static_cast<float>(alpha));
  if (classes == 2) factors[0] = static_cast<float>(1 - alpha);
  const at::Tensor factor = FloatTensor(factors, {classes}).to(items.log_p.device());
  if (items.soft.defined()) {
    return Focus(items.log_p, gamma).mul(items.soft).mul(factor).sum(1);
  }
  return Focus(OfClasses(items), gamma).mul(factor.index_select(0, items.classes));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Objective>> MakeFocal(LossArguments* arguments,
                                                     const ObjectiveContext& context) {
  ASSIGN_OR_RETURN(const double gamma, arguments->Number("gamma", 2, 0, kMaxGamma));
  ASSIGN_OR_RETURN(const double alpha, arguments->Number("alpha", 0.25, 0, 1));
  return MakeItemObjective(arguments, context, [gamma, alpha](const LabelledItems& items) {
    return Focal(items, gamma, alpha);
  });
}

}  // namespace auricle
