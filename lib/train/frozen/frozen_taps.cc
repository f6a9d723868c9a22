// SPDX-License-Identifier: Apache-2.0
#include "lib/train/frozen/frozen_taps.h"

#include <algorithm>
#include <set>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "lib/base/status_macros.h"
#include "lib/base/stop.h"
#include "lib/data/batch_plans.h"
#include "lib/infer/net_batch.h"
#include "lib/nn/torch/guard.h"
#include "lib/nn/torch/tensors.h"
#include "lib/train/frozen/frozen_taps_key.h"
#include "lib/train/frozen/tap_blob.h"

namespace auricle {
namespace {

// A disk gives 1e9 bytes a second or more. In that time a core does 2e11 operations or less (but
// for matrix units: 1e12), a graphics processor 5e13.
constexpr double kCpuOperationsPerByte = 200, kCudaOperationsPerByte = 5e4;

std::string Size(double bytes) {
  return bytes < 1e9 ? absl::StrFormat("%.2g MB", bytes / 1e6)
                     : absl::StrFormat("%.3g GB", bytes / 1e9);
}

std::string Count(const CacheFile& file) {
  return absl::StrCat(file.size(), " windows × ",
                      Size(static_cast<double>(file.bytes()) / file.size()));
}

}  // namespace

FrozenTaps::FrozenTaps(const TrainJob& job, const TrainingSet& set, const Needs& needs,
                       const Net& current, Net* net)
    : job_(job),
      set_(set),
      rule_(current.config().windows()),
      cutting_(LoaderOptionsFor(current, job.runtime.threads, job.memory_bytes)),
      net_(net) {
  const PassNeeds& frozen = needs.at(PassKey{PassKey::FROZEN, ""});
  request_.taps.assign(frozen.taps.begin(), frozen.taps.end());
  request_.heads.clear();
  if (!frozen.outputs) return;
  for (const Head& head : net->config().heads()) request_.heads.push_back(head.name());
  if (request_.heads.empty()) request_.heads = {""};
}

absl::StatusOr<std::unique_ptr<FrozenTaps>> FrozenTaps::Create(const TrainJob& job,
                                                               const TrainingSet& set,
                                                               const Needs& needs,
                                                               const Net& current, Net* net) {
  std::unique_ptr<FrozenTaps> taps(new FrozenTaps(job, set, needs, current, net));
  std::set<std::string> resolved;
  for (const std::string& tap : taps->request_.taps) {
    ASSIGN_OR_RETURN(const std::string own, net->ResolveTap(tap));
    resolved.insert(own);
  }
  taps->resolved_.assign(resolved.begin(), resolved.end());
  RETURN_IF_ERROR(taps->Decide());
  return taps;
}

void FrozenTaps::Note(const std::string& text) const {
  if (job_.hooks.note) job_.hooks.note(text);
}

absl::Status FrozenTaps::Decide() {
  const int64_t frames = rule_.frames() > 0 ? rule_.frames() : 500;
  const double operations =
      OperationsPerByte(*net_, resolved_, frames, job_.runtime.bf16 ? 2 : sizeof(float));
  std::string reason;
  if (job_.config.random_windows()) {
    reason = "random windows do not come again";
  } else if (!job_.config.augment().empty()) {
    reason = "augmented windows do not come again";
  } else if (!request_.heads.empty()) {
    reason = "the loss wants the frozen network's output";
  } else if (operations <
             (job_.runtime.device.is_cpu() ? kCpuOperationsPerByte : kCudaOperationsPerByte)) {
    reason = absl::StrFormat("%s takes %.0f operations a byte, less time than reading it",
                             absl::StrJoin(resolved_, ", "), operations);
  }
  whole_batches_ = !reason.empty();
  if (whole_batches_) {
    Note(absl::StrCat("frozen taps: not cached: ", reason));
    return absl::OkStatus();
  }
  if (job_.cache.path.empty()) {
    Note("frozen taps: not cached: there is no --cache; computed anew at every step");
    return absl::OkStatus();
  }
  const absl::Status status = UseCache();
  if (status.ok() || absl::IsCancelled(status)) return status;
  cache_.reset();
  Note(absl::StrCat("warning: frozen taps: not cached, but computed anew at every step: ",
                    status.message()));
  return absl::OkStatus();
}

std::vector<ItemWindow> FrozenTaps::AllWindows() const {
  std::vector<ItemWindow> windows;
  std::set<Place> seen;  // Some rules repeat a window.
  for (const ItemWindow& one : EvaluationWindows(set_.items, set_.parts.train, rule_)) {
    if (seen.insert({one.item, one.window.first}).second) windows.push_back(one);
  }
  return windows;
}

// An upper bound: what padding would take is not stored.
int64_t FrozenTaps::MostBytes(const ItemWindow& one) const {
  int64_t bytes = 0;
  for (const TapInfo& info : net_->Taps(BatchFrames({one}, cutting_))) {
    int64_t values = 1;
    for (const int64_t size : info.shape) values *= size;
    const bool half = job_.runtime.bf16 && info.shape.size() == 3;
    for (const std::string& tap : resolved_) {
      if (absl::StripSuffix(tap, ".pre") != info.name) continue;
      bytes += kTapHeadBytes + values * (half ? 2 : 4);
    }
  }
  return bytes;
}

absl::Status FrozenTaps::UseCache() {
  const std::vector<ItemWindow> windows = AllWindows();
  const std::string key = FrozenTapsKey(*net_, resolved_, set_, windows, cutting_, job_.runtime);
  const absl::Time begin = absl::Now();
  auto found = CacheFile::Find(job_.cache, key);
  if (found.ok()) {
    cache_ = *std::move(found);
    Note(absl::StrCat("frozen taps: ", Count(*cache_), " found in ", job_.cache.path));
  } else {
    if (!absl::IsNotFound(found.status())) {
      Note(absl::StrCat("warning: frozen taps: ", found.status().message(), "; filled anew"));
    }
    std::vector<int64_t> sizes;
    for (const ItemWindow& one : windows) sizes.push_back(MostBytes(one));
    RETURN_IF_ERROR(Fill(key, windows, CacheFileBytes(key, sizes)));
    Note(absl::StrFormat("frozen taps: %s cached in %s, filled in %.1f s", Count(*cache_),
                         job_.cache.path, absl::ToDoubleSeconds(absl::Now() - begin)));
  }
  for (size_t i = 0; i < windows.size(); ++i) {
    places_[{windows[i].item, windows[i].window.first}] = static_cast<int64_t>(i);
  }
  return absl::OkStatus();
}

absl::Status FrozenTaps::Fill(const std::string& key, const std::vector<ItemWindow>& windows,
                              int64_t bytes) {
  ASSIGN_OR_RETURN(
      const std::unique_ptr<CacheWriter> writer,
      CacheWriter::Create(job_.cache, key, static_cast<int64_t>(windows.size()), bytes));
  const std::unique_ptr<BatchPlan> plan = RegularPlan(windows, /*batch=*/1);
  LoaderOptions once = cutting_;
  once.end = plan->batches_in_pass();
  Loader loader(set_.items, *plan, once);
  const AutocastScope autocast(job_.runtime);
  WindowBatch batch;
  for (const ItemWindow& one : windows) {
    if (StopSignal() != 0) return absl::CancelledError("stopped while frozen taps were computed");
    RETURN_IF_ERROR(loader.Next(&batch).status());
    ASSIGN_OR_RETURN(const std::string blob,
                     Alone(NetBatch(batch, set_.items.bins, job_.runtime), 0, one));
    RETURN_IF_ERROR(writer->Append(blob));
    if (job_.hooks.fill) job_.hooks.fill(static_cast<int64_t>(windows.size()));
  }
  ASSIGN_OR_RETURN(cache_, writer->Commit());
  return absl::OkStatus();
}

absl::StatusOr<Outputs> FrozenTaps::Whole(const Batch& batch) const {
  const NoGradScope no_grad;
  return net_->Forward(batch, request_);
}

// The taps of one window of a batch, at its own length.
absl::StatusOr<std::string> FrozenTaps::Alone(const Batch& batch, int64_t row,
                                              const ItemWindow& one) const {
  const int64_t frames = BatchFrames({one}, cutting_);
  Request request;
  request.taps = resolved_;
  request.heads.clear();
  Batch alone;
  RETURN_IF_ERROR(TorchGuard([&]() -> absl::Status {
    alone.features = batch.features.narrow(0, row, 1).narrow(2, 0, frames).contiguous();
    return absl::OkStatus();
  }));
  if (one.window.valid < frames) alone.lengths = IntTensor({one.window.valid});
  const NoGradScope no_grad;
  ASSIGN_OR_RETURN(const Outputs outputs, net_->Forward(alone, request));
  std::vector<Tap> taps;
  for (const std::string& tap : resolved_) taps.push_back(outputs.taps.at(tap));
  return TapBlob(taps);
}

absl::StatusOr<Outputs> FrozenTaps::Of(const WindowBatch& windows, const Batch& batch) const {
  if (whole_batches_) return Whole(batch);
  std::vector<std::string> computed(windows.windows.size());
  std::vector<absl::string_view> blobs;
  for (size_t w = 0; w < windows.windows.size(); ++w) {
    const ItemWindow& one = windows.windows[w];
    if (cache_ == nullptr) {
      ASSIGN_OR_RETURN(computed[w], Alone(batch, static_cast<int64_t>(w), one));
      blobs.push_back(computed[w]);
    } else {
      blobs.push_back(cache_->blob(places_.at({one.item, one.window.first})));
    }
  }
  std::map<std::string, int64_t> rows;
  for (const TapInfo& info : net_->Taps(windows.frames)) {
    rows[info.name] = info.shape.size() == 3 ? info.shape[1] : 0;
  }
  std::vector<int64_t> frames;
  for (const std::string& tap : resolved_) {
    frames.push_back(rows.at(std::string(absl::StripSuffix(tap, ".pre"))));
  }
  ASSIGN_OR_RETURN(std::vector<Tap> taps, TapsFromBlobs(blobs, frames));
  Outputs outputs;
  for (const std::string& tap : request_.taps) {
    ASSIGN_OR_RETURN(const std::string own, net_->ResolveTap(tap));
    const size_t at = std::lower_bound(resolved_.begin(), resolved_.end(), own) - resolved_.begin();
    outputs.taps[tap] = {taps[at].tensor.to(job_.runtime.device), taps[at].lengths};
  }
  return outputs;
}

}  // namespace auricle
