// SPDX-License-Identifier: Apache-2.0
#include "lib/train/loop/validate.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "lib/base/status_macros.h"
#include "lib/infer/aggregate.h"
#include "lib/infer/scorer.h"
#include "lib/nn/torch/tensors.h"
#include "lib/train/loop/meter.h"
#include "lib/train/loop/selection.h"

namespace auricle {

absl::Status Validate(const TrainingSet& set, const std::string& head, const std::string& prefix,
                      const LoaderOptions& options, const Runtime& runtime, Net* net,
                      Epoch* epoch) {
  const size_t classes = set.classes.size();
  Meter meter(static_cast<int>(classes));
  RETURN_IF_ERROR(ScoreItems(
      set.items, set.parts.valid, options, runtime, net,
      [&](int32_t item, absl::Span<const float> logits) {
        double sum = 0;
        for (size_t at = 0; at < logits.size(); at += classes) {
          const absl::Span<const float> window = logits.subspan(at, classes);
          sum += set.soft.empty() ? CrossEntropy(window, set.labels[item])
                                  : CrossEntropy(window, absl::MakeConstSpan(set.soft).subspan(
                                                             item * classes, classes));
        }
        meter.Add("loss", sum * classes / logits.size(), 1);
        meter.AddDecision(set.labels[item],
                          AggregateWindows(logits, static_cast<int>(classes), MEAN_PROBABILITY));
        return absl::OkStatus();
      },
      head));
  meter.AppendScalars(prefix, epoch);
  // A network that is no longer finite still decides for a class: accuracies do not tell.
  ASSIGN_OR_RETURN(const double loss, FindScalar(*epoch, absl::StrCat(prefix, "/loss")));
  if (std::isfinite(loss)) return absl::OkStatus();
  return absl::AbortedError(absl::StrCat(prefix, "/loss is ", loss));
}

absl::Status CheckFinite(const Net& net) {
  for (const NetTensor& tensor : net.tensors()) {
    const std::vector<float> values = FloatValues(tensor.tensor);
    if (std::all_of(values.begin(), values.end(), [](float x) { return std::isfinite(x); })) {
      continue;
    }
    return absl::AbortedError(absl::StrCat("tensor ", tensor.name, " is no longer finite"));
  }
  return absl::OkStatus();
}

}  // namespace auricle
