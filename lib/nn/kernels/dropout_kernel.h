// SPDX-License-Identifier: Apache-2.0
// Dropout's inner loop, over rows whose values lie together. dropout_mask.h has the same formula as
// plain tensor arithmetic.
#ifndef AURICLE_LIB_NN_KERNELS_DROPOUT_KERNEL_H_
#define AURICLE_LIB_NN_KERNELS_DROPOUT_KERNEL_H_

#include <cstdint>

namespace auricle {

// Some rows of `channels` values, one after the other: float32, or bfloat16.
struct RowShape {
  int64_t rows, channels;
  bool bf16;
};

// A value becomes zero, or is multiplied, as 32 bits of a hash of key, row and channel say. A hash
// of the place needs no state: threads, devices and the way back draw each number where they are.
struct RowDropout {
  float kept = 1;      // 1 / (1 - probability)
  uint32_t limit = 0;  // probability × 2^32; 0: nothing is dropped.
  uint64_t key = 0;
  int64_t first_row = 0;  // Of these rows in their map.
};
RowDropout MakeDropout(double probability, uint64_t key);

// z = dropout(x). x may be z.
void DropoutRows(const RowShape& shape, const RowDropout& dropout, const void* x, void* z);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_KERNELS_DROPOUT_KERNEL_H_
