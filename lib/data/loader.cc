// SPDX-License-Identifier: Apache-2.0
#include "lib/data/loader.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "lib/base/status_macros.h"

namespace auricle {

int32_t BatchFrames(const std::vector<ItemWindow>& windows, const LoaderOptions& options) {
  int32_t frames = options.min_frames;
  for (const ItemWindow& one : windows) {
    const int32_t rounded = (one.window.valid + 15) / 16 * 16;
    frames = std::max(frames, options.round_up ? rounded : std::min(rounded, one.window.frames));
  }
  return frames;
}

Loader::Loader(const StoredItems& items, const BatchPlan& plan, const LoaderOptions& options)
    : items_(items),
      plan_(plan),
      options_(options),
      claimed_(options.first),
      delivered_(options.first) {
  const int64_t useful = options.end < 0
                             ? options.threads
                             : std::min<int64_t>(options.threads, options.end - options.first);
  for (int64_t i = 0; i < useful; ++i) workers_.emplace_back([this] { Work(); });
}

Loader::~Loader() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

// How many batches may be prepared beyond those delivered.
int64_t Loader::Ahead() const {
  if (largest_bytes_ == 0) return 2;
  return std::max<int64_t>(
      2, std::min<int64_t>(4 * options_.threads, options_.memory_bytes / largest_bytes_));
}

void Loader::Work() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    changed_.wait(lock,
                  [this] { return stop_ || AtEnd(claimed_) || claimed_ < delivered_ + Ahead(); });
    if (stop_ || AtEnd(claimed_)) return;
    const int64_t index = claimed_++;
    Ready ready;
    if (!spare_.empty()) {
      ready.batch = std::move(spare_.back());
      spare_.pop_back();
    }
    lock.unlock();
    ready.status = Fill(index, &ready.batch);
    const auto bytes = static_cast<int64_t>(ready.batch.features.size() * sizeof(float));
    lock.lock();
    largest_bytes_ = std::max(largest_bytes_, bytes);
    ready_.emplace(index, std::move(ready));
    changed_.notify_all();
  }
}

absl::Status Loader::Fill(int64_t index, WindowBatch* batch) const {
  batch->number = index;
  BatchSpec spec = plan_.At(index, options_.rank, options_.of);
  batch->pass = spec.pass;
  batch->windows = std::move(spec.rows);
  batch->numbers = std::move(spec.numbers);
  batch->parts = std::move(spec.parts);
  batch->frames = BatchFrames(batch->windows, options_);
  const int64_t row = static_cast<int64_t>(batch->frames) * items_.bins;
  batch->features.resize(batch->windows.size() * row);
  batch->lengths.clear();
  batch->changes.clear();
  if (options_.cut) batch->changes.resize(batch->windows.size());
  float* out = batch->features.data();
  for (size_t w = 0; w < batch->windows.size(); ++w) {
    const int64_t valid = batch->windows[w].window.valid;
    RETURN_IF_ERROR(CutRow(w, batch, out));
    std::fill(out + valid * items_.bins, out + row, 0.0F);
    batch->lengths.push_back(valid);
    out += row;
  }
  if (options_.augment != nullptr) options_.augment->ApplyToFeatures(items_.bins, batch);
  return absl::OkStatus();
}

absl::Status Loader::CutRow(size_t row, WindowBatch* batch, float* out) const {
  const ItemWindow& one = batch->windows[row];
  if (options_.cut) {
    return options_.cut(one, batch->number, batch->numbers[row], &batch->changes[row], out);
  }
  return CopyFrames(items_.items[one.item], items_.bins, one.window.first, one.window.valid, out);
}

absl::StatusOr<bool> Loader::Next(WindowBatch* batch) {
  std::unique_lock<std::mutex> lock(mutex_);
  if (AtEnd(delivered_)) return false;
  const auto began = std::chrono::steady_clock::now();
  changed_.wait(lock, [this] { return ready_.count(delivered_) > 0; });
  const std::chrono::duration<double> waited = std::chrono::steady_clock::now() - began;
  waited_s_ += waited.count();
  const auto entry = ready_.find(delivered_);
  if (!entry->second.status.ok()) return entry->second.status;
  std::swap(*batch, entry->second.batch);
  spare_.push_back(std::move(entry->second.batch));
  ready_.erase(entry);
  ++delivered_;
  changed_.notify_all();
  return true;
}

}  // namespace auricle
