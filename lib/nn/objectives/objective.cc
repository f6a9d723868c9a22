// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/objectives/objective.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/match.h"
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
  for (const auto& [key, needs] : from) {
    PassNeeds* const all = &(*to)[key];
    all->taps.insert(needs.taps.begin(), needs.taps.end());
    all->outputs = all->outputs || needs.outputs;
    all->training = all->training || needs.training;
  }
}

absl::Status CheckPass(const PassKey& key, const PassNeeds& needs, const Step& step) {
  const auto found = step.passes.find(key);
  const Outputs none;
  const Outputs& outputs = found == step.passes.end() ? none : found->second;
  for (const std::string& tap : needs.taps) {
    if (outputs.taps.count(tap) > 0) continue;
    return absl::InvalidArgumentError(absl::StrCat("the loss needs tap '", tap, "' of the ",
                                                   PassName(key),
                                                   " network, but the step has not got it"));
  }
  if (!needs.outputs || !outputs.heads.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("the loss needs the output of the ", PassName(key),
                                                 " network, but the step has not got it"));
}

std::string StatePrefix(const std::string& term, const std::string& head) {
  return head.empty() ? absl::StrCat(term, "/") : absl::StrCat(term, "/", head, "/");
}

}  // namespace

absl::StatusOr<Loss> Loss::Create(absl::string_view text, const ObjectiveContext& context) {
  return Create(text, std::vector<ObjectiveContext>{context});
}

absl::StatusOr<Loss> Loss::Create(absl::string_view text,
                                  const std::vector<ObjectiveContext>& heads) {
  ASSIGN_OR_RETURN(const std::vector<LossTerm> terms, ParseLoss(text));
  Loss loss;
  loss.text_ = FormatLoss(terms);
  for (const LossTerm& term : terms) {
    ASSIGN_OR_RETURN(const ObjectiveKind* const kind, FindKind(term.name));
    const auto same = std::count_if(loss.parts_.begin(), loss.parts_.end(),
                                    [&](const Part& part) { return part.kind == term.name; });
    Part part;
    part.kind = term.name;
    part.name = same == 0 ? term.name : absl::StrCat(term.name, "#", same + 1);
    part.factor = term.factor;
    for (const ObjectiveContext& head : heads) {
      LossArguments arguments(term);
      ASSIGN_OR_RETURN(std::unique_ptr<Objective> made, kind->make(&arguments, head));
      RETURN_IF_ERROR(arguments.Done());
      Merge(made->needs(), &loss.needs_);
      part.objectives.push_back(std::move(made));
      if (!kind->of_each_head) break;
      part.heads.push_back(head.head);
    }
    loss.parts_.push_back(std::move(part));
  }
  return loss;
}

absl::StatusOr<LossValue> Loss::operator()(const Step& step) const {
  for (const auto& [key, needs] : needs_) RETURN_IF_ERROR(CheckPass(key, needs, step));
  LossValue result;
  std::vector<NamedScalar> scalars;
  // A copy shares the tensors.
  Step of_head = step;
  for (const Part& part : parts_) {
    at::Tensor sum;
    std::vector<NamedScalar> own;
    for (size_t i = 0; i < part.objectives.size(); ++i) {
      const std::string head = part.heads.empty() ? step.head : part.heads[i];
      const std::string prefix = part.heads.size() > 1 ? absl::StrCat(head, "/") : "";
      of_head.head = head;
      Objective* const objective = part.objectives[i].get();
      absl::StatusOr<ObjectiveValue> term = TorchGuard([&] { return (*objective)(of_head); });
      if (!term.ok()) return Annotate(term.status(), absl::StrCat(prefix, part.name));
      RETURN_IF_ERROR(TorchGuard([&]() -> absl::Status {
        const at::Tensor value = part.factor == 1 ? term->value : term->value.mul(part.factor);
        sum = sum.defined() ? sum.add(value) : value;
        if (!prefix.empty()) own.push_back({absl::StrCat(prefix, part.name), value.detach()});
        return absl::OkStatus();
      }));
      for (NamedScalar& scalar : term->scalars) {
        own.push_back(
            {absl::StrCat(prefix, part.name, "/", scalar.first), std::move(scalar.second)});
      }
    }
    RETURN_IF_ERROR(TorchGuard([&]() -> absl::Status {
      result.total = result.total.defined() ? result.total.add(sum) : sum;
      scalars.push_back({part.name, sum.detach()});
      return absl::OkStatus();
    }));
    for (NamedScalar& scalar : own) scalars.push_back(std::move(scalar));
  }
  result.scalars.push_back({"loss", result.total.detach()});
  for (NamedScalar& scalar : scalars) result.scalars.push_back(std::move(scalar));
  return result;
}

void Loss::AfterUpdate(const Clock& clock) const {
  for (const Part& part : parts_) {
    for (const auto& objective : part.objectives) objective->AfterUpdate(clock);
  }
}

TensorMap Loss::State() const {
  TensorMap all;
  for (const Part& part : parts_) {
    for (size_t i = 0; i < part.objectives.size(); ++i) {
      const std::string prefix = StatePrefix(part.name, part.heads.empty() ? "" : part.heads[i]);
      for (auto& [name, tensor] : part.objectives[i]->State()) {
        all[absl::StrCat(prefix, name)] = tensor;
      }
    }
  }
  return all;
}

absl::Status Loss::Restore(const TensorMap& state) const {
  for (const Part& part : parts_) {
    for (size_t i = 0; i < part.objectives.size(); ++i) {
      const std::string prefix = StatePrefix(part.name, part.heads.empty() ? "" : part.heads[i]);
      TensorMap own;
      for (const auto& [name, tensor] : state) {
        if (absl::StartsWith(name, prefix)) own[name.substr(prefix.size())] = tensor;
      }
      RETURN_IF_ERROR(Annotate(part.objectives[i]->Restore(own), part.name));
    }
  }
  return absl::OkStatus();
}

}  // namespace auricle
