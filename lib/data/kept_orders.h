// SPDX-License-Identifier: Apache-2.0
// The orders of passes, each computed once while it is in use.
#ifndef AURICLE_LIB_DATA_KEPT_ORDERS_H_
#define AURICLE_LIB_DATA_KEPT_ORDERS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "lib/data/item_windows.h"

namespace auricle {

// Keeps the two orders asked for last: batches are prepared ahead, into the next pass. Thread-safe.
class KeptOrders {
 public:
  using Order = std::shared_ptr<const std::vector<ItemWindow>>;

  // `make` is a pure function of the pass.
  explicit KeptOrders(std::function<std::vector<ItemWindow>(int64_t pass)> make)
      : make_(std::move(make)) {}

  Order Of(int64_t pass) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = kept_.find(pass);
    if (found != kept_.end()) {
      last_ = pass;
      return found->second;
    }
    if (kept_.size() > 1)
      kept_.erase(kept_.begin()->first == last_ ? --kept_.end() : kept_.begin());
    last_ = pass;
    return kept_[pass] = std::make_shared<const std::vector<ItemWindow>>(make_(pass));
  }

 private:
  const std::function<std::vector<ItemWindow>(int64_t pass)> make_;
  std::mutex mutex_;
  std::map<int64_t, Order> kept_;
  int64_t last_ = -1;
};

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_KEPT_ORDERS_H_
