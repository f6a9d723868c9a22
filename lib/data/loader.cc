// SPDX-License-Identifier: Apache-2.0
#include "lib/data/loader.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/rng.h"
#include "lib/base/status_macros.h"

namespace auricle {

std::vector<ItemWindow> EvaluationWindows(const StoredItems& items,
                                          const std::vector<int32_t>& which, const Windows& rule) {
  std::vector<ItemWindow> result;
  for (const int32_t i : which) {
    for (const Window& window : RegularWindows(rule, items.items[i].frames)) {
      result.push_back({i, window});
    }
  }
  return result;
}

std::vector<ItemWindow> TrainingWindows(const StoredItems& items, const std::vector<int32_t>& which,
                                        const Windows& rule, const EpochOrder& order) {
  Rng rng(order.seed, absl::StrCat("order/", order.epoch));
  std::vector<ItemWindow> all = EvaluationWindows(items, which, rule);
  if (order.random_windows) {
    for (ItemWindow& one : all) {
      one.window = RandomWindow(rule, items.items[one.item].frames, &rng);
    }
  }
  rng.Shuffle(&all);
  if (order.pool <= 1) return all;
  const size_t batch = order.batch;
  const size_t pool = batch * order.pool;
  for (size_t at = 0; at < all.size(); at += pool) {
    std::stable_sort(
        all.begin() + at, all.begin() + std::min(all.size(), at + pool),
        [](const ItemWindow& a, const ItemWindow& b) { return a.window.valid < b.window.valid; });
  }
  // Whole batches change places; what is left over stays the last.
  std::vector<size_t> batches;
  for (size_t at = 0; at + batch <= all.size(); at += batch) batches.push_back(at);
  rng.Shuffle(&batches);
  std::vector<ItemWindow> result;
  result.reserve(all.size());
  for (const size_t at : batches) {
    result.insert(result.end(), all.begin() + at, all.begin() + at + batch);
  }
  result.insert(result.end(), all.begin() + batches.size() * batch, all.end());
  return result;
}

int32_t BatchFrames(const std::vector<ItemWindow>& windows, const LoaderOptions& options) {
  int32_t frames = options.min_frames;
  for (const ItemWindow& one : windows) {
    const int32_t rounded = (one.window.valid + 15) / 16 * 16;
    frames = std::max(frames, options.round_up ? rounded : std::min(rounded, one.window.frames));
  }
  return frames;
}

Loader::Loader(const StoredItems& items, std::vector<ItemWindow> windows,
               const LoaderOptions& options)
    : items_(items),
      windows_(std::move(windows)),
      options_(options),
      batches_((static_cast<int64_t>(windows_.size()) + options.batch - 1) / options.batch),
      claimed_(options.first),
      delivered_(options.first) {
  const int64_t batch_bytes = static_cast<int64_t>(BatchFrames(windows_, options_)) *
                              options_.batch * std::max(items_.bins, 1) *
                              static_cast<int64_t>(sizeof(float));
  capacity_ = std::max<int64_t>(
      2, std::min<int64_t>(4 * options_.threads, options_.memory_bytes / batch_bytes));
  const int64_t useful =
      std::max<int64_t>(0, std::min<int64_t>(options_.threads, batches_ - options_.first));
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

void Loader::Work() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] {
      return stop_ || claimed_ >= batches_ || claimed_ < delivered_ + capacity_;
    });
    if (stop_ || claimed_ >= batches_) return;
    const int64_t index = claimed_++;
    WindowBatch batch;
    if (!spare_.empty()) {
      batch = std::move(spare_.back());
      spare_.pop_back();
    }
    lock.unlock();
    const absl::Status status = Fill(index, &batch);
    lock.lock();
    if (!status.ok() && status_.ok()) status_ = status;
    ready_.emplace(index, std::move(batch));
    changed_.notify_all();
  }
}

absl::Status Loader::Fill(int64_t index, WindowBatch* batch) const {
  const size_t begin = index * options_.batch;
  const size_t end = std::min(windows_.size(), begin + options_.batch);
  batch->windows.assign(windows_.begin() + begin, windows_.begin() + end);
  batch->frames = BatchFrames(batch->windows, options_);
  const int64_t row = static_cast<int64_t>(batch->frames) * items_.bins;
  batch->features.resize(batch->windows.size() * row);
  batch->lengths.clear();
  float* out = batch->features.data();
  for (const ItemWindow& one : batch->windows) {
    const int64_t valid = one.window.valid;
    RETURN_IF_ERROR(CopyFrames(items_.items[one.item], items_.bins, one.window.first, valid, out));
    std::fill(out + valid * items_.bins, out + row, 0.0F);
    batch->lengths.push_back(valid);
    out += row;
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> Loader::Next(WindowBatch* batch) {
  std::unique_lock<std::mutex> lock(mutex_);
  if (delivered_ >= batches_) return false;
  const auto began = std::chrono::steady_clock::now();
  changed_.wait(lock, [this] { return !status_.ok() || ready_.count(delivered_) > 0; });
  const std::chrono::duration<double> waited = std::chrono::steady_clock::now() - began;
  waited_s_ += waited.count();
  if (!status_.ok()) return status_;
  const auto entry = ready_.find(delivered_);
  std::swap(*batch, entry->second);
  spare_.push_back(std::move(entry->second));
  ready_.erase(entry);
  ++delivered_;
  changed_.notify_all();
  return true;
}

}  // namespace auricle
