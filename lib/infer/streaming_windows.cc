// SPDX-License-Identifier: Apache-2.0
#include "lib/infer/streaming_windows.h"

#include <algorithm>

namespace auricle {

void StreamingWindows::EmitFrom(const Window& window, const Emit& emit) const {
  emit(window, absl::MakeConstSpan(held_).subspan((window.first - base_) * bins_,
                                                  static_cast<size_t>(window.valid) * bins_));
}

void StreamingWindows::Add(absl::Span<const float> frames, const Emit& emit) {
  held_.insert(held_.end(), frames.begin(), frames.end());
  total_ += static_cast<int64_t>(frames.size()) / bins_;
  const int64_t length = rule_.frames();
  if (length == 0) return;
  if (rule_.tail() == Windows::CENTRE) {
    Drop((total_ - length) / 2);  // The middle only moves on.
    return;
  }
  const int64_t hop = rule_.hop_frames() > 0 ? rule_.hop_frames() : length;
  for (; next_ + length <= total_; next_ += hop, ++emitted_) {
    EmitFrom({next_, static_cast<int32_t>(length), static_cast<int32_t>(length)}, emit);
  }
  // A tail may begin at the next start or end at the item's end.
  Drop(std::min(next_, total_ - length));
}

void StreamingWindows::Drop(int64_t first) {
  const int64_t needed = std::max(base_, first);
  held_.erase(held_.begin(), held_.begin() + (needed - base_) * bins_);
  base_ = needed;
}

void StreamingWindows::Finish(const Emit& emit) {
  const std::vector<Window> all = RegularWindows(rule_, total_);
  for (size_t i = emitted_; i < all.size(); ++i) EmitFrom(all[i], emit);
  held_.clear();
  base_ = total_ = next_ = 0;
  emitted_ = 0;
}

}  // namespace auricle
