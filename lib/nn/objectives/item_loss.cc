// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/objectives/item_loss.h"

#include <ATen/Functions.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/nn/torch/guard.h"
#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

constexpr double kMaxWeight = 1e6;

struct Weighting {
  std::string name;    // Of the objective.
  at::Tensor classes;  // float32 [K]; undefined: 1.
  bool by_items = false;
  bool unknown = false;  // Balanced, before the data were there: never applied.
};

absl::Status NoCounts(const std::string& name) {
  return absl::InvalidArgumentError(absl::StrCat(
      "loss: ", name, "(class_weights=balanced) needs the training part's class counts"));
}

absl::StatusOr<std::vector<float>> BalancedWeights(const std::string& name,
                                                   const ObjectiveContext& context) {
  if (context.class_counts.size() != context.classes.size()) return NoCounts(name);
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
                                                const ObjectiveContext& context,
                                                Weighting* weighting) {
  const std::string& name = arguments->term();
  ASSIGN_OR_RETURN(const std::vector<std::string> given, arguments->List("class_weights", {}));
  if (given.empty()) return std::vector<float>();
  if (given == std::vector<std::string>{"balanced"}) {
    weighting->unknown = context.classes.empty();
    return BalancedWeights(name, context);
  }
  const LossTerm again{1, name, {{"class_weights", given}}};
  ASSIGN_OR_RETURN(const std::vector<double> weights,
                   LossArguments(again).Numbers("class_weights", 0, kMaxWeight));
  if (!context.classes.empty() && weights.size() != context.classes.size()) {
    return absl::InvalidArgumentError(absl::StrCat("loss: ", name, " has ", weights.size(),
                                                   " class weights, want ", context.classes.size(),
                                                   ", one per class in the vocabulary's order"));
  }
  return std::vector<float>(weights.begin(), weights.end());
}

absl::Status CheckStep(const Weighting& weighting, const Step& step) {
  if (weighting.unknown) return NoCounts(weighting.name);
  const at::Tensor& logits = step.output().item;
  const Targets& target = step.target();
  if (!logits.defined() || (!target.classes.defined() && !target.shares.defined())) {
    return absl::InvalidArgumentError(absl::StrCat(
        weighting.name, " needs logits, and classes or distributions; of tags and events the loss ",
        "is binary_cross_entropy"));
  }
  if (weighting.classes.defined() && weighting.classes.size(0) != logits.size(1)) {
    return absl::InvalidArgumentError(
        absl::StrCat(weighting.name, " has ", weighting.classes.size(0),
                     " class weights, the network ", logits.size(1), " classes"));
  }
  return absl::OkStatus();
}

// v and w of the header, both [B]; v is 0 for an item of unknown class.
std::pair<at::Tensor, at::Tensor> ItemWeights(const Weighting& weighting, const Step& step,
                                              const LabelledItems& items) {
  const at::Device device = items.log_p.device();
  at::Tensor own = items.classes.defined() ? step.target().classes.to(device).ge(0).to(at::kFloat)
                                           : at::ones({items.log_p.size(0)}, items.log_p.options());
  if (step.target().weights.defined()) own = own.mul(step.target().weights.to(device));
  if (!weighting.classes.defined()) return {own, at::ones_like(own)};
  const at::Tensor of_class = weighting.classes.to(device);
  return {own, items.classes.defined() ? of_class.index_select(0, items.classes)
                                       : items.soft.mul(of_class).sum(1)};
}

absl::StatusOr<ObjectiveValue> Mean(const Weighting& weighting, const ItemLoss& loss,
                                    const Step& step) {
  RETURN_IF_ERROR(CheckStep(weighting, step));
  return TorchGuard([&]() -> absl::StatusOr<ObjectiveValue> {
    LabelledItems items;
    items.log_p = at::log_softmax(step.output().item.to(at::kFloat), 1);
    const at::Device device = items.log_p.device();
    if (step.target().classes.defined()) {
      items.classes = step.target().classes.to(device).clamp_min(0);
    } else {
      items.soft = step.target().shares.to(device);
    }
    ASSIGN_OR_RETURN(const at::Tensor each, loss(items));
    const auto [own, of_class] = ItemWeights(weighting, step, items);
    const at::Tensor weight = own.mul(of_class);
    const at::Tensor total = weighting.by_items ? own.sum() : weight.sum();
    // A batch without any label has weight 0: its loss is 0, not 0 / 0.
    const at::Tensor divisor = at::where(total.gt(0), total, at::ones_like(total));
    return ObjectiveValue{each.mul(weight).sum().div(divisor), {}};
  });
}

}  // namespace

absl::StatusOr<std::unique_ptr<Objective>> MakeItemObjective(LossArguments* arguments,
                                                             const ObjectiveContext& context,
                                                             ItemLoss loss) {
  Weighting weighting;
  weighting.name = arguments->term();
  ASSIGN_OR_RETURN(const std::vector<float> weights, ClassWeights(arguments, context, &weighting));
  if (!weights.empty()) {
    weighting.classes = FloatTensor(weights, {static_cast<int64_t>(weights.size())});
  }
  ASSIGN_OR_RETURN(const int divide_by, arguments->Choice("divide_by", {"weights", "items"}, 0));
  weighting.by_items = divide_by == 1;
  Needs needs;
  needs[PassKey()].outputs = true;
  return MakeStateless(std::move(needs), [weighting, loss = std::move(loss)](const Step& step) {
    return Mean(weighting, loss, step);
  });
}

at::Tensor OfClasses(const LabelledItems& items) {
  return items.log_p.gather(1, items.classes.unsqueeze(1)).squeeze(1);
}

}  // namespace auricle
