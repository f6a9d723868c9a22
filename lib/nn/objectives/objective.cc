// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/objectives/objective.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/nn/objectives/loss_spec.h"
#include "lib/nn/torch/guard.h"

namespace auricle {
namespace {

absl::StatusOr<const ObjectiveKind*> FindKind(const std::string& name) {
  std::vector<std::string> names;
  for (const ObjectiveKind& kind : ObjectiveKinds()) {
    if (name == kind.name) return &kind;
    names.push_back(kind.name);
  }
  return absl::InvalidArgumentError(
      absl::StrCat("loss: there is no objective '", name, "'", InsteadOf(name, names)));
}

void Merge(const Needs& from, Needs* to) {
  to->taps.insert(from.taps.begin(), from.taps.end());
  for (const auto& [name, taps] : from.reference_taps) {
    to->reference_taps[name].insert(taps.begin(), taps.end());
  }
  to->reference_logits.insert(from.reference_logits.begin(), from.reference_logits.end());
}

absl::Status CheckOutputs(const std::string& whose, const std::set<std::string>& taps,
                          const Outputs& outputs) {
  for (const std::string& tap : taps) {
    if (outputs.taps.count(tap) > 0) continue;
    return absl::InvalidArgumentError(absl::StrCat("the loss needs tap '", tap, "' of the ", whose,
                                                   " network, but the step has not got it"));
  }
  return absl::OkStatus();
}

absl::Status CheckStep(const Needs& needs, const Step& step) {
  RETURN_IF_ERROR(CheckOutputs("current", needs.taps, step.current));
  static const Outputs* const kNone = new Outputs;
  for (const auto& [name, taps] : needs.reference_taps) {
    const auto found = step.references.find(name);
    RETURN_IF_ERROR(
        CheckOutputs(name, taps, found == step.references.end() ? *kNone : found->second));
  }
  for (const std::string& name : needs.reference_logits) {
    const auto found = step.references.find(name);
    if (found != step.references.end() && found->second.logits.defined()) continue;
    return absl::InvalidArgumentError(absl::StrCat("the loss needs the output of the ", name,
                                                   " network, but the step has not got it"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Loss> Loss::Create(absl::string_view text, const ObjectiveContext& context) {
  ASSIGN_OR_RETURN(const std::vector<LossTerm> terms, ParseLoss(text));
  Loss loss;
  loss.text_ = FormatLoss(terms);
  for (const LossTerm& term : terms) {
    ASSIGN_OR_RETURN(const ObjectiveKind* const kind, FindKind(term.name));
    LossArguments arguments(term);
    ASSIGN_OR_RETURN(MadeObjective made, kind->make(&arguments, context));
    RETURN_IF_ERROR(arguments.Done());
    Merge(made.needs, &loss.needs_);
    const auto same = std::count_if(loss.parts_.begin(), loss.parts_.end(),
                                    [&](const Part& part) { return part.kind == term.name; });
    std::string name = same == 0 ? term.name : absl::StrCat(term.name, "#", same + 1);
    loss.parts_.push_back({term.name, std::move(name), term.factor, std::move(made.objective)});
  }
  return loss;
}

absl::StatusOr<LossValue> Loss::operator()(const Step& step) const {
  RETURN_IF_ERROR(CheckStep(needs_, step));
  LossValue result;
  std::vector<NamedScalar> scalars;
  for (const Part& part : parts_) {
    absl::StatusOr<Term> term = TorchGuard([&] { return part.objective(step); });
    if (!term.ok()) return Annotate(term.status(), part.name);
    RETURN_IF_ERROR(TorchGuard([&]() -> absl::Status {
      const at::Tensor value = part.factor == 1 ? term->value : term->value.mul(part.factor);
      result.total = result.total.defined() ? result.total.add(value) : value;
      scalars.push_back({part.name, value.detach()});
      return absl::OkStatus();
    }));
    for (NamedScalar& scalar : term->scalars) {
      scalars.push_back({absl::StrCat(part.name, "/", scalar.first), std::move(scalar.second)});
    }
  }
  result.scalars.push_back({"loss", result.total.detach()});
  for (NamedScalar& scalar : scalars) result.scalars.push_back(std::move(scalar));
  return result;
}

}  // namespace auricle
