// SPDX-License-Identifier: Apache-2.0
#include "lib/data/batch_plans.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "lib/data/kept_orders.h"

namespace auricle {
namespace {

int64_t Batches(int64_t rows, int64_t batch) { return (rows + batch - 1) / batch; }

// Rows [batch × size, …) of a pass in order.
BatchSpec RowsOf(const std::vector<ItemWindow>& order, int64_t batch, int64_t size, int64_t pass) {
  const auto all = static_cast<int64_t>(order.size());
  const int64_t begin = std::min(all, batch * size), end = std::min(all, begin + size);
  BatchSpec spec;
  spec.rows.assign(order.begin() + begin, order.begin() + end);
  spec.numbers.resize(spec.rows.size());
  std::iota(spec.numbers.begin(), spec.numbers.end(), int64_t{0});
  spec.pass = pass;
  return spec;
}

class Regular : public BatchPlan {
 public:
  Regular(std::vector<ItemWindow> windows, int32_t batch)
      : windows_(std::move(windows)),
        batch_(batch),
        batches_(Batches(static_cast<int64_t>(windows_.size()), batch)) {}

  int64_t batches_in_pass() const override { return batches_; }
  BatchSpec At(int64_t batch, int rank, int of) const override {
    if (batches_ == 0) return {};
    return ShareOf(RowsOf(windows_, batch % batches_, batch_, batch / batches_ + 1), rank, of);
  }

 private:
  const std::vector<ItemWindow> windows_;
  const int32_t batch_;
  const int64_t batches_;
};

class Shuffled : public BatchPlan {
 public:
  Shuffled(const StoredItems& items, std::vector<int32_t> which, const Windows& rule,
           const EpochOrder& order)
      : batch_(order.batch),
        batches_(Batches(static_cast<int64_t>(EvaluationWindows(items, which, rule).size()),
                         order.batch)),
        orders_([&items, which = std::move(which), rule, order](int64_t pass) {
          EpochOrder own = order;
          own.epoch = static_cast<int32_t>(pass);
          return TrainingWindows(items, which, rule, own);
        }) {}

  int64_t batches_in_pass() const override { return batches_; }
  BatchSpec At(int64_t batch, int rank, int of) const override {
    const int64_t pass = batch / batches_ + 1;
    return ShareOf(RowsOf(*orders_.Of(pass), batch % batches_, batch_, pass), rank, of);
  }

 private:
  const int32_t batch_;
  const int64_t batches_;
  mutable KeptOrders orders_;
};

}  // namespace

std::unique_ptr<BatchPlan> RegularPlan(std::vector<ItemWindow> windows, int32_t batch) {
  return std::make_unique<Regular>(std::move(windows), batch);
}

std::unique_ptr<BatchPlan> ShuffledPlan(const StoredItems& items, std::vector<int32_t> which,
                                        const Windows& rule, const EpochOrder& order) {
  return std::make_unique<Shuffled>(items, std::move(which), rule, order);
}

}  // namespace auricle
