// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/objectives/binary_cross_entropy.h"

#include <ATen/Functions.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/nn/torch/mask.h"
#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

constexpr double kMostPositiveWeight = 100;
constexpr double kMaxWeight = 1e6;

enum class Level { kAuto, kItem, kFrame, kBoth };

struct Options {
  Level level = Level::kAuto;
  double smoothing = 0;
  at::Tensor positive_weight;  // float32 [K]; undefined: 1.
  bool unknown = false;        // Balanced, before the data were there: never applied.
};

absl::StatusOr<std::vector<float>> PositiveWeights(LossArguments* arguments,
                                                   const ObjectiveContext& context, bool* unknown) {
  ASSIGN_OR_RETURN(const std::vector<std::string> given, arguments->List("positive_weight", {}));
  if (given.empty()) return std::vector<float>();
  if (given == std::vector<std::string>{"balanced"}) {
    *unknown = context.classes.empty();
    std::vector<float> weights;
    if (*unknown) return weights;
    if (context.class_counts.size() != context.classes.size() || context.items <= 0) {
      return absl::InvalidArgumentError(
          "loss: binary_cross_entropy(positive_weight=balanced) needs the training part's counts");
    }
    for (const int64_t count : context.class_counts) {
      const double positives = std::max<double>(1, static_cast<double>(count));
      const double negatives = static_cast<double>(context.items - count);
      weights.push_back(static_cast<float>(
          std::min(kMostPositiveWeight, std::max(negatives / positives, 1 / kMostPositiveWeight))));
    }
    return weights;
  }
  const LossTerm again{1, arguments->term(), {{"positive_weight", given}}};
  ASSIGN_OR_RETURN(const std::vector<double> numbers,
                   LossArguments(again).Numbers("positive_weight", 0, kMaxWeight));
  if (!context.classes.empty() && numbers.size() != context.classes.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("loss: binary_cross_entropy has ", numbers.size(), " positive weights, want ",
                     context.classes.size(), ", one per class in the vocabulary's order"));
  }
  return std::vector<float>(numbers.begin(), numbers.end());
}

// Over everything where `mask` is 1; 0 where nothing is.
at::Tensor Mean(const Options& options, const at::Tensor& logits, const at::Tensor& targets,
                const at::Tensor& mask) {
  const at::Tensor x = logits.to(at::kFloat);
  at::Tensor y = targets.to(x.device());
  if (options.smoothing > 0) y = y.mul(1 - options.smoothing).add(options.smoothing / 2);
  // log p = -softplus(-x), log(1 - p) = -softplus(x): no overflow at either end.
  const at::Tensor positive = at::softplus(x.neg()), negative = at::softplus(x);
  at::Tensor each = y.mul(positive);
  if (options.positive_weight.defined()) each = each.mul(options.positive_weight.to(x.device()));
  each = each.add(y.neg().add(1).mul(negative));
  if (!mask.defined()) return each.mean();
  const at::Tensor known = mask.to(x.device()).expand_as(each);
  const at::Tensor total = known.sum();
  return each.mul(known).sum().div(at::where(total.gt(0), total, at::ones_like(total)));
}

// [B, K]: what the items are, each class by itself; its mask may be undefined.
absl::Status ItemTargets(const Targets& target, int64_t classes, at::Tensor* tags,
                         at::Tensor* mask) {
  if (target.tags.defined()) {
    *tags = target.tags;
    *mask = target.tag_mask;
  } else if (target.shares.defined()) {
    *tags = target.shares;
  } else if (target.classes.defined()) {
    *tags = at::one_hot(target.classes.clamp_min(0), classes).to(at::kFloat);
    *mask = target.classes.ge(0).to(at::kFloat).unsqueeze(1);
  } else {
    return absl::InvalidArgumentError(
        "binary_cross_entropy(level=item) needs tags, classes or distributions");
  }
  if (target.weights.defined()) {
    const at::Tensor weights = target.weights.unsqueeze(1).to(tags->device());
    *mask = mask->defined() ? mask->mul(weights) : weights;
  }
  return absl::OkStatus();
}

absl::StatusOr<at::Tensor> OfItems(const Options& options, const Step& step) {
  const at::Tensor& logits = step.output().item;
  if (!logits.defined()) return absl::InvalidArgumentError("the head tells no items");
  at::Tensor tags, mask;
  RETURN_IF_ERROR(ItemTargets(step.target(), logits.size(1), &tags, &mask));
  return Mean(options, logits, tags, mask);
}

absl::StatusOr<at::Tensor> OfFrames(const Options& options, const Step& step) {
  const HeadOutput& output = step.output();
  const Targets& target = step.target();
  if (!output.frame.defined()) {
    return absl::InvalidArgumentError(
        "binary_cross_entropy(level=frame) needs a head of frames (level: FRAME)");
  }
  if (!target.frames.defined()) {
    return absl::InvalidArgumentError("binary_cross_entropy(level=frame) needs events as labels");
  }
  const int64_t count = output.frame.size(1);
  if (target.frames.size(1) != count) {
    return absl::InvalidArgumentError(absl::StrCat("binary_cross_entropy has targets of ",
                                                   target.frames.size(1),
                                                   " frames, the head puts out ", count));
  }
  at::Tensor mask = target.frame_mask;
  if (IsPadded(output.lengths, count)) {
    const at::Tensor valid = FrameMask(output.lengths, output.frame.unsqueeze(1)).squeeze(1);
    mask = mask.defined() ? mask.to(valid.device()).mul(valid) : valid;
  }
  if (target.weights.defined()) {
    const at::Tensor weights = target.weights.view({-1, 1, 1});
    mask = mask.defined() ? mask.mul(weights.to(mask.device())) : weights;
  }
  return Mean(options, output.frame, target.frames, mask);
}

absl::StatusOr<ObjectiveValue> Sum(const Options& options, const Step& step) {
  if (options.unknown) {
    return absl::InvalidArgumentError(
        "loss: binary_cross_entropy(positive_weight=balanced) needs the training part's counts");
  }
  const bool frames = options.level == Level::kFrame || options.level == Level::kBoth ||
                      (options.level == Level::kAuto && step.target().frames.defined());
  const bool items = options.level == Level::kItem || options.level == Level::kBoth ||
                     (options.level == Level::kAuto && !frames);
  ObjectiveValue term;
  if (frames) {
    ASSIGN_OR_RETURN(term.value, OfFrames(options, step));
  }
  if (items) {
    ASSIGN_OR_RETURN(const at::Tensor value, OfItems(options, step));
    if (frames) {
      term.scalars.push_back({"frames", term.value.detach()});
      term.scalars.push_back({"items", value.detach()});
    }
    term.value = term.value.defined() ? term.value.add(value) : value;
  }
  return term;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Objective>> MakeBinaryCrossEntropy(LossArguments* arguments,
                                                                  const ObjectiveContext& context) {
  Options options;
  ASSIGN_OR_RETURN(const int level,
                   arguments->Choice("level", {"auto", "item", "frame", "both"}, 0));
  options.level = static_cast<Level>(level);
  ASSIGN_OR_RETURN(options.smoothing, arguments->Number("smoothing", 0, 0, 1));
  ASSIGN_OR_RETURN(const std::vector<float> weights,
                   PositiveWeights(arguments, context, &options.unknown));
  if (!weights.empty()) {
    options.positive_weight = FloatTensor(weights, {static_cast<int64_t>(weights.size())});
  }
  Needs needs;
  needs[PassKey()].outputs = true;
  return MakeStateless(std::move(needs),
                       [options](const Step& step) { return Sum(options, step); });
}

}  // namespace auricle
