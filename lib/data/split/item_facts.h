// SPDX-License-Identifier: Apache-2.0
// What a split and its audit must know of each item, gathered from clips in any order.
#ifndef AURICLE_LIB_DATA_SPLIT_ITEM_FACTS_H_
#define AURICLE_LIB_DATA_SPLIT_ITEM_FACTS_H_

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "protos/clip.pb.h"

namespace auricle {

struct ItemFacts {
  std::string id;
  std::string source;                // What it was cut from; never empty.
  std::string group;                 // Name of the --by task; "": unknown, or no such task asked.
  std::vector<std::string> classes;  // Of the --balance task: one, several (tags, events) or none.
  std::string labels;                // "task=name" of names, sorted, a line each; if decoded.
  uint64_t digest = 0;               // Of the decoded audio; 0: not decoded yet, or silence.
  double seconds = 0;                // 0: not known yet.
  std::vector<Part> before;          // By the plans asked for.
};

// Which labels and plans become facts; "" asks for none.
struct FactsAsked {
  std::string by, balance;
  std::vector<std::string> plans;
};

// Items by id. Chunks of one item are one item, whatever their order.
class ItemTable {
 public:
  explicit ItemTable(FactsAsked asked) : asked_(std::move(asked)) {}

  // Errors: kInvalidArgument for an empty id, an id of two items, a group that is not one name.
  absl::Status Add(const Clip& clip);

  // Groups and classes that read alike (lib/base/alike.h) become the most frequent spelling, the
  // first in byte order of equal ones. To be called once all clips are added.
  void MergeAlike();

  const std::vector<ItemFacts>& items() const { return items_; }
  // Index of the item `id`, which was added.
  int IndexOf(const std::string& id) const { return index_.at(id); }

 private:
  absl::Status AddLabels(const Clip& clip, ItemFacts* item) const;

  FactsAsked asked_;
  std::vector<ItemFacts> items_;
  std::vector<bool> chunked_;
  std::unordered_map<std::string, int> index_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_SPLIT_ITEM_FACTS_H_
