// SPDX-License-Identifier: Apache-2.0
#include "lib/train/loop/stepper.h"

#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "lib/base/rng.h"
#include "lib/base/status_macros.h"
#include "lib/infer/net_batch.h"
#include "lib/nn/torch/tensors.h"

namespace auricle {

Targets Stepper::TargetsOf(const WindowBatch& windows) const {
  const size_t classes = set_.classes.size();
  std::vector<int64_t> labels;
  std::vector<float> soft;
  for (const ItemWindow& one : windows.windows) {
    labels.push_back(set_.labels[one.item]);
    if (set_.soft.empty()) continue;
    const auto row = set_.soft.begin() + one.item * classes;
    soft.insert(soft.end(), row, row + classes);
  }
  Targets targets;
  // One kind of target: where there are distributions, the likeliest class is not the truth.
  if (soft.empty()) {
    targets.classes = IntTensor(labels).to(runtime_.device);
  } else {
    const std::vector<int64_t> shape = {static_cast<int64_t>(labels.size()),
                                        static_cast<int64_t>(classes)};
    targets.soft = FloatTensor(soft, shape).to(runtime_.device);
  }
  return targets;
}

void Stepper::Count(const WindowBatch& windows, const Outputs& outputs, const LossValue& value,
                    Meter* meter) const {
  const double weight = static_cast<double>(windows.windows.size());
  for (const NamedScalar& scalar : value.scalars) {
    meter->Add(scalar.first, ScalarValue(scalar.second), weight);
  }
  const std::vector<float> logits = FloatValues(outputs.logits);
  const size_t classes = set_.classes.size();
  for (size_t w = 0; w < windows.windows.size(); ++w) {
    meter->AddDecision(set_.labels[windows.windows[w].item],
                       absl::MakeConstSpan(logits).subspan(w * classes, classes));
  }
}

absl::Status Stepper::Run(const WindowBatch& windows, const StepPlace& place, Meter* meter) {
  const std::string number =
      place.batch == 0 ? absl::StrCat(place.update) : absl::StrCat(place.update, "/", place.batch);
  Rng dropout(config_.seed(), absl::StrCat("dropout/", number));
  Rng objective(config_.seed(), absl::StrCat("objective/", number));
  const Batch batch = NetBatch(windows, set_.items.bins, runtime_);
  const Needs& needs = loss_.needs();
  Step step;
  step.targets = TargetsOf(windows);
  step.progress = place.progress;
  step.rng = &objective;
  for (const ItemWindow& one : windows.windows) {
    step.ids.push_back(set_.items.items[one.item].id);
  }
  LossValue value;
  {
    const AutocastScope autocast(runtime_);
    if (frozen_ != nullptr) {
      ASSIGN_OR_RETURN(step.references["frozen"], frozen_->Of(windows, batch));
    }
    net_->SetTraining(true);
    Request request;
    request.taps.assign(needs.taps.begin(), needs.taps.end());
    request.head = head_;
    request.updates = place.update;
    request.rng = &dropout;
    ASSIGN_OR_RETURN(step.current, net_->Forward(batch, request));
    ASSIGN_OR_RETURN(value, loss_(step));
  }
  const double total = ScalarValue(value.total);
  if (!std::isfinite(total)) return absl::AbortedError(absl::StrCat("the loss is ", total));
  RETURN_IF_ERROR(Backward(value.total, place.share));
  Count(windows, step.current, value, meter);
  return absl::OkStatus();
}

}  // namespace auricle
