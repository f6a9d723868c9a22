// SPDX-License-Identifier: Apache-2.0
#include "lib/data/target.h"

#include <algorithm>
#include <cmath>

namespace auricle {
namespace {

// Which frame an event marks that no centre lies in; -1: one that is not among these.
int64_t NearestFrame(const TargetEvent& event, const FrameTimes& times) {
  const double middle = (event.onset_s + event.offset_s) / 2;
  int64_t nearest = -1;
  double distance = 0, least = 0, most = 0;
  for (size_t t = 0; t < times.centres_s.size(); ++t) {
    const double centre = times.centres_s[t];
    if (std::isnan(centre)) continue;
    const double away = std::abs(centre - middle);
    least = nearest < 0 ? centre : std::min(least, centre);
    most = nearest < 0 ? centre : std::max(most, centre);
    const bool nearer = away < distance || (away == distance && centre > middle);
    if (nearest >= 0 && !nearer) continue;
    nearest = static_cast<int64_t>(t);
    distance = away;
  }
  if (nearest < 0) return -1;
  const double centre = times.centres_s[nearest];
  const bool near = centre > middle ? distance <= times.hop_s / 2 : distance < times.hop_s / 2;
  const bool before = times.at_start && middle < least, behind = times.at_end && middle > most;
  return near || before || behind ? nearest : -1;
}

}  // namespace

FrameTimes RegularTimes(double first_centre_s, double hop_s, int64_t frames) {
  FrameTimes times;
  times.hop_s = hop_s;
  for (int64_t t = 0; t < frames; ++t) {
    times.centres_s.push_back(first_centre_s + static_cast<double>(t) * hop_s);
  }
  return times;
}

std::vector<float> Rasterise(absl::Span<const TargetEvent> events, const FrameTimes& times,
                             int32_t classes) {
  const size_t frames = times.centres_s.size();
  std::vector<float> active(frames * classes, 0.0F);
  for (const TargetEvent& event : events) {
    if (event.onset_s >= times.end_s) continue;
    bool marked = false;
    for (size_t t = 0; t < frames; ++t) {
      const double centre = times.centres_s[t];
      if (!(centre >= event.onset_s && centre < event.offset_s)) continue;
      active[t * classes + event.cls] = 1;
      marked = true;
    }
    const int64_t nearest = marked ? -1 : NearestFrame(event, times);
    if (nearest >= 0) active[nearest * classes + event.cls] = 1;
  }
  return active;
}

}  // namespace auricle
