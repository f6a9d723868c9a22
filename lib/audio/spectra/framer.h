// SPDX-License-Identifier: Apache-2.0
// A stream of samples cut into overlapping frames, with the paddings at both ends.
#ifndef AURICLE_LIB_AUDIO_SPECTRA_FRAMER_H_
#define AURICLE_LIB_AUDIO_SPECTRA_FRAMER_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "protos/front_end.pb.h"

namespace auricle {

// How many frames n samples (at the front end's rate, lengthened where need be) give.
int64_t FrameCount(const FrontEnd& front_end, int64_t n);

// Where frame 0 begins, in samples; negative where the item is padded.
int64_t FrameOrigin(const FrontEnd& front_end);

// Seconds from the item's start to the centre of frame 0.
double FirstCentre(const FrontEnd& front_end);

// Hands frames on as soon as they are whole; holds a few windows of samples.
class Framer {
 public:
  // `sink` gets window_samples samples.
  Framer(const FrontEnd& front_end, std::function<void(const float*)> sink);
  void Push(const float* samples, int64_t n);
  // Pads the end and hands on the last frames.
  void Finish();
  int64_t frames() const { return frames_; }

 private:
  void Emit(int64_t most_frames);
  // The sample at index i of the padded signal, where i < 0 or i >= n.
  float Padded(int64_t i, int64_t n) const;
  void PadStart(int64_t n);

  FrontEnd::Padding padding_;
  int64_t window_, hop_, origin_;
  FrontEnd front_end_;
  std::function<void(const float*)> sink_;
  std::vector<float> buffer_;  // Samples [base_, base_ + size) of the padded signal.
  int64_t base_ = 0;
  bool start_padded_ = false;
  int64_t taken_ = 0;   // Samples pushed.
  int64_t frames_ = 0;  // Handed on.
};

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_SPECTRA_FRAMER_H_
