// SPDX-License-Identifier: Apache-2.0
// Sixteen values at a time of float32 or bfloat16 rows, computed in float32, with the compiler's
// vectors. For the .cc files of kernels only. Their functions are AURICLE_INLINE and become code in
// AtKernelWidth, which compiles what it is given for every width and runs it with KernelWidth(). No
// lane depends on another and nothing is contracted to fused products and sums (the targets are
// compiled with -ffp-contract=off), so the width changes no bit.
#ifndef AURICLE_LIB_NN_KERNELS_LANES_H_
#define AURICLE_LIB_NN_KERNELS_LANES_H_

#include <cstdint>

#include "lib/nn/kernels/width.h"

#define AURICLE_INLINE inline __attribute__((always_inline))
#define AURICLE_INLINE_LAMBDA __attribute__((always_inline))

namespace auricle::lanes {

template <typename Body>
__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"), noinline)) void RunAvx512(
    const Body& body) {
  body();
}
template <typename Body>
__attribute__((target("avx2,fma"), noinline)) void RunAvx2(const Body& body) {
  body();
}
template <typename Body>
__attribute__((noinline)) void RunBaseline(const Body& body) {
  body();
}
// `body` is a lambda that is AURICLE_INLINE_LAMBDA: what is not inlined stays as narrow as it was.
template <typename Body>
void AtKernelWidth(const Body& body) {
  switch (KernelWidth()) {
    case Width::AVX512:
      return RunAvx512(body);
    case Width::AVX2:
      return RunAvx2(body);
    case Width::BASELINE:
      return RunBaseline(body);
  }
}

constexpr int64_t kLanes = 16;

typedef float V __attribute__((vector_size(64)));
typedef int32_t I __attribute__((vector_size(64)));
typedef uint32_t U __attribute__((vector_size(64)));
typedef uint16_t H __attribute__((vector_size(32)));

struct Bf16 {
  uint16_t bits;
};

AURICLE_INLINE V LoadAll(const float* p) {
  V v;
  __builtin_memcpy(&v, p, sizeof(v));
  return v;
}
AURICLE_INLINE V LoadAll(const Bf16* p) {
  H h;
  __builtin_memcpy(&h, p, sizeof(h));
  return (V)(__builtin_convertvector(h, U) << 16);
}
AURICLE_INLINE void StoreAll(V v, float* p) { __builtin_memcpy(p, &v, sizeof(v)); }
AURICLE_INLINE void StoreAll(V v, Bf16* p) {  // To nearest even.
  const U u = (U)v;
  const H h = __builtin_convertvector((u + 0x7fff + ((u >> 16) & 1)) >> 16, H);
  __builtin_memcpy(p, &h, sizeof(h));
}

// The first n ≤ 16 values; the others are zero.
template <typename T>
AURICLE_INLINE V Load(const T* p, int64_t n) {
  if (__builtin_expect(n >= kLanes, 1)) return LoadAll(p);
  T values[kLanes] = {};
  for (int64_t i = 0; i < n; ++i) values[i] = p[i];
  return LoadAll(values);
}
template <typename T>
AURICLE_INLINE void Store(V v, T* p, int64_t n) {
  if (__builtin_expect(n >= kLanes, 1)) return StoreAll(v, p);
  T values[kLanes];
  StoreAll(v, values);
  for (int64_t i = 0; i < n; ++i) p[i] = values[i];
}

// body(T()) with the type of a map's values.
template <typename Body>
void WithType(bool bf16, const Body& body) {
  if (bf16) {
    body(Bf16());
  } else {
    body(float());
  }
}

AURICLE_INLINE V Where(I mask, V v) { return (V)((I)v & mask); }

// A hash of 64 bits (splitmix64's), then one of 32 for each channel (Wellons' lowbias32).
AURICLE_INLINE uint32_t RowSeed(uint64_t key, int64_t row) {
  uint64_t h = key + static_cast<uint64_t>(row) * 0x9e3779b97f4a7c15;
  h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9;
  h = (h ^ (h >> 27)) * 0x94d049bb133111eb;
  return static_cast<uint32_t>(h ^ (h >> 31));
}
AURICLE_INLINE U Bits(uint32_t seed, int64_t channel) {
  const U lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  U h = (lane + static_cast<uint32_t>(channel)) * 0x9e3779b9u + seed;
  h = (h ^ (h >> 16)) * 0x7feb352du;
  h = (h ^ (h >> 15)) * 0x846ca68bu;
  return h ^ (h >> 16);
}

}  // namespace auricle::lanes

#endif  // AURICLE_LIB_NN_KERNELS_LANES_H_
