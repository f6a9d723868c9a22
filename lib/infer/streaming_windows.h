// SPDX-License-Identifier: Apache-2.0
// Regular windows of an item that arrives in pieces, of which only what a window still needs is
// held.
#ifndef AURICLE_LIB_INFER_STREAMING_WINDOWS_H_
#define AURICLE_LIB_INFER_STREAMING_WINDOWS_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/types/span.h"
#include "lib/data/windows.h"
#include "protos/network.pb.h"

namespace auricle {

// Emits exactly RegularWindows(rule, all frames), in order. With rule.frames = 0 the window is the
// item, and so is held whole; with CENTRE the second half of what has come is, for the middle is
// known only at the end.
class StreamingWindows {
 public:
  // The window and its valid frames, [window.valid, bins].
  using Emit = std::function<void(const Window&, absl::Span<const float>)>;

  StreamingWindows(const Windows& rule, int32_t bins) : rule_(rule), bins_(bins) {}

  // The next frames, [count, bins].
  void Add(absl::Span<const float> frames, const Emit& emit);
  // The item ends; the next frames are another's. REQUIRES: at least one frame was added.
  void Finish(const Emit& emit);

 private:
  // Frames before `first` are needed no more.
  void Drop(int64_t first);
  void EmitFrom(const Window& window, const Emit& emit) const;

  const Windows rule_;
  const int32_t bins_;
  std::vector<float> held_;  // Frames [base_, total_).
  int64_t base_ = 0;
  int64_t total_ = 0;
  int64_t next_ = 0;  // Start of the next regular window.
  size_t emitted_ = 0;
};

}  // namespace auricle

#endif  // AURICLE_LIB_INFER_STREAMING_WINDOWS_H_
