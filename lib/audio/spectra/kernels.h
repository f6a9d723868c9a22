// SPDX-License-Identifier: Apache-2.0
// The hot loops of the front end. Every loop works on eight lanes with a fixed order of additions
// and without fused multiply-add, so the plain and the AVX2 build give the same bits.
#ifndef AURICLE_LIB_AUDIO_SPECTRA_KERNELS_H_
#define AURICLE_LIB_AUDIO_SPECTRA_KERNELS_H_

#include <cstdint>

namespace auricle {

// Eight neighbouring mel bands: band b is the sum over `blocks` blocks of eight bins of
// weights[block][b][lane] * spectrum[first_bin[b] + 8 * block + lane].
struct MelGroup {
  int32_t first_bin[8];
  int32_t blocks;
  const float* weights;
};

// y = scale * ln(max(x, floor) + offset). REQUIRES: max(x, floor) + offset is a normal number.
struct LogRule {
  float floor;
  float offset;
  float scale;
};

struct SampleStats {
  float peak = 0;      // max |x|
  bool finite = true;  // No NaN and no infinity.
};

struct Kernels {
  const char* name;
  // out[i] = in[i] / 32768.
  void (*pcm16)(const int16_t* in, int64_t n, float* out);
  // Adds n samples to `stats`.
  void (*stats)(const float* x, int64_t n, SampleStats* stats);
  // out[i] = a[i] * b[i].
  void (*multiply)(const float* a, const float* b, int64_t n, float* out);
  // z: the complex transform (interleaved) of `half` pairs of neighbouring samples, each halved.
  // out: [half + 1], magnitude or power of the real signal's transform. twiddle: cos then sin of
  // 2 pi k / (2 half), half values each. REQUIRES: half >= 16; z readable to 8 complex beyond.
  void (*magnitude)(const float* z, const float* twiddle, int half, float* out);
  void (*power)(const float* z, const float* twiddle, int half, float* out);
  // out: [8 * groups]. `spectrum` is readable (and zero) for 8 * blocks bins beyond its end.
  void (*mel)(const float* spectrum, const MelGroup* groups, int count, float* out);
  // In place, n rounded up to a multiple of 8.
  void (*log)(float* x, int64_t n, const LogRule& rule);
};

// Those of this processor; the same on every call.
const Kernels& BestKernels();
// Those that every x86-64 has. For tests.
const Kernels& PlainKernels();

// IEEE binary16, rounded to nearest even; too large becomes infinity.
uint16_t FloatToHalf(float x);

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_SPECTRA_KERNELS_H_
