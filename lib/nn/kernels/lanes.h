// SPDX-License-Identifier: Apache-2.0
// Sixteen values at a time of float32 or bfloat16 rows, computed in float32, with the compiler's
// vectors. For the .cc files of kernels only, all of whose functions are AURICLE_WIDE: one binary
// for all processors, of which the loader takes the widest version that this one runs. No lane
// depends on another, so the width changes no bit.
#ifndef AURICLE_LIB_NN_KERNELS_LANES_H_
#define AURICLE_LIB_NN_KERNELS_LANES_H_

#include <cstdint>

#define AURICLE_WIDE __attribute__((target_clones("avx512f", "avx2", "default")))
#define AURICLE_INLINE inline __attribute__((always_inline))

namespace auricle::lanes {

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
