// SPDX-License-Identifier: Apache-2.0
// IEEE 754 binary16 and bfloat16 to and from float, in software: x86-64 without F16C has neither.
#ifndef AURICLE_LIB_RECORDS_HALF_H_
#define AURICLE_LIB_RECORDS_HALF_H_

#include <cstdint>
#include <cstring>

namespace auricle {

inline float FloatOfBits(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof(value));
  return value;
}

inline uint32_t BitsOfFloat(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof(bits));
  return bits;
}

inline float HalfToFloat(uint16_t half) {
  const uint32_t sign = uint32_t{half & 0x8000u} << 16;
  const uint32_t exponent = half >> 10 & 0x1f;
  const uint32_t mantissa = half & 0x3ff;
  if (exponent == 31) return FloatOfBits(sign | 0x7f800000u | mantissa << 13);
  if (exponent > 0) return FloatOfBits(sign | (exponent + 112) << 23 | mantissa << 13);
  // Subnormal: mantissa × 2^-24, exact in float.
  const float magnitude = static_cast<float>(mantissa) * FloatOfBits(0x33800000u);
  return FloatOfBits(sign | BitsOfFloat(magnitude));
}

// Rounds to nearest, ties to even; beyond 65520 is infinity.
inline uint16_t FloatToHalf(float value) {
  const uint32_t bits = BitsOfFloat(value);
  const uint16_t sign = static_cast<uint16_t>(bits >> 16 & 0x8000u);
  const uint32_t magnitude = bits & 0x7fffffffu;
  if (magnitude > 0x7f800000u) return sign | 0x7e00u;   // NaN
  if (magnitude >= 0x477ff000u) return sign | 0x7c00u;  // 65520 and beyond
  if (magnitude >= 0x38800000u) {                       // 2^-14, the least normal
    const uint32_t odd = magnitude >> 13 & 1;
    return sign | static_cast<uint16_t>((magnitude - 0x38000000u + 0xfffu + odd) >> 13);
  }
  // Adding 0.5 leaves multiples of 2^-24 in the low bits, rounded by the processor.
  const float sum = FloatOfBits(magnitude) + 0.5f;
  return sign | static_cast<uint16_t>(BitsOfFloat(sum) - 0x3f000000u);
}

inline float Bfloat16ToFloat(uint16_t value) { return FloatOfBits(uint32_t{value} << 16); }

}  // namespace auricle

#endif  // AURICLE_LIB_RECORDS_HALF_H_
