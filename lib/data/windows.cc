// SPDX-License-Identifier: Apache-2.0
#include "lib/data/windows.h"

#include <algorithm>
#include <cstdlib>

namespace auricle {
namespace {

// The paper repeats the last window for every remaining start if the item is longer than
// L (1 + overlap), of which hop is the rounded L × overlap. An overlap of 0.5 on an odd L is
// recovered exactly; other overlaps through hop.
bool PaperKeepsTail(int64_t length, int64_t hop, int64_t item_frames) {
  if (std::abs(2 * hop - length) <= 1) return 2 * item_frames > 3 * length;
  return item_frames > length + hop;
}

}  // namespace

std::vector<Window> RegularWindows(const Windows& rule, int64_t item_frames) {
  const int64_t length = rule.frames() > 0 ? rule.frames() : item_frames;
  const int64_t hop = rule.hop_frames() > 0 ? rule.hop_frames() : length;
  const int32_t frames = static_cast<int32_t>(length);
  if (item_frames <= length) return {{0, frames, static_cast<int32_t>(item_frames)}};

  if (rule.tail() == Windows::CENTRE) return {{(item_frames - length) / 2, frames, frames}};

  std::vector<Window> windows;
  int64_t start = 0;
  for (; start + length <= item_frames; start += hop) windows.push_back({start, frames, frames});
  const Window last = {item_frames - length, frames, frames};
  switch (rule.tail()) {
    case Windows::PAPER:
      if (!PaperKeepsTail(length, hop, item_frames)) break;
      for (; start < item_frames; start += hop) windows.push_back(last);
      break;
    case Windows::SHIFT:
      if (windows.back().first + length < item_frames) windows.push_back(last);
      break;
    case Windows::PAD:
      if (windows.back().first + length < item_frames && start < item_frames) {
        windows.push_back({start, frames, static_cast<int32_t>(item_frames - start)});
      }
      break;
    default:
      break;  // DROP
  }
  return windows;
}

Window RandomWindow(const Windows& rule, int64_t item_frames, Rng* rng) {
  const int64_t length = rule.frames() > 0 ? rule.frames() : item_frames;
  const int32_t frames = static_cast<int32_t>(length);
  if (item_frames <= length) return {0, frames, static_cast<int32_t>(item_frames)};
  return {static_cast<int64_t>(rng->Below(item_frames - length + 1)), frames, frames};
}

}  // namespace auricle
