// SPDX-License-Identifier: Apache-2.0
// What is known of every item of one task, and what corrections lie over it.
#ifndef AURICLE_LIB_DATA_TARGETS_H_
#define AURICLE_LIB_DATA_TARGETS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/data/items.h"
#include "lib/data/target.h"

namespace auricle {

// The kind is that of the richest label: any list of events makes kEvents, else any set of tags
// kTags, else any distribution kShares, else kClasses. A name among tags or events is a set of one
// tag. Tags and names among events are weak labels: what the item has is known, when it has it is
// not. Distributions do not go with tags or events. A missing label says nothing; an empty set of
// tags or events says that the item has none of the classes in the label's scope.
class TargetTable {
 public:
  TargetTable() = default;
  // Of the label number `label` of every item. Errors: as LabelReader, with the item named.
  static absl::StatusOr<TargetTable> Create(const std::string& task,
                                            std::vector<std::string> classes,
                                            const std::vector<StoredItem>& items, size_t label);

  TargetKind kind() const { return kind_; }
  bool has_tags() const { return kind_ == TargetKind::kTags || kind_ == TargetKind::kEvents; }
  const std::vector<std::string>& classes() const { return classes_; }  // In vocabulary order.
  int32_t size() const { return static_cast<int32_t>(targets_.size()); }

  // What training sees of an item, and what its label said.
  const Target& At(int32_t item) const { return targets_[item]; }
  const Target& Original(int32_t item) const;
  // Puts `target` over what is known of the item; shares over a table of classes make it one of
  // shares. REQUIRES: classes of the table; `present` sorted by class and, for kClasses, empty.
  void Overlay(int32_t item, Target target);
  std::vector<int32_t> Overlaid() const;  // Ascending.

  bool Known(int32_t item) const { return targets_[item].known; }
  bool Timed(int32_t item) const { return targets_[item].timed; }
  float WeightOf(int32_t item) const { return targets_[item].weight; }
  const std::vector<TargetEvent>& EventsOf(int32_t item) const { return targets_[item].events; }
  // Of kClasses and kShares (the likeliest); -1: unknown, or a table of tags or events.
  int32_t ClassOf(int32_t item) const { return targets_[item].cls; }

  // One value a class, made on each call; all 0 for an unknown item. Shares of kClasses and kShares
  // are of sum 1; tags are 1 where the item has it; the scope is 1 where that is known.
  std::vector<float> SharesOf(int32_t item) const { return TagsOf(item); }
  std::vector<float> TagsOf(int32_t item) const;
  std::vector<float> ScopeOf(int32_t item) const;
  // [frames, classes] of EventsOf, as lib/data/target.h says.
  std::vector<float> Rasterise(int32_t item, const FrameTimes& times) const;

  // Of the items `which`: how many are of each class (shares: likeliest of), or have each tag.
  std::vector<int64_t> CountClasses(const std::vector<int32_t>& which) const;
  // One stratum for each of `which`, 0 … strata() - 1, for parts that are alike in their classes:
  // the class; of tags the one that the fewest of `which` have (of equal ones the first), and where
  // there is none, classes().size(). -1: unknown.
  std::vector<int32_t> Strata(const std::vector<int32_t>& which) const;
  int32_t strata() const { return static_cast<int32_t>(classes_.size()) + (has_tags() ? 1 : 0); }

 private:
  TargetKind kind_ = TargetKind::kClasses;
  std::vector<std::string> classes_;
  std::vector<Target> targets_;          // Per item.
  std::map<int32_t, Target> originals_;  // Of items that have an overlay.
};

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_TARGETS_H_
