// SPDX-License-Identifier: Apache-2.0
#include "lib/infer/scorer.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "lib/base/status_macros.h"
#include "lib/base/stop.h"
#include "lib/infer/net_batch.h"
#include "lib/nn/net/heads.h"
#include "lib/nn/torch/tensors.h"

namespace auricle {

absl::StatusOr<std::vector<float>> WindowLogits(const WindowBatch& windows, int32_t bins,
                                                const Runtime& runtime, Net* net,
                                                const std::string& head) {
  const NoGradScope no_grad;
  const AutocastScope autocast(runtime);
  net->SetTraining(false);
  Request request;
  request.head = head;
  ASSIGN_OR_RETURN(const Outputs outputs, net->Forward(NetBatch(windows, bins, runtime), request));
  return FloatValues(outputs.logits);
}

absl::Status ScoreItems(const StoredItems& items, const std::vector<int32_t>& which,
                        const LoaderOptions& options, const Runtime& runtime, Net* net,
                        const ItemFunction& function, const std::string& head) {
  if (net->config().heads_size() > 0) RETURN_IF_ERROR(HeadIndex(net->config(), head).status());
  const std::vector<ItemWindow> windows = EvaluationWindows(items, which, net->config().windows());
  std::vector<size_t> order(windows.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&windows](size_t a, size_t b) {
    return windows[a].window.valid > windows[b].window.valid;
  });
  std::vector<ItemWindow> sorted;
  for (const size_t i : order) sorted.push_back(windows[i]);
  Loader loader(items, std::move(sorted), options);
  const size_t classes = ClassesOf(net->config(), head);
  std::vector<float> all(windows.size() * classes);
  WindowBatch batch;
  for (size_t done = 0;;) {
    if (StopSignal() != 0) return absl::CancelledError("stopped while scoring");
    ASSIGN_OR_RETURN(const bool more, loader.Next(&batch));
    if (!more) break;
    ASSIGN_OR_RETURN(const std::vector<float> logits,
                     WindowLogits(batch, items.bins, runtime, net, head));
    for (size_t w = 0; w < batch.windows.size(); ++w, ++done) {
      std::copy_n(logits.begin() + w * classes, classes, all.begin() + order[done] * classes);
    }
  }
  for (size_t first = 0, end = 0; first < windows.size(); first = end) {
    while (end < windows.size() && windows[end].item == windows[first].item) ++end;
    RETURN_IF_ERROR(function(windows[first].item, absl::MakeConstSpan(all).subspan(
                                                      first * classes, (end - first) * classes)));
  }
  return absl::OkStatus();
}

}  // namespace auricle
