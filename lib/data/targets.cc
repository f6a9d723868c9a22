// SPDX-License-Identifier: Apache-2.0
#include "lib/data/targets.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/data/read_label.h"

namespace auricle {
namespace {

TargetKind KindOf(const std::vector<StoredItem>& items, size_t label) {
  TargetKind kind = TargetKind::kClasses;
  for (const StoredItem& item : items) {
    switch (item.labels[label].kind_case()) {
      case Label::kEvents:
        return TargetKind::kEvents;
      case Label::kTags:
        kind = TargetKind::kTags;
        break;
      case Label::kDistribution:
        if (kind == TargetKind::kClasses) kind = TargetKind::kShares;
        break;
      default:
        break;
    }
  }
  return kind;
}

}  // namespace

absl::StatusOr<TargetTable> TargetTable::Create(const std::string& task,
                                                std::vector<std::string> classes,
                                                const std::vector<StoredItem>& items,
                                                size_t label) {
  TargetTable table;
  table.kind_ = KindOf(items, label);
  table.classes_ = std::move(classes);
  table.targets_.reserve(items.size());
  const LabelReader reader(task, table.classes_, table.kind_);
  for (const StoredItem& item : items) {
    absl::StatusOr<Target> target = reader.Read(item.labels[label]);
    if (!target.ok()) return Annotate(target.status(), absl::StrCat("item '", item.id, "'"));
    table.targets_.push_back(*std::move(target));
  }
  return table;
}

const Target& TargetTable::Original(int32_t item) const {
  const auto found = originals_.find(item);
  return found == originals_.end() ? targets_[item] : found->second;
}

void TargetTable::Overlay(int32_t item, Target target) {
  originals_.try_emplace(item, targets_[item]);  // The first overlay lies on the original.
  if (kind_ == TargetKind::kClasses && !target.present.empty()) kind_ = TargetKind::kShares;
  targets_[item] = std::move(target);
}

std::vector<int32_t> TargetTable::Overlaid() const {
  std::vector<int32_t> items;
  for (const auto& entry : originals_) items.push_back(entry.first);
  return items;
}

std::vector<float> TargetTable::TagsOf(int32_t item) const {
  const Target& target = targets_[item];
  std::vector<float> row(classes_.size(), 0.0F);
  for (const ClassShare& one : target.present) row[one.cls] = one.share;
  if (target.present.empty() && target.cls >= 0) row[target.cls] = 1;
  return row;
}

std::vector<float> TargetTable::ScopeOf(int32_t item) const {
  const Target& target = targets_[item];
  const bool all = target.known && target.scope.empty();
  std::vector<float> row(classes_.size(), all ? 1.0F : 0.0F);
  for (const int32_t cls : target.scope) row[cls] = 1;
  return row;
}

std::vector<float> TargetTable::Rasterise(int32_t item, const FrameTimes& times) const {
  return auricle::Rasterise(targets_[item].events, times, static_cast<int32_t>(classes_.size()));
}

std::vector<int64_t> TargetTable::CountClasses(const std::vector<int32_t>& which) const {
  std::vector<int64_t> counts(classes_.size(), 0);
  for (const int32_t item : which) {
    const Target& target = targets_[item];
    if (target.cls >= 0) ++counts[target.cls];
    if (!has_tags()) continue;
    for (const ClassShare& one : target.present) ++counts[one.cls];
  }
  return counts;
}

std::vector<int32_t> TargetTable::Strata(const std::vector<int32_t>& which) const {
  const std::vector<int64_t> counts = CountClasses(which);
  std::vector<int32_t> strata;
  for (const int32_t item : which) {
    const Target& target = targets_[item];
    int32_t stratum = target.cls;
    if (has_tags() && target.known) {
      stratum = static_cast<int32_t>(classes_.size());
      for (const ClassShare& one : target.present) {
        const bool rarer =
            stratum == static_cast<int32_t>(classes_.size()) || counts[one.cls] < counts[stratum];
        if (rarer) stratum = one.cls;
      }
    }
    strata.push_back(stratum);
  }
  return strata;
}

}  // namespace auricle
