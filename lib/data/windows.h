// SPDX-License-Identifier: Apache-2.0
// Which stretches of an item a network sees: features are stored per item, windows are cut when
// batching, so one stream serves every window length.
#ifndef AURICLE_LIB_DATA_WINDOWS_H_
#define AURICLE_LIB_DATA_WINDOWS_H_

#include <cstdint>
#include <vector>

#include "lib/base/rng.h"
#include "lib/records/check_header.h"
#include "protos/network.pb.h"

namespace auricle {

// Frames [first, first + valid) of an item, followed by frames - valid masked frames of padding.
struct Window {
  int64_t first = 0;
  int32_t frames = 0;
  int32_t valid = 0;

  friend bool operator==(const Window& a, const Window& b) {
    return a.first == b.first && a.frames == b.frames && a.valid == b.valid;
  }
};

// Every window of an item of `item_frames` ≥ 1 frames, in order, by rule.tail, which CheckWindows
// passes (lib/records/check_header.h; that of a model was checked when it was read). frames = 0:
// the whole item is the one window; hop_frames = 0: windows follow one another without overlap. An
// item shorter than a window always gives one padded window (no rule makes an item vanish).
//   PAD    starts 0, hop, 2 hop … until the item's end is covered; the last window is padded.
//   SHIFT  as PAD, but the last window is shifted back to end where the item ends.
//   DROP   only windows that fit; what is left over at the end is not seen.
//   PAPER  as the anti-transfer paper's program did: for every start 0, hop, 2 hop … < T a window
//          that does not fit is replaced by the item's last one if T > L + overlap, so tails of
//          short items are lost and the last window repeats (specification of the paper's program;
//          checked against its output).
//   CENTRE one window, as much of the item before it as behind it (a frame more behind where that
//          cannot be); hop_frames says nothing.
std::vector<Window> RegularWindows(const Windows& rule, int64_t item_frames);

// One window of rule.frames at a uniformly random place (the whole item if it is not longer).
Window RandomWindow(const Windows& rule, int64_t item_frames, Rng* rng);

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_WINDOWS_H_
