// SPDX-License-Identifier: Apache-2.0
// The loops themselves, compiled once per instruction set into AURICLE_KERNELS_NAMESPACE. Uses the
// compiler's vectors and nothing of the standard library: an inline function compiled for AVX2 here
// could otherwise be the one the linker keeps for everybody.
// NOLINT(build/header_guard): included once by each kernels_*.cc.
#include "lib/audio/spectra/kernels.h"

namespace auricle {
namespace AURICLE_KERNELS_NAMESPACE {
namespace {

typedef float F8 __attribute__((vector_size(32)));
typedef int32_t I8 __attribute__((vector_size(32)));
typedef int16_t S8 __attribute__((vector_size(16)));

#define AURICLE_INLINE inline __attribute__((always_inline))
#define AURICLE_SHUFFLE __builtin_shufflevector

AURICLE_INLINE F8 Load(const float* p) {
  F8 v;
  __builtin_memcpy(&v, p, sizeof(v));
  return v;
}
AURICLE_INLINE void Store(F8 v, float* p) { __builtin_memcpy(p, &v, sizeof(v)); }
AURICLE_INLINE F8 Same(float x) { return F8{x, x, x, x, x, x, x, x}; }
AURICLE_INLINE I8 Bits(F8 x) { return (I8)x; }
AURICLE_INLINE F8 FromBits(I8 x) { return (F8)x; }
// a where the mask is set, else b.
AURICLE_INLINE F8 Select(I8 mask, F8 a, F8 b) {
  return FromBits((Bits(a) & mask) | (Bits(b) & ~mask));
}
AURICLE_INLINE F8 Max(F8 a, F8 b) { return Select(a > b, a, b); }
AURICLE_INLINE I8 MaxBits(I8 a, I8 b) { return (a & (a > b)) | (b & ~(a > b)); }

void Pcm16(const int16_t* in, int64_t n, float* out) {
  int64_t i = 0;
  for (; i + 8 <= n; i += 8) {
    S8 v;
    __builtin_memcpy(&v, in + i, sizeof(v));
    Store(__builtin_convertvector(v, F8) * Same(1.0f / 32768), out + i);
  }
  for (; i < n; ++i) out[i] = in[i] * (1.0f / 32768);
}

void Stats(const float* x, int64_t n, SampleStats* stats) {
  const int32_t kExponent = 0x7f800000;
  const I8 no_sign = Bits(Same(0)) + 0x7fffffff;
  // Non-negative floats are ordered as their bits are. Four maxima, none of which waits for
  // another.
  I8 peak[4] = {Bits(Same(0)), Bits(Same(0)), Bits(Same(0)), Bits(Same(0))};
  int64_t i = 0;
  for (; i + 32 <= n; i += 32) {
#pragma GCC unroll 4
    for (int p = 0; p < 4; ++p) {
      peak[p] = MaxBits(Bits(Load(x + i + 8 * p)) & no_sign, peak[p]);
    }
  }
  for (; i + 8 <= n; i += 8) peak[0] = MaxBits(Bits(Load(x + i)) & no_sign, peak[0]);
  const I8 all = MaxBits(MaxBits(peak[0], peak[1]), MaxBits(peak[2], peak[3]));
  int32_t most = 0;
  for (int lane = 0; lane < 8; ++lane) most = all[lane] > most ? all[lane] : most;
  for (; i < n; ++i) {
    int32_t v;
    __builtin_memcpy(&v, x + i, sizeof(v));
    v &= 0x7fffffff;
    most = v > most ? v : most;
  }
  if (most >= kExponent) stats->finite = false;
  float value;
  __builtin_memcpy(&value, &most, sizeof(value));
  if (stats->finite && value > stats->peak) stats->peak = value;
}

void Multiply(const float* a, const float* b, int64_t n, float* out) {
  int64_t i = 0;
  for (; i + 8 <= n; i += 8) Store(Load(a + i) * Load(b + i), out + i);
  for (; i < n; ++i) out[i] = a[i] * b[i];
}

AURICLE_INLINE F8 Sqrt(F8 x) {
#ifdef __AVX__
  return __builtin_ia32_sqrtps256(x);
#else
  typedef float F4 __attribute__((vector_size(16)));
  const F4 low = __builtin_ia32_sqrtps(AURICLE_SHUFFLE(x, x, 0, 1, 2, 3));
  const F4 high = __builtin_ia32_sqrtps(AURICLE_SHUFFLE(x, x, 4, 5, 6, 7));
  return AURICLE_SHUFFLE(low, high, 0, 1, 2, 3, 4, 5, 6, 7);
#endif
}

// The real signal's transform X from the transform Z of its even samples plus i times its odd ones:
// with E = (Z[k] + conj Z[h-k]) / 2 and O = (Z[k] - conj Z[h-k]) / 2i,
// X[k] = E + w^k O and X[h-k] = conj(E - w^k O), w = exp(-2 pi i / 2h). The halves are in the
// window.
template <bool kRoot>
AURICLE_INLINE void Spectrum(const float* z, const float* twiddle, int half, float* out) {
  for (int k = 1; k <= half / 2; k += 8) {
    const int m = half - k - 7;  // Lanes of Z[h-k] lie at m … m + 7, reversed.
    const F8 a0 = Load(z + 2 * k), a1 = Load(z + 2 * k + 8);
    const F8 b0 = Load(z + 2 * m), b1 = Load(z + 2 * m + 8);
    const F8 ar = AURICLE_SHUFFLE(a0, a1, 0, 2, 4, 6, 8, 10, 12, 14);
    const F8 ai = AURICLE_SHUFFLE(a0, a1, 1, 3, 5, 7, 9, 11, 13, 15);
    const F8 br = AURICLE_SHUFFLE(b0, b1, 14, 12, 10, 8, 6, 4, 2, 0);
    const F8 bi = AURICLE_SHUFFLE(b0, b1, 15, 13, 11, 9, 7, 5, 3, 1);
    const F8 c = Load(twiddle + k), s = Load(twiddle + half + k);
    const F8 er = ar + br, ei = ai - bi, odd_r = ai + bi, odd_i = br - ar;
    const F8 tr = c * odd_r + s * odd_i, ti = c * odd_i - s * odd_r;
    const F8 xr = er + tr, xi = ei + ti, yr = er - tr, yi = ei - ti;
    F8 x = xr * xr + xi * xi, y = yr * yr + yi * yi;
    if (kRoot) {
      x = Sqrt(x);
      y = Sqrt(y);
    }
    Store(x, out + k);
    Store(AURICLE_SHUFFLE(y, y, 7, 6, 5, 4, 3, 2, 1, 0), out + m);
  }
  const float first = 2 * (z[0] + z[1]), last = 2 * (z[0] - z[1]);
  out[0] = kRoot ? __builtin_fabsf(first) : first * first;
  out[half] = kRoot ? __builtin_fabsf(last) : last * last;
}

void Magnitude(const float* z, const float* twiddle, int half, float* out) {
  Spectrum<true>(z, twiddle, half, out);
}
void Power(const float* z, const float* twiddle, int half, float* out) {
  Spectrum<false>(z, twiddle, half, out);
}

// [a0+a1, b0+b1, a2+a3, b2+b3, …]
AURICLE_INLINE F8 AddPairs(F8 a, F8 b) {
  return AURICLE_SHUFFLE(a, b, 0, 8, 2, 10, 4, 12, 6, 14) +
         AURICLE_SHUFFLE(a, b, 1, 9, 3, 11, 5, 13, 7, 15);
}
// From [a01, b01, a23, b23, …] and the same of c, d: [a03, b03, c03, d03, a47, b47, c47, d47].
AURICLE_INLINE F8 AddQuads(F8 ab, F8 cd) {
  return AURICLE_SHUFFLE(ab, cd, 0, 1, 8, 9, 4, 5, 12, 13) +
         AURICLE_SHUFFLE(ab, cd, 2, 3, 10, 11, 6, 7, 14, 15);
}

void Mel(const float* spectrum, const MelGroup* groups, int count, float* out) {
  for (int g = 0; g < count; ++g) {
    const MelGroup& group = groups[g];
    F8 sum[8];
#pragma GCC unroll 8
    for (int b = 0; b < 8; ++b) sum[b] = Same(0);
    const float* w = group.weights;
    for (int block = 0; block < group.blocks; ++block, w += 64) {
#pragma GCC unroll 8
      for (int b = 0; b < 8; ++b) {
        sum[b] += Load(spectrum + group.first_bin[b] + 8 * block) * Load(w + 8 * b);
      }
    }
    const F8 low = AddQuads(AddPairs(sum[0], sum[1]), AddPairs(sum[2], sum[3]));
    const F8 high = AddQuads(AddPairs(sum[4], sum[5]), AddPairs(sum[6], sum[7]));
    Store(AURICLE_SHUFFLE(low, high, 0, 1, 2, 3, 8, 9, 10, 11) +
              AURICLE_SHUFFLE(low, high, 4, 5, 6, 7, 12, 13, 14, 15),
          out + 8 * g);
  }
}

// ln x = e ln 2 + 2 artanh((m - 1) / (m + 1)) for x = m 2^e, m in [sqrt 1/2, sqrt 2). The series of
// artanh to the 9th power leaves a relative error below 3e-9, less than float's own.
void Log(float* x, int64_t n, const LogRule& rule) {
  const F8 floor = Same(rule.floor), offset = Same(rule.offset), scale = Same(rule.scale);
  const F8 ln2_high = Same(0.693359375f), ln2_low = Same(-2.12194440e-4f);
  for (int64_t i = 0; i < n; i += 8) {
    const I8 bits = Bits(Max(Load(x + i), floor) + offset);
    const I8 e = (bits - 0x3f3504f3) >> 23;
    const F8 m = FromBits(bits - (e << 23));
    const F8 k = __builtin_convertvector(e, F8);
    const F8 s = (m - 1) / (m + 1);
    const F8 t = s * s;
    const F8 tail = ((Same(2.0f / 9) * t + 2.0f / 7) * t + 2.0f / 5) * t + 2.0f / 3;
    const F8 ln = k * ln2_high + (s * 2 + (s * t * tail + k * ln2_low));
    Store(ln * scale, x + i);
  }
}

}  // namespace

extern const Kernels kKernels;
const Kernels kKernels = {
    AURICLE_KERNELS_LABEL, &Pcm16, &Stats, &Multiply, &Magnitude, &Power, &Mel, &Log};

}  // namespace AURICLE_KERNELS_NAMESPACE
}  // namespace auricle
