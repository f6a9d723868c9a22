// SPDX-License-Identifier: Apache-2.0
#include "lib/train/loop/fixed_trunk.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "lib/base/status_macros.h"
#include "lib/base/stop.h"
#include "lib/data/batch_plans.h"
#include "lib/data/loader.h"
#include "lib/infer/net_batch.h"
#include "lib/nn/net/heads.h"
#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

// Reads [B, 1, 1, D], the values of a tap, and goes on behind it.
class Behind : public Net {
 public:
  Behind(const Network& config, std::string tap, Net* whole)
      : Net(config), tap_(std::move(tap)), whole_(whole) {}

  absl::StatusOr<Outputs> Forward(const Batch& batch, const Request& request) override {
    Request resumed = request;
    resumed.resume = tap_;
    Batch values = batch;
    values.features = FlatRows(batch.features);
    whole_->SetTraining(training());
    return whole_->Forward(values, resumed);
  }
  absl::Status SetInputNorm(const InputNorm&) override {
    return absl::FailedPreconditionError("statistics stand before the tap");
  }
  std::vector<TapInfo> Taps(int64_t) const override { return {}; }
  absl::StatusOr<std::string> ResolveTap(const std::string& tap) const override {
    return absl::InvalidArgumentError(absl::StrCat("there is no tap '", tap, "' behind ", tap_));
  }

 protected:
  int Depth(const std::string&) const override { return 0; }

 private:
  const std::string tap_;
  Net* whole_;
};

Network BehindConfig(const Network& whole, int32_t bins) {
  Network config;
  config.set_name(whole.name());
  config.set_classes(whole.classes());
  *config.mutable_heads() = whole.heads();
  config.set_bins(bins);
  config.mutable_windows()->set_frames(1);
  config.mutable_windows()->set_hop_frames(1);
  return config;
}

// Which items are passed through, ascending.
std::vector<int32_t> Used(const TrainingSet& set) {
  std::vector<int32_t> used = set.parts.train;
  used.insert(used.end(), set.parts.valid.begin(), set.parts.valid.end());
  std::sort(used.begin(), used.end());
  used.erase(std::unique(used.begin(), used.end()), used.end());
  return used;
}

// The tap's values of one batch, row by row.
absl::StatusOr<std::vector<float>> TapValues(const WindowBatch& windows, int32_t bins,
                                             const Runtime& runtime, const Request& request,
                                             Net* net) {
  const NoGradScope no_grad;
  const AutocastScope autocast(runtime);
  net->SetTraining(false);
  ASSIGN_OR_RETURN(const Outputs outputs, net->Forward(NetBatch(windows, bins, runtime), request));
  return FloatValues(outputs.taps.begin()->second.tensor);
}

absl::Status TooLarge(int64_t bytes, int64_t most) {
  return absl::ResourceExhaustedError(
      absl::StrCat("the values behind what is not trained take ", bytes >> 20, " MiB, --memory is ",
                   most >> 20, " MiB; allow more, or train with --random_windows"));
}

// Every item's windows as frames of `bins` values in `values`; what is not used has none.
void PointItems(const std::vector<ItemWindow>& windows, int32_t bins,
                const std::vector<float>& values, StoredItems* items) {
  items->bins = bins;
  for (StoredItem& item : items->items) {
    item.frames = 0;
    item.stretches.clear();
  }
  for (size_t first = 0, end = 0; first < windows.size(); first = end) {
    while (end < windows.size() && windows[end].item == windows[first].item) ++end;
    StoredItem& item = items->items[windows[first].item];
    Stretch stretch;
    stretch.frames = item.frames = static_cast<int64_t>(end - first);
    stretch.bytes = absl::string_view(reinterpret_cast<const char*>(values.data() + first * bins),
                                      (end - first) * bins * sizeof(float));
    item.stretches = {stretch};
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<FixedTrunk>> FixedTrunk::Create(const TrainJob& job,
                                                               const TrainingSet& set,
                                                               const std::string& head, Net* net) {
  std::unique_ptr<FixedTrunk> trunk(new FixedTrunk);
  Request request;
  request.taps = {net->FixedTap(head)};
  request.heads.clear();
  request.way_of = head;
  const std::vector<ItemWindow> windows =
      EvaluationWindows(set.items, Used(set), net->config().windows());
  const std::unique_ptr<BatchPlan> plan = RegularPlan(windows, job.config.batch());
  LoaderOptions options = LoaderOptionsFor(*net, job.runtime.threads, job.memory_bytes);
  options.end = plan->batches_in_pass();
  Loader loader(set.items, *plan, options);
  WindowBatch batch;
  while (true) {
    if (StopSignal() != 0) return absl::CancelledError("stopped while the trunk was applied");
    ASSIGN_OR_RETURN(const bool more, loader.Next(&batch));
    if (!more) break;
    ASSIGN_OR_RETURN(const std::vector<float> rows,
                     TapValues(batch, set.items.bins, job.runtime, request, net));
    const int64_t bytes =
        static_cast<int64_t>(rows.size() / batch.windows.size() * windows.size() * sizeof(float));
    if (bytes > job.memory_bytes) return TooLarge(bytes, job.memory_bytes);
    trunk->values_.insert(trunk->values_.end(), rows.begin(), rows.end());
    if (!job.hooks.fill) continue;
    for (size_t i = 0; i < batch.windows.size(); ++i) {
      job.hooks.fill(static_cast<int64_t>(windows.size()));
    }
  }
  const auto bins = static_cast<int32_t>(trunk->values_.size() / windows.size());
  trunk->set_ = set;
  PointItems(windows, bins, trunk->values_, &trunk->set_.items);
  trunk->net_ =
      std::make_unique<Behind>(BehindConfig(net->config(), bins), request.taps.front(), net);
  if (job.hooks.note) {
    job.hooks.note(absl::StrCat("nothing up to '", request.taps.front(), "' is trained: its ", bins,
                                " values of ", windows.size(), " windows were computed once"));
  }
  return trunk;
}

}  // namespace auricle
