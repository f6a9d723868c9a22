// SPDX-License-Identifier: Apache-2.0
// FFTW plans that are the same in every run, shared between threads.
#ifndef AURICLE_LIB_AUDIO_SPECTRA_FFT_H_
#define AURICLE_LIB_AUDIO_SPECTRA_FFT_H_

#include <cstdlib>
#include <memory>

namespace auricle {

struct FreeDeleter {
  void operator()(void* p) const { std::free(p); }
};
using AlignedFloats = std::unique_ptr<float[], FreeDeleter>;
// `n` floats, zero, on a cache line's boundary (and so aligned alike for every plan).
AlignedFloats MakeAlignedFloats(size_t n);

// The complex transform (forward, unscaled) of `n` points.
class Fft {
 public:
  // The one plan of `n` points in this process; from embedded wisdom if it knows the size, else
  // estimated. Never measured: measured plans differ from run to run in the last bits. Thread-safe.
  static const Fft& Get(int n);

  // in, out: n interleaved complex numbers from MakeAlignedFloats, not the same. Thread-safe.
  // Leaves `in` as it was.
  void Run(float* in, float* out) const;
  bool from_wisdom() const { return from_wisdom_; }

 private:
  explicit Fft(int n);
  void* plan_;
  bool from_wisdom_ = false;
};

// What is embedded; sizes without an entry are estimated. For tests and for making it anew.
extern const char kFftWisdom[];

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_SPECTRA_FFT_H_
