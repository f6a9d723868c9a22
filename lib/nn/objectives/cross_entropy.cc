// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/objectives/cross_entropy.h"

#include <ATen/Functions.h>

#include "lib/base/status_macros.h"
#include "lib/nn/objectives/item_loss.h"

namespace auricle {
namespace {

at::Tensor CrossEntropy(const LabelledItems& items, double smoothing) {
  if (items.soft.defined()) {
    const at::Tensor smooth = items.soft.mul(1 - smoothing).add(smoothing / items.log_p.size(1));
    return smooth.mul(items.log_p).sum(1).neg();
  }
  const at::Tensor loss = OfClasses(items).neg();
  return smoothing > 0 ? loss.mul(1 - smoothing).sub(items.log_p.mean(1).mul(smoothing)) : loss;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Objective>> MakeCrossEntropy(LossArguments* arguments,
                                                            const ObjectiveContext& context) {
  ASSIGN_OR_RETURN(const double smoothing, arguments->Number("smoothing", 0, 0, 1));
  return MakeItemObjective(arguments, context, [smoothing](const LabelledItems& items) {
    return CrossEntropy(items, smoothing);
  });
}

}  // namespace auricle
