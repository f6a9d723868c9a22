// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/spectra/kernels.h"

#include <cstring>

namespace auricle {
namespace kernels_plain {
extern const Kernels kKernels;
}
namespace kernels_avx2 {
extern const Kernels kKernels;
}

const Kernels& BestKernels() {
  static const bool avx2 = __builtin_cpu_supports("avx2");
  return avx2 ? kernels_avx2::kKernels : kernels_plain::kKernels;
}

const Kernels& PlainKernels() { return kernels_plain::kKernels; }

uint16_t FloatToHalf(float x) {
  uint32_t bits;
  std::memcpy(&bits, &x, sizeof(bits));
  const uint16_t sign = (bits >> 16) & 0x8000;
  bits &= 0x7fffffff;
  if (bits > 0x7f800000) return sign | 0x7e00;  // NaN
  if (bits < 0x38800000) {                      // Below 2^-14: a multiple of 2^-24.
    float magnitude;
    std::memcpy(&magnitude, &bits, sizeof(magnitude));
    // Adding 1/2 puts the rounding of the addition where half's last bit lies.
    const float shifted = magnitude + 0.5f;
    std::memcpy(&bits, &shifted, sizeof(bits));
    return sign | static_cast<uint16_t>(bits - 0x3f000000);
  }
  bits += 0xfff + ((bits >> 13) & 1);  // To nearest even.
  if (bits >= 0x47800000) return sign | 0x7c00;
  return sign | static_cast<uint16_t>((bits - 0x38000000) >> 13);
}

}  // namespace auricle
