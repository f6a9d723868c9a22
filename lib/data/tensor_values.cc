// SPDX-License-Identifier: Apache-2.0
#include "lib/data/tensor_values.h"

#include <immintrin.h>

#include <cstring>

#include "absl/strings/str_cat.h"
#include "lib/records/half.h"

namespace auricle {
namespace {

// 0 × x is 0 for every finite x and NaN otherwise; the sum vectorises, a branch would not.
bool AllFinite(const float* values, int64_t count) {
  float probe = 0;
  for (int64_t i = 0; i < count; ++i) probe += 0.0F * values[i];
  return probe == 0.0F;
}

// Every processor with AVX2 has F16C; clang cannot ask for the latter.
__attribute__((target("avx2,f16c"))) int64_t HalvesToFloatsF16c(const char* in, int64_t count,
                                                                float* out) {
  int64_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const __m128i halves = _mm_loadu_si128(reinterpret_cast<const __m128i*>(in + 2 * i));
    _mm256_storeu_ps(out + i, _mm256_cvtph_ps(halves));
  }
  return i;
}

void HalvesToFloats(const char* in, int64_t count, float* out) {
  static const bool f16c = __builtin_cpu_supports("avx2");
  for (int64_t i = f16c ? HalvesToFloatsF16c(in, count, out) : 0; i < count; ++i) {
    uint16_t half;
    std::memcpy(&half, in + 2 * i, sizeof half);
    out[i] = HalfToFloat(half);
  }
}

}  // namespace

absl::StatusOr<int> FeatureElementBytes(DType dtype) {
  switch (dtype) {
    case FLOAT32:
      return 4;
    case FLOAT16:
      return 2;
    case UINT8:
      return 1;
    default:
      return absl::InvalidArgumentError(
          absl::StrCat("feature of type ", DType_Name(dtype), ", want FLOAT32, FLOAT16 or UINT8"));
  }
}

bool ToFloats(absl::string_view bytes, DType dtype, int64_t first, int64_t count, float* out) {
  switch (dtype) {
    case FLOAT32:
      std::memcpy(out, bytes.data() + 4 * first, 4 * count);
      return AllFinite(out, count);
    case FLOAT16:
      HalvesToFloats(bytes.data() + 2 * first, count, out);
      return AllFinite(out, count);
    default:
      for (int64_t i = 0; i < count; ++i) out[i] = static_cast<uint8_t>(bytes[first + i]);
      return true;
  }
}

}  // namespace auricle
