// SPDX-License-Identifier: Apache-2.0
// Jobs that run on several threads and hand on their results in the order in which they were added,
// with a bounded number of results waiting: memory does not grow with the number or length of jobs.
#ifndef AURICLE_LIB_AUDIO_ITEMS_ORDERED_JOBS_H_
#define AURICLE_LIB_AUDIO_ITEMS_ORDERED_JOBS_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"

namespace auricle {

// Used by one thread, which alternates Add (until Full) and DrainOldest. With one thread jobs run
// within DrainOldest and nothing waits.
template <typename Result>
class OrderedJobs {
 public:
  using Emit = std::function<absl::Status(Result)>;
  using Job = std::function<absl::Status(const Emit&)>;

  explicit OrderedJobs(int threads) : threads_(threads) {
    for (int i = 0; threads > 1 && i < threads; ++i) workers_.emplace_back([this] { Work(); });
  }
  ~OrderedJobs() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      stopped_ = true;
    }
    changed_.notify_all();
    for (std::thread& worker : workers_) worker.join();
  }
  OrderedJobs(const OrderedJobs&) = delete;
  OrderedJobs& operator=(const OrderedJobs&) = delete;

  bool Full() const {
    return slots_.size() >= static_cast<size_t>(threads_ > 1 ? 4 * threads_ : 1);
  }
  bool Empty() const { return slots_.empty(); }

  void Add(Job job) {
    const std::lock_guard<std::mutex> lock(mutex_);
    slots_.push_back(std::make_shared<Slot>());
    slots_.back()->job = std::move(job);
    waiting_.push_back(slots_.back());
    changed_.notify_all();
  }

  // Hands the oldest job's results to `consume` as they come and returns the job's status; an error
  // of `consume` ends the job. REQUIRES: !Empty().
  absl::Status DrainOldest(const Emit& consume) {
    const std::shared_ptr<Slot> slot = slots_.front();
    slots_.pop_front();
    if (threads_ <= 1) {
      waiting_.clear();
      return slot->job(consume);
    }
    std::unique_lock<std::mutex> lock(mutex_);
    while (true) {
      changed_.wait(lock, [&] { return !slot->results.empty() || slot->done; });
      if (slot->results.empty()) return slot->status;
      Result result = std::move(slot->results.front());
      slot->results.pop_front();
      lock.unlock();
      changed_.notify_all();
      const absl::Status consumed = consume(std::move(result));
      lock.lock();
      if (!consumed.ok()) {
        slot->abandoned = true;
        changed_.notify_all();
        return consumed;
      }
    }
  }

 private:
  static constexpr size_t kMostResults = 4;  // That wait in one job.
  struct Slot {
    Job job;
    std::deque<Result> results;
    bool done = false, abandoned = false;
    absl::Status status;
  };

  void Work() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (true) {
      changed_.wait(lock, [&] { return stopped_ || !waiting_.empty(); });
      if (stopped_) return;
      const std::shared_ptr<Slot> slot = waiting_.front();
      waiting_.pop_front();
      lock.unlock();
      const absl::Status status =
          slot->job([&](Result result) { return Put(slot.get(), std::move(result)); });
      lock.lock();
      slot->status = status;
      slot->done = true;
      slot->job = nullptr;
      changed_.notify_all();
    }
  }

  absl::Status Put(Slot* slot, Result result) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(
        lock, [&] { return stopped_ || slot->abandoned || slot->results.size() < kMostResults; });
    if (stopped_ || slot->abandoned) return absl::CancelledError("not wanted any more");
    slot->results.push_back(std::move(result));
    changed_.notify_all();
    return absl::OkStatus();
  }

  const int threads_;
  std::deque<std::shared_ptr<Slot>> slots_;  // In order; the caller's alone.
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<Slot>> waiting_;  // Not begun.
  bool stopped_ = false;
  std::vector<std::thread> workers_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_ITEMS_ORDERED_JOBS_H_
