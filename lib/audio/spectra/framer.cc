// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/spectra/framer.h"

#include <algorithm>
#include <cstdint>

namespace auricle {

int64_t FrameCount(const FrontEnd& f, int64_t n) {
  const int64_t window = f.window_samples(), hop = f.hop_samples();
  switch (f.padding()) {
    case FrontEnd::CENTRE_ZERO:
    case FrontEnd::CENTRE_REFLECT:
      return n == 0 ? 0 : 1 + n / hop;
    case FrontEnd::CENTRE_ZERO_WHOLE_HOP:
      return n == 0 ? 0 : 1 + (n + hop - 1) / hop;
    case FrontEnd::MIRROR_EDGES:
      return (n + hop / 2) / hop;
    default:
      return n < window ? 0 : 1 + (n - window) / hop;
  }
}

int64_t FrameOrigin(const FrontEnd& f) {
  switch (f.padding()) {
    case FrontEnd::CENTRE_ZERO:
    case FrontEnd::CENTRE_REFLECT:
      if (!f.window_centred_in_fft()) return -(f.fft_samples() / 2);
      return -(f.fft_samples() / 2) + (f.fft_samples() - f.window_samples()) / 2;
    case FrontEnd::CENTRE_ZERO_WHOLE_HOP:
      return -(f.window_samples() / 2);
    case FrontEnd::MIRROR_EDGES:
      return f.hop_samples() / 2 - f.window_samples() / 2;
    default:
      return 0;
  }
}

double FirstCentre(const FrontEnd& f) {
  return (FrameOrigin(f) + f.window_samples() / 2.0) / f.sample_rate_hz();
}

Framer::Framer(const FrontEnd& front_end, std::function<void(const float*)> sink)
    : padding_(front_end.padding()),
      window_(front_end.window_samples()),
      hop_(front_end.hop_samples()),
      origin_(FrameOrigin(front_end)),
      front_end_(front_end),
      sink_(std::move(sink)) {
  start_padded_ = origin_ >= 0;
}

float Framer::Padded(int64_t i, int64_t n) const {
  int64_t at = i;
  if (padding_ == FrontEnd::CENTRE_REFLECT) {  // … 2 1 | 0 1 2 … n-1 | n-2 …, as often as need be.
    const int64_t period = std::max<int64_t>(1, 2 * (n - 1));
    at = ((i % period) + period) % period;
    if (at >= n) at = period - at;
  } else if (padding_ == FrontEnd::MIRROR_EDGES) {  // … 1 0 | 0 1 … n-1 | n-1 …
    at = ((i % (2 * n)) + 2 * n) % (2 * n);
    if (at >= n) at = 2 * n - 1 - at;
  } else {
    return 0;
  }
  return buffer_[at - base_];
}

// REQUIRES: buffer_ holds all samples so far, from 0.
void Framer::PadStart(int64_t n) {
  std::vector<float> pad(-origin_);
  for (int64_t i = origin_; i < 0; ++i) pad[i - origin_] = Padded(i, n);
  buffer_.insert(buffer_.begin(), pad.begin(), pad.end());
  base_ = origin_;
  start_padded_ = true;
}

void Framer::Push(const float* samples, int64_t n) {
  buffer_.insert(buffer_.end(), samples, samples + n);
  taken_ += n;
  if (!start_padded_) {
    // Until these samples are there, a reflection could come from the other end.
    if (taken_ <= -origin_ + 1) return;
    PadStart(taken_);
  }
  Emit(INT64_MAX);
}

void Framer::Emit(int64_t most_frames) {
  const int64_t end = base_ + static_cast<int64_t>(buffer_.size());
  int64_t start = origin_ + frames_ * hop_;
  for (; start + window_ <= end && frames_ < most_frames; ++frames_, start += hop_) {
    sink_(buffer_.data() + (start - base_));
  }
  // A window behind the next frame stays, for the reflection at the end.
  const int64_t keep = std::min(start - window_ - 2, end);
  if (keep <= base_) return;
  buffer_.erase(buffer_.begin(), buffer_.begin() + (keep - base_));
  base_ = keep;
}

void Framer::Finish() {
  const int64_t n = taken_, count = FrameCount(front_end_, n);
  if (count == 0) return;
  if (!start_padded_) PadStart(n);
  const int64_t end = origin_ + (count - 1) * hop_ + window_;
  if (end > n) {
    std::vector<float> pad(end - n);
    for (int64_t i = n; i < end; ++i) pad[i - n] = Padded(i, n);
    buffer_.insert(buffer_.end(), pad.begin(), pad.end());
  }
  Emit(count);
}

}  // namespace auricle
