// SPDX-License-Identifier: Apache-2.0
// What tests of kernels over rows share.
#ifndef AURICLE_LIB_NN_KERNELS_ROWS_TESTING_H_
#define AURICLE_LIB_NN_KERNELS_ROWS_TESTING_H_

#include <cmath>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "lib/nn/kernels/dropout_kernel.h"

namespace auricle {

// float32 or bfloat16 rows, written and read as float32.
class Rows {
 public:
  Rows(int64_t rows, int64_t channels, bool bf16, double step)
      : shape_{rows, channels, bf16}, bytes_(rows * channels * (bf16 ? 2 : 4)) {
    for (int64_t i = 0; i < rows * channels; ++i) {
      Set(i, static_cast<float>(5 * std::sin(step * static_cast<double>(i)) + 0.3));
    }
  }
  const RowShape& shape() const { return shape_; }
  void* data() { return bytes_.data(); }
  const void* data() const { return bytes_.data(); }
  float At(int64_t row, int64_t channel) const {
    const int64_t i = row * shape_.channels + channel;
    uint32_t bits = 0;
    if (shape_.bf16) {
      uint16_t half = 0;
      std::memcpy(&half, &bytes_[2 * i], 2);
      bits = static_cast<uint32_t>(half) << 16;
    } else {
      std::memcpy(&bits, &bytes_[4 * i], 4);
    }
    float value = 0;
    std::memcpy(&value, &bits, 4);
    return value;
  }
  // What is kept of `value`: to nearest even, in bfloat16.
  void Set(int64_t i, float value) {
    uint32_t bits = 0;
    std::memcpy(&bits, &value, 4);
    if (!shape_.bf16) {
      std::memcpy(&bytes_[4 * i], &bits, 4);
      return;
    }
    const auto low = bits & 0xffff;
    auto half = static_cast<uint16_t>(bits >> 16);
    if (low > 0x8000 || (low == 0x8000 && (half & 1) != 0)) ++half;
    std::memcpy(&bytes_[2 * i], &half, 2);
  }
  void Set(int64_t row, int64_t channel, float value) {
    Set(row * shape_.channels + channel, value);
  }
  bool SameBits(const Rows& other) const { return bytes_ == other.bytes_; }

 private:
  RowShape shape_;
  std::vector<char> bytes_;
};

// Rounds to float32: what a fused product and sum would not do.
inline float Round(float x) {
  volatile float stored = x;
  return stored;
}

struct RowCase {
  int64_t rows, channels;
  bool bf16;
};

// Whole vectors and parts of one, whole groups of rows and what is left of them.
inline const std::vector<RowCase>& RowCases() {
  static const auto* const cases = [] {
    auto* all = new std::vector<RowCase>;
    for (const bool bf16 : {false, true}) {
      for (const auto& [rows, channels] :
           {std::pair<int64_t, int64_t>{1, 1}, {3, 16}, {4, 5}, {9, 33}, {7, 48}}) {
        all->push_back({rows, channels, bf16});
      }
    }
    return all;
  }();
  return *cases;
}

}  // namespace auricle

#endif  // AURICLE_LIB_NN_KERNELS_ROWS_TESTING_H_
