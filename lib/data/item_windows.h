// SPDX-License-Identifier: Apache-2.0
// Windows of many items, in the orders in which they are read.
#ifndef AURICLE_LIB_DATA_ITEM_WINDOWS_H_
#define AURICLE_LIB_DATA_ITEM_WINDOWS_H_

#include <cstdint>
#include <vector>

#include "lib/data/items.h"
#include "lib/data/windows.h"

namespace auricle {

struct ItemWindow {
  int32_t item = 0;  // Index into StoredItems.
  Window window;

  friend bool operator==(const ItemWindow& a, const ItemWindow& b) {
    return a.item == b.item && a.window == b.window;
  }
};

// Every window of the items `which`, item by item: evaluation sees all.
std::vector<ItemWindow> EvaluationWindows(const StoredItems& items,
                                          const std::vector<int32_t>& which, const Windows& rule);

struct EpochOrder {
  bool random_windows = false;  // As many windows an item as regular cutting, at random places.
  int32_t batch = 1;
  // Batches whose windows are sorted by length among themselves, so that a batch holds windows of
  // like lengths and little padding; 1: windows are dealt as they were shuffled.
  int32_t pool = 8;
  uint64_t seed = 0;
  int32_t epoch = 1;
};

// One epoch's windows in an order that depends on `order` alone: shuffled, dealt into pools, each
// sorted by valid length and cut into batches, which are shuffled again.
std::vector<ItemWindow> TrainingWindows(const StoredItems& items, const std::vector<int32_t>& which,
                                        const Windows& rule, const EpochOrder& order);

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_ITEM_WINDOWS_H_
