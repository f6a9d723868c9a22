// SPDX-License-Identifier: Apache-2.0
#include "lib/data/item_windows.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "lib/base/rng.h"

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

}  // namespace auricle
