// SPDX-License-Identifier: Apache-2.0
// Mel filter banks, dense (to look at) and packed for the kernel (to run).
#ifndef AURICLE_LIB_AUDIO_SPECTRA_MEL_H_
#define AURICLE_LIB_AUDIO_SPECTRA_MEL_H_

#include <vector>

#include "lib/audio/spectra/fft.h"
#include "lib/audio/spectra/kernels.h"
#include "protos/front_end.pb.h"

namespace auricle {

// Hz → mel and back. HTK: 1127 ln(1 + f / 700). Slaney: 3 f / 200 below 1 kHz, above it
// 15 + 27 ln(f / 1000) / ln 6.4.
double HzToMel(FrontEnd::MelScale scale, double hz);
double MelToHz(FrontEnd::MelScale scale, double mel);

// [bands][bins] with bins = fft_samples / 2 + 1; bin k lies at k rate / fft_samples. Edges are
// equally spaced in mel; triangles rise and fall linearly in mel or in Hz and have peak 1, or area
// 1 in Hz if mel_area_normalised. REQUIRES: a front end that CheckFrontEnd passes, with bands.
std::vector<std::vector<double>> MelMatrix(const FrontEnd& front_end);

// Bands without any bin, in order: 0 in every frame, as with other programs.
std::vector<int> EmptyBands(const std::vector<std::vector<double>>& matrix);

// The matrix as Kernels::mel takes it.
class PackedMel {
 public:
  explicit PackedMel(const std::vector<std::vector<double>>& matrix);
  const MelGroup* groups() const { return groups_.data(); }
  int count() const { return static_cast<int>(groups_.size()); }
  // How many zeros must follow the spectrum.
  int slack_bins() const { return slack_bins_; }

 private:
  std::vector<MelGroup> groups_;
  AlignedFloats weights_;
  int slack_bins_ = 0;
};

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_SPECTRA_MEL_H_
