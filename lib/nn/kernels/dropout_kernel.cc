// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/kernels/dropout_kernel.h"

#include <algorithm>

#include "lib/nn/kernels/lanes.h"

namespace auricle {
namespace {

using namespace lanes;  // NOLINT(google-build-using-namespace): a file of kernels.

template <typename T>
AURICLE_INLINE void Drop(int64_t rows, int64_t channels, const RowDropout& dropout, const T* x,
                         T* z) {
  const RowDropout d = dropout;
  for (int64_t r = 0; r < rows; ++r, x += channels, z += channels) {
    const uint32_t seed = RowSeed(d.key, d.first_row + r);
    for (int64_t c = 0; c < channels; c += kLanes) {
      const V v = Load(x + c, channels - c) * d.kept;
      Store(Where(Bits(seed, c) >= d.limit, v), z + c, channels - c);
    }
  }
}

}  // namespace

RowDropout MakeDropout(double probability, uint64_t key) {
  constexpr double kAll = 4294967296.0, kMost = 4294967295.0;
  RowDropout dropout;
  dropout.kept = static_cast<float>(1 / (1 - probability));
  dropout.limit = static_cast<uint32_t>(std::min(probability * kAll, kMost));
  dropout.key = key;
  return dropout;
}

void DropoutRows(const RowShape& s, const RowDropout& dropout, const void* x, void* z) {
  WithType(s.bf16, [&](auto type) {
    using T = decltype(type);
    AtKernelWidth([&]() AURICLE_INLINE_LAMBDA {
      Drop(s.rows, s.channels, dropout, static_cast<const T*>(x), static_cast<T*>(z));
    });
  });
}

}  // namespace auricle
