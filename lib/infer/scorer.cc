// SPDX-License-Identifier: Apache-2.0
#include "lib/infer/scorer.h"

#include "lib/base/status_macros.h"
#include "lib/base/stop.h"
#include "lib/infer/net_batch.h"
#include "lib/nn/tensors.h"

namespace auricle {

absl::StatusOr<std::vector<float>> WindowLogits(const WindowBatch& windows, int32_t bins,
                                                const Runtime& runtime, Net* net) {
  const NoGradScope no_grad;
  const AutocastScope autocast(runtime);
  net->SetTraining(false);
  ASSIGN_OR_RETURN(const Outputs outputs,
                   net->Forward(NetBatch(windows, bins, runtime), Request()));
  return FloatValues(outputs.logits);
}

absl::Status ScoreItems(const StoredItems& items, const std::vector<int32_t>& which,
                        const LoaderOptions& options, const Runtime& runtime, Net* net,
                        const ItemFunction& function) {
  Loader loader(items, EvaluationWindows(items, which, net->config().windows()), options);
  const size_t classes = net->config().classes();
  WindowBatch batch;
  int32_t current = -1;
  std::vector<float> gathered;  // Of the current item; its windows may span batches.
  while (true) {
    if (StopSignal() != 0) return absl::CancelledError("stopped while scoring");
    ASSIGN_OR_RETURN(const bool more, loader.Next(&batch));
    if (!more) break;
    ASSIGN_OR_RETURN(const std::vector<float> logits,
                     WindowLogits(batch, items.bins, runtime, net));
    for (size_t w = 0; w < batch.windows.size(); ++w) {
      if (batch.windows[w].item != current) {
        if (current >= 0) RETURN_IF_ERROR(function(current, gathered));
        current = batch.windows[w].item;
        gathered.clear();
      }
      gathered.insert(gathered.end(), logits.begin() + w * classes,
                      logits.begin() + (w + 1) * classes);
    }
  }
  return current >= 0 ? function(current, gathered) : absl::OkStatus();
}

}  // namespace auricle
