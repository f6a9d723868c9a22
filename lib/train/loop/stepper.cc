// SPDX-License-Identifier: Apache-2.0
#include "lib/train/loop/stepper.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "lib/base/rng.h"
#include "lib/base/status_macros.h"
#include "lib/infer/net_batch.h"
#include "lib/nn/torch/tensors.h"
#include "lib/train/loop/batch_tensors.h"

namespace auricle {
namespace {

// Whether rows of the batch were mixed when it was loaded.
bool IsMixed(const WindowBatch& windows) {
  return std::any_of(windows.changes.begin(), windows.changes.end(),
                     [](const RowChange& change) { return change.partner >= 0; });
}

}  // namespace

void Stepper::Count(const WindowBatch& windows, const Step& step, const LossValue& value,
                    StepMeters* meters) const {
  const double weight = static_cast<double>(windows.windows.size());
  for (const NamedScalar& scalar : value.scalars) {
    meters->loss.Add(scalar.first, ScalarValue(scalar.second), weight);
  }
  // What a network says of mixtures is no decision about either part.
  if (step.current().mix.partner.defined() || IsMixed(windows)) return;
  for (size_t h = 0; h < sources_.corpus->heads.size(); ++h) {
    const TargetTable& table = sources_.corpus->task(h).targets;
    if (table.has_tags()) continue;
    const size_t classes = table.classes().size();
    const std::vector<float> logits =
        FloatValues(step.current().heads.at(sources_.corpus->heads[h].name()).item);
    for (size_t w = 0; w < windows.windows.size(); ++w) {
      meters->heads[h].AddDecision(table.ClassOf(windows.windows[w].item),
                                   absl::MakeConstSpan(logits).subspan(w * classes, classes));
    }
  }
}

absl::StatusOr<Outputs> Stepper::Pass(const PassKey& key, const PassNeeds& needs,
                                      const WindowBatch& windows, const Batch& batch,
                                      int64_t update, const std::string& number) const {
  if (!key.view.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("the loss needs the view '", key.view, "' of the batch, and there is none"));
  }
  if (key.net == PassKey::FROZEN) return sources_.frozen->Of(windows, batch);
  const bool current = key.net == PassKey::CURRENT;
  Rng dropout(config_.seed(), absl::StrCat(current ? "dropout/" : "teacher/", number));
  Request request;
  request.taps.assign(needs.taps.begin(), needs.taps.end());
  request.heads.clear();
  for (const Head& head : sources_.corpus->heads) request.heads.push_back(head.name());
  request.rng = &dropout;
  if (current) {
    request.updates = update;
    sources_.net->SetTraining(true);
    return sources_.net->Forward(batch, request);
  }
  const NoGradScope no_grad;
  sources_.teacher->SetTraining(needs.training);
  return sources_.teacher->Forward(batch, request);
}

absl::Status Stepper::Run(const WindowBatch& windows, const StepPlace& place, StepMeters* meters) {
  const int64_t update = place.clock.update;
  const std::string number =
      place.batch == 0 ? absl::StrCat(update) : absl::StrCat(update, "/", place.batch);
  Rng objective(config_.seed(), absl::StrCat("objective/", number));
  const Batch batch = NetBatch(windows, sources_.set->items.bins, runtime_);
  Step step;
  step.clock = place.clock;
  step.rng = &objective;
  step.head = sources_.corpus->head().name();
  for (const ItemWindow& one : windows.windows) {
    step.ids.push_back(sources_.set->items.items[one.item].id);
  }
  LossValue value;
  {
    const AutocastScope autocast(runtime_);
    Needs needs = loss_.needs();
    needs[PassKey()];  // The network that learns is passed in any case.
    for (const auto& [key, wanted] : needs) {
      ASSIGN_OR_RETURN(step.passes[key], Pass(key, wanted, windows, batch, update, number));
    }
    for (size_t h = 0; h < sources_.corpus->heads.size(); ++h) {
      const TargetTable& table = sources_.corpus->task(h).targets;
      const std::string& name = sources_.corpus->heads[h].name();
      const at::Tensor& frame = step.current().heads.at(name).frame;
      const Targets targets = TargetTensors(windows, sources_.set->items, table,
                                            frame.defined() ? frame.size(1) : 0, runtime_.device);
      step.targets[name] =
          MixTargets(targets, step.current().mix, static_cast<int64_t>(table.classes().size()));
    }
    ASSIGN_OR_RETURN(value, loss_(step));
  }
  const double total = ScalarValue(value.total);
  if (!std::isfinite(total)) return absl::AbortedError(absl::StrCat("the loss is ", total));
  RETURN_IF_ERROR(Backward(value.total, place.share));
  Count(windows, step, value, meters);
  return absl::OkStatus();
}

}  // namespace auricle
