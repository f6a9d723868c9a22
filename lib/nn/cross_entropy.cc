// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/cross_entropy.h"

#include <ATen/Functions.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/nn/guard.h"
#include "lib/nn/tensors.h"

namespace auricle {
namespace {

constexpr double kMaxWeight = 1e6;

// Weights n / (K n_c), which give every class the same say; a class without items gets 0.
absl::StatusOr<std::vector<float>> BalancedWeights(const ObjectiveContext& context) {
  if (context.class_counts.size() != context.classes.size()) {
    return absl::InvalidArgumentError(
        "loss: cross_entropy(class_weights=balanced) needs the training part's class counts");
  }
  int64_t all = 0;
  for (const int64_t count : context.class_counts) all += count;
  std::vector<float> weights;
  for (const int64_t count : context.class_counts) {
    const double share = static_cast<double>(count) * context.class_counts.size();
    weights.push_back(count == 0 ? 0 : static_cast<float>(all / share));
  }
  return weights;
}

absl::StatusOr<std::vector<float>> ClassWeights(LossArguments* arguments,
                                                const ObjectiveContext& context) {
  ASSIGN_OR_RETURN(const std::vector<std::string> given, arguments->List("class_weights", {}));
  if (given.empty()) return std::vector<float>();
  if (given == std::vector<std::string>{"balanced"}) return BalancedWeights(context);
  LossTerm again{1, arguments->term(), {{"class_weights", given}}};
  ASSIGN_OR_RETURN(const std::vector<double> weights,
                   LossArguments(again).Numbers("class_weights", 0, kMaxWeight));
  if (!context.classes.empty() && weights.size() != context.classes.size()) {
    return absl::InvalidArgumentError(absl::StrCat("loss: cross_entropy has ", weights.size(),
                                                   " class weights, want ", context.classes.size(),
                                                   ", one per class in the vocabulary's order"));
  }
  return std::vector<float>(weights.begin(), weights.end());
}

struct Items {
  at::Tensor loss, weight;  // [B]
};

Items ClassItems(const at::Tensor& log_p, const at::Tensor& classes, const at::Tensor& weights,
                 double smoothing) {
  const at::Tensor target = classes.to(log_p.device());
  const at::Tensor index = target.clamp_min(0);
  Items items;
  items.loss = log_p.gather(1, index.unsqueeze(1)).squeeze(1).neg();
  if (smoothing > 0) {
    items.loss = items.loss.mul(1 - smoothing).sub(log_p.mean(1).mul(smoothing));
  }
  items.weight = target.ge(0).to(at::kFloat);
  if (weights.defined()) {
    items.weight = items.weight.mul(weights.to(log_p.device()).index_select(0, index));
  }
  return items;
}

Items SoftItems(const at::Tensor& log_p, const at::Tensor& soft, const at::Tensor& weights,
                double smoothing) {
  const at::Tensor q = soft.to(log_p.device());
  const at::Tensor smooth = q.mul(1 - smoothing).add(smoothing / log_p.size(1));
  Items items{smooth.mul(log_p).sum(1).neg(), at::ones({log_p.size(0)}, log_p.options())};
  if (weights.defined()) items.weight = q.mul(weights.to(log_p.device())).sum(1);
  return items;
}

absl::StatusOr<Term> CrossEntropy(const Step& step, const at::Tensor& weights, double smoothing) {
  const at::Tensor& logits = step.current.logits;
  const Targets& targets = step.targets;
  if (!logits.defined() || (!targets.classes.defined() && !targets.soft.defined())) {
    return absl::InvalidArgumentError("cross_entropy needs logits, and classes or distributions");
  }
  if (weights.defined() && weights.size(0) != logits.size(1)) {
    return absl::InvalidArgumentError(absl::StrCat("cross_entropy has ", weights.size(0),
                                                   " class weights, the network ", logits.size(1),
                                                   " classes"));
  }
  return TorchGuard([&]() -> absl::StatusOr<Term> {
    const at::Tensor log_p = at::log_softmax(logits.to(at::kFloat), 1);
    Items items = targets.classes.defined() ? ClassItems(log_p, targets.classes, weights, smoothing)
                                            : SoftItems(log_p, targets.soft, weights, smoothing);
    if (step.weights.defined()) items.weight = items.weight.mul(step.weights.to(log_p.device()));
    // A batch without any label has weight 0: its loss is 0, not 0 / 0.
    const at::Tensor total = items.weight.sum();
    const at::Tensor divisor = at::where(total.gt(0), total, at::ones_like(total));
    return Term{items.loss.mul(items.weight).sum().div(divisor), {}};
  });
}

}  // namespace

absl::StatusOr<MadeObjective> MakeCrossEntropy(LossArguments* arguments,
                                               const ObjectiveContext& context) {
  ASSIGN_OR_RETURN(const double smoothing, arguments->Number("smoothing", 0, 0, 1));
  ASSIGN_OR_RETURN(const std::vector<float> weights, ClassWeights(arguments, context));
  at::Tensor weight_tensor;
  if (!weights.empty()) {
    weight_tensor = FloatTensor(weights, {static_cast<int64_t>(weights.size())});
  }
  MadeObjective made;
  made.objective = [=](const Step& step) { return CrossEntropy(step, weight_tensor, smoothing); };
  return made;
}

}  // namespace auricle
