// SPDX-License-Identifier: Apache-2.0
// One frame of samples to one row of bands: window, transform, mel bands, logarithm. What depends
// on the rest of the item comes after (item_stage.h).
#ifndef AURICLE_LIB_AUDIO_ANALYZER_H_
#define AURICLE_LIB_AUDIO_ANALYZER_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/audio/spectra/fft.h"
#include "lib/audio/spectra/kernels.h"
#include "lib/audio/spectra/mel.h"
#include "protos/front_end.pb.h"

namespace auricle {

// kInvalidArgument naming the parameter, its value and what it may be.
absl::Status CheckFrontEnd(const FrontEnd& front_end);

// What a user should know of a front end that is right nevertheless: mel bands that hold no bin. Or
// "".
std::string FrontEndNote(const FrontEnd& front_end);

// Bins of a feature's last axis, after cepstra and deltas.
int FeatureBins(const FrontEnd& front_end);

// Immutable, shared by all threads.
class Analyzer {
 public:
  // Buffers of one thread.
  struct Workspace {
    AlignedFloats frame;     // fft_samples, windowed; zeros behind the window.
    AlignedFloats spectrum;  // The complex half transform.
    AlignedFloats bins;      // Magnitude or power, zeros behind.
    AlignedFloats bands;
    AlignedFloats scratch;
  };

  static absl::StatusOr<std::unique_ptr<const Analyzer>> Create(
      const FrontEnd& front_end, const Kernels& kernels = BestKernels());
  const FrontEnd& front_end() const { return front_end_; }
  // Floats in a row: the bands (or bins), and the frame's log energy where cepstra want it.
  int row_size() const { return bands_ + (with_energy_ ? 1 : 0); }
  Workspace MakeWorkspace() const;
  // samples: window_samples of them, in [-1, 1]. The row of row_size() stands in `workspace`.
  const float* Run(const float* samples, Workspace* workspace) const;

 private:
  Analyzer(const FrontEnd& front_end, const Kernels& kernels);
  // DC, energy and pre-emphasis within the frame (Kaldi). Returns the log energy.
  float PrepareFrame(const float* samples, float* frame) const;

  FrontEnd front_end_;
  const Kernels& kernels_;
  const Fft& fft_;
  int half_;   // fft_samples / 2
  int bands_;  // mel bands, or half + 1
  bool with_energy_;
  AlignedFloats window_;   // With the halves of Kernels::magnitude and all constant factors.
  AlignedFloats twiddle_;  // cos, sin
  std::unique_ptr<PackedMel> mel_;
  LogRule log_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_ANALYZER_H_
