// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/torch/allocator.h"

#include <ATen/ops/empty.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <utility>
#include <vector>

#include "lib/base/rng.h"

namespace auricle {
namespace {

constexpr int64_t kMega = 1 << 20;

// Of this process, touched or not.
int64_t AddressSpace() {
  std::ifstream file("/proc/self/statm");
  int64_t pages = 0;
  file >> pages;
  return pages * 4096;
}

int64_t BytesOf(const std::vector<at::Tensor>& tensors) {
  int64_t bytes = 0;
  for (const at::Tensor& tensor : tensors) bytes += static_cast<int64_t>(tensor.nbytes());
  return bytes;
}

at::Tensor Bytes(int64_t count) { return at::empty({count}, at::kByte); }

// Steps of every length, as of items that are not cut, and copies that are kept beside them.
TEST(CachingAllocator, HoldsHalfMoreThanWasEverAskedForAtOnceAndNoMore) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "not under AddressSanitizer";
#endif
  InstallCachingAllocator();
  const int64_t before = AddressSpace();
  int64_t most_asked = 0, most_held = 0;
  Rng rng(1, "lengths");
  std::vector<at::Tensor> kept;
  for (int step = 0; step < 400; ++step) {
    const auto length = static_cast<int64_t>(32 + rng.Below(480));
    std::vector<at::Tensor> live;
    for (const int64_t kilobytes : {400, 400, 200, 200, 100, 100, 100, 50, 50, 20, 20, 2, 2, 1}) {
      live.push_back(Bytes(length * kilobytes * 1024));
    }
    most_asked = std::max(most_asked, BytesOf(live) + BytesOf(kept));
    most_held = std::max(most_held, AddressSpace() - before);
    for (size_t i = live.size(); i > 1; --i) std::swap(live[i - 1], live[rng.Below(i)]);
    while (!live.empty()) live.pop_back();
    if (step % 10 < 9) continue;
    std::vector<at::Tensor> copies;
    for (const int64_t kilobytes : {70, 140, 300, 600, 600, 1200, 2400, 2400, 2400, 9000}) {
      copies.push_back(Bytes(kilobytes * 1024));
    }
    kept = std::move(copies);
  }
  EXPECT_GT(most_asked, 700 * kMega);
  EXPECT_LT(static_cast<double>(most_held), 1.6 * static_cast<double>(most_asked));
}

TEST(CachingAllocator, MemoryThatIsFreedIsGivenAgain) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "not under AddressSanitizer";
#endif
  InstallCachingAllocator();
  const void* first = Bytes(5 * kMega).data_ptr();
  EXPECT_EQ(Bytes(5 * kMega - 1).data_ptr(), first);  // Rounded to the same size.
}

}  // namespace
}  // namespace auricle
