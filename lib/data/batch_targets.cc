// SPDX-License-Identifier: Apache-2.0
#include "lib/data/batch_targets.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace auricle {
namespace {

constexpr double kNoTime = std::numeric_limits<double>::quiet_NaN();

// Where what now stands at frame `at` of `valid` ones (a whole number is a frame's centre) was
// before the shifts; not a number: nowhere.
double Before(const std::vector<FrameShift>& shifts, int64_t valid, double at) {
  const auto all = static_cast<double>(valid);
  for (auto shift = shifts.rbegin(); shift != shifts.rend(); ++shift) {
    double from = at + 0.5 - static_cast<double>(shift->frames);  // From the first one's beginning.
    if (shift->wraps) from -= all * std::floor(from / all);
    if (!(from >= 0 && from < all)) return kNoTime;
    at = from - 0.5;
  }
  return at;
}

double Before(const ItemShift& shift, double time_s) {
  if (shift.shift_s == 0) return time_s;
  const double from = time_s - shift.shift_s;
  if (shift.wraps) return from - shift.item_s * std::floor(from / shift.item_s);
  return from >= 0 && from < shift.item_s ? from : kNoTime;
}

// Makes the targets of the rows of one batch.
class Maker {
 public:
  Maker(const WindowBatch& batch, const StoredItems& items, const TargetTable& targets,
        const FrameGrid& grid)
      : batch_(batch),
        items_(items),
        targets_(targets),
        grid_(grid),
        classes_(static_cast<int32_t>(targets.classes().size())) {}

  // One row before it is mixed.
  struct Row {
    std::vector<float> values, mask;        // [K]: shares or tags.
    std::vector<float> frames, frame_mask;  // [T, K]
  };

  Row Make(size_t w) const {
    const int32_t item = batch_.windows[w].item;
    Row row;
    row.values = targets_.TagsOf(item);
    row.mask = targets_.ScopeOf(item);
    if (targets_.kind() != TargetKind::kEvents) return row;
    const auto valid = static_cast<int64_t>(batch_.lengths[w]);
    if (targets_.Timed(item)) {
      const std::vector<float> own = targets_.Rasterise(item, Times(w, {valid, 0, 1}));
      std::fill(row.values.begin(), row.values.end(), 0.0F);
      for (size_t i = 0; i < own.size(); ++i) {
        row.values[i % classes_] = std::max(row.values[i % classes_], own[i]);
      }
    }
    AddFrames(w, &row);
    return row;
  }

  // own × row + (1 - own) × that of row `partner`, known where both are. A frame that the partner
  // has not is not mixed.
  void MixIn(int32_t partner, float own, Row* row) const {
    const Row other = Make(partner);
    MixValues(other.values, other.mask, own, row->values.size(), &row->values, &row->mask);
    const auto frames = grid_.frames == 0 ? 0 : ValidFrames(partner) * classes_;
    MixValues(other.frames, other.frame_mask, own, row->frames.empty() ? 0 : frames, &row->frames,
              &row->frame_mask);
  }

 private:
  static void MixValues(const std::vector<float>& b, const std::vector<float>& b_mask, float own,
                        size_t count, std::vector<float>* a, std::vector<float>* a_mask) {
    for (size_t i = 0; i < count; ++i) {
      (*a_mask)[i] *= b_mask[i];
      (*a)[i] = (*a_mask)[i] * (own * (*a)[i] + (1 - own) * b[i]);
    }
  }

  // Centres of the frames of `grid` in the window, as times of the item before it was moved.
  FrameTimes Times(size_t w, const FrameGrid& grid) const {
    const ItemWindow& one = batch_.windows[w];
    const StoredItem& item = items_.items[one.item];
    FrameTimes times;
    times.hop_s = grid.stride * item.hop_s;
    for (int64_t j = 0; j < grid.frames; ++j) {
      double at = grid.first + static_cast<double>(j) * grid.stride;
      if (!batch_.changes.empty()) at = Before(batch_.changes[w].shifts, batch_.lengths[w], at);
      const double centre =
          item.first_centre_s + (static_cast<double>(one.window.first) + at) * item.hop_s;
      times.centres_s.push_back(batch_.changes.empty() ? centre
                                                       : Before(batch_.changes[w].item, centre));
    }
    times.at_start = one.window.first == 0;
    times.at_end = one.window.first + one.window.valid >= item.frames;
    if (item.duration_s > 0) times.end_s = item.duration_s;
    return times;
  }

  // Frames of the grid whose centres lie in the window's valid frames.
  int64_t ValidFrames(size_t w) const {
    int64_t valid = 0;
    const double end = static_cast<double>(batch_.lengths[w]) - 0.5;
    while (valid < grid_.frames && grid_.first + static_cast<double>(valid) * grid_.stride < end) {
      ++valid;
    }
    return valid;
  }

  void AddFrames(size_t w, Row* row) const {
    if (grid_.frames == 0) return;
    const int32_t item = batch_.windows[w].item;
    const int64_t valid = ValidFrames(w);
    FrameGrid grid = grid_;
    grid.frames = valid;
    const auto size = static_cast<size_t>(grid_.frames * classes_);
    row->frames.assign(size, 0.0F);
    row->frame_mask.assign(size, 0.0F);
    if (!targets_.Timed(item)) return;
    const std::vector<float> active = targets_.Rasterise(item, Times(w, grid));
    std::copy(active.begin(), active.end(), row->frames.begin());
    for (int64_t t = 0; t < valid; ++t) {
      std::copy(row->mask.begin(), row->mask.end(), row->frame_mask.begin() + t * classes_);
    }
  }

  const WindowBatch& batch_;
  const StoredItems& items_;
  const TargetTable& targets_;
  const FrameGrid& grid_;
  const int32_t classes_;
};

void Append(const std::vector<float>& row, std::vector<float>* rows) {
  rows->insert(rows->end(), row.begin(), row.end());
}

}  // namespace

BatchTargets TargetsOf(const WindowBatch& batch, const StoredItems& items,
                       const TargetTable& targets, const FrameGrid& grid) {
  const Maker maker(batch, items, targets, grid);
  BatchTargets result;
  const bool mixed = std::any_of(batch.changes.begin(), batch.changes.end(),
                                 [](const RowChange& change) { return change.partner >= 0; });
  for (size_t w = 0; w < batch.windows.size(); ++w) {
    const int32_t item = batch.windows[w].item;
    float weight = targets.WeightOf(item);
    if (targets.kind() == TargetKind::kClasses && !mixed) {
      result.classes.push_back(targets.ClassOf(item));
      result.known.push_back(targets.Known(item) ? 1.0F : 0.0F);
      result.weights.push_back(weight);
      continue;
    }
    Maker::Row row = maker.Make(w);
    bool known = targets.Known(item);
    if (mixed && batch.changes[w].partner >= 0) {
      const RowChange& change = batch.changes[w];
      const int32_t other = batch.windows[change.partner].item;
      maker.MixIn(change.partner, change.own, &row);
      weight = change.own * weight + (1 - change.own) * targets.WeightOf(other);
      known = known && targets.Known(other);
    }
    result.weights.push_back(weight);
    Append(row.values, targets.has_tags() ? &result.tags : &result.shares);
    if (targets.has_tags()) {
      Append(row.mask, &result.mask);
      Append(row.frames, &result.frames);
      Append(row.frame_mask, &result.frame_mask);
    } else {
      result.known.push_back(known ? 1.0F : 0.0F);
    }
  }
  return result;
}

}  // namespace auricle
