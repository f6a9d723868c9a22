// SPDX-License-Identifier: Apache-2.0
// What is known of one item of one task: a class, shares, tags or events; or nothing.
#ifndef AURICLE_LIB_DATA_TARGET_H_
#define AURICLE_LIB_DATA_TARGET_H_

#include <cstdint>
#include <limits>
#include <vector>

#include "absl/types/span.h"

namespace auricle {

enum class TargetKind { kClasses, kShares, kTags, kEvents };

struct ClassShare {
  int32_t cls = 0;
  float share = 0;

  friend bool operator==(const ClassShare& a, const ClassShare& b) {
    return a.cls == b.cls && a.share == b.share;
  }
};

struct TargetEvent {
  int32_t cls = 0;
  double onset_s = 0;  // From the item's start; offset_s is not before it.
  double offset_s = 0;

  friend bool operator==(const TargetEvent& a, const TargetEvent& b) {
    return a.cls == b.cls && a.onset_s == b.onset_s && a.offset_s == b.offset_s;
  }
};

struct Target {
  bool known = false;  // Else nothing below is said: unknown is no negative.
  bool timed = false;  // `events` say when, too (a strong label); else only `present` says what.
  int32_t cls = -1;    // kClasses and kShares: the (likeliest) class.
  float weight = 1;
  // kShares: shares of sum 1; kTags and kEvents: what the item has, each 1 (or how surely it has
  // it). Sorted by class; what is not named is 0. Empty for kClasses.
  std::vector<ClassShare> present;
  std::vector<TargetEvent> events;  // Where `timed`.
  std::vector<int32_t> scope;       // Classes that were annotated, sorted; empty: all.
};

// Some frames of one item, by their centres.
struct FrameTimes {
  std::vector<double> centres_s;  // From the item's start; not a number: a frame that no time has.
  double hop_s = 0;               // From one frame to the next.
  bool at_start = true;           // No frame of the item lies before these …
  bool at_end = true;             // … and none behind.
  double end_s =
      std::numeric_limits<double>::infinity();  // The item's duration, where it is known.
};

// Centres at first_centre_s + i × hop_s, 0 ≤ i < frames.
FrameTimes RegularTimes(double first_centre_s, double hop_s, int64_t frames);

// [frames, classes]: 1 where an event of the class is active, else 0. A frame is active where its
// centre lies in [onset, offset). An event that no centre lies in (it is shorter than a hop) marks
// the one frame whose centre is nearest to its middle, the later of two that are equally near; that
// is the item's first or last frame for what lies before or behind all centres. Frames of the item
// that are not among these, and events that begin at end_s or later, mark nothing.
std::vector<float> Rasterise(absl::Span<const TargetEvent> events, const FrameTimes& times,
                             int32_t classes);

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_TARGET_H_
