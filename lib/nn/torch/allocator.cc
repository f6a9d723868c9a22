// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/torch/allocator.h"

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <map>
#include <mutex>
#include <new>
#include <unordered_map>
#include <vector>

#if defined(__SANITIZE_ADDRESS__)
#define AURICLE_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define AURICLE_ASAN 1
#endif
#endif

namespace auricle {
namespace {

constexpr size_t kCachedFrom = 64 << 10;
constexpr size_t kHugePage = 2 << 20;
constexpr size_t kCacheLine = 64;
constexpr size_t kAlwaysCached = 64 << 20;  // Below this nothing is given back.

size_t Round(size_t bytes) {
  const size_t unit = bytes >= kHugePage ? kHugePage : kCachedFrom;
  return (bytes + unit - 1) / unit * unit;
}

// Blocks of at least 64 kB by rounded size. Freed blocks wait in their size's list. All together
// are kept to one and a half times the most that was ever asked for at once: beyond that a larger
// block than asked for is given, or waiting ones go back to the system. Not all of them at once:
// their pages would have to be cleared again at the next step. What a block is larger than asked
// for is no part of that most, or each such block would raise the limit.
class BlockCache {
 public:
  void* Take(size_t bytes) {
    const size_t size = Round(bytes);
    std::lock_guard<std::mutex> lock(mutex_);
    peak_ = std::max(peak_, asked_ + size);
    const size_t limit = std::max(peak_ + peak_ / 2, kAlwaysCached);
    const bool full = cached_ + live_ + size > limit;
    auto list = free_.lower_bound(size);
    if (list != free_.end() && !full && list->first != size) list = free_.end();
    void* block = nullptr;
    size_t given = size;
    if (list != free_.end()) {
      given = list->first;
      block = Pop(list);
    } else {
      if (full) Shrink(limit - std::min(limit, live_ + size));
      block = Fresh(size);
    }
    live_ += given;
    asked_ += size;
    sizes_[block] = {given, size};
    return block;
  }

  // False: `block` is none of ours.
  bool Give(void* block) {
    std::lock_guard<std::mutex> lock(mutex_);
    const auto found = sizes_.find(block);
    if (found == sizes_.end()) return false;
    const Sizes sizes = found->second;
    sizes_.erase(found);
    live_ -= sizes.given;
    asked_ -= sizes.asked;
    cached_ += sizes.given;
    free_[sizes.given].push_back(block);
    return true;
  }

 private:
  struct Sizes {
    size_t given, asked;
  };

  static void* Fresh(size_t size) {
    const bool huge = size >= kHugePage;
    void* block = nullptr;
    if (posix_memalign(&block, huge ? kHugePage : kCacheLine, size) != 0) throw std::bad_alloc();
    if (huge) madvise(block, size, MADV_HUGEPAGE);
    return block;
  }
  using Lists = std::map<size_t, std::vector<void*>>;  // None is empty.

  void* Pop(Lists::iterator list) {
    void* const block = list->second.back();
    list->second.pop_back();
    cached_ -= list->first;
    if (list->second.empty()) free_.erase(list);
    return block;
  }
  // Gives waiting blocks back, the largest first, until no more than `bytes` wait.
  void Shrink(size_t bytes) {
    while (cached_ > bytes) std::free(Pop(std::prev(free_.end())));
  }

  std::mutex mutex_;
  Lists free_;
  std::unordered_map<void*, Sizes> sizes_;  // Of live blocks.
  size_t live_ = 0, asked_ = 0, cached_ = 0, peak_ = 0;
};

BlockCache& Cache() {
  static BlockCache* const cache = new BlockCache;  // Outlives every static tensor.
  return *cache;
}

void Release(void* block) {
  if (block != nullptr && !Cache().Give(block)) std::free(block);
}

c10::DataPtr Allocate(size_t bytes) {
  const c10::Device cpu(c10::DeviceType::CPU);
  if (bytes == 0) return {nullptr, nullptr, &Release, cpu};
  void* block = nullptr;
  if (bytes >= kCachedFrom) {
    block = Cache().Take(bytes);
  } else if (posix_memalign(&block, kCacheLine, bytes) != 0) {
    throw std::bad_alloc();
  }
  return {block, block, &Release, cpu};
}

// Between LibTorch 1.13 and 2.x `allocate` lost its const and `copy_data` appeared. Whatever the
// base declares is overridden here; that is why nothing says `override`.
class CachingAllocator : public c10::Allocator {
 public:
  c10::DataPtr allocate(size_t bytes) const { return Allocate(bytes); }
  c10::DataPtr allocate(size_t bytes) { return Allocate(bytes); }
  c10::DeleterFnPtr raw_deleter() const { return &Release; }
  void copy_data(void* to, const void* from, size_t bytes) const { std::memcpy(to, from, bytes); }
};

}  // namespace

void InstallCachingAllocator() {
#ifndef AURICLE_ASAN
  static const bool installed = [] {
    c10::SetCPUAllocator(new CachingAllocator, /*priority=*/10);
    return true;
  }();
  (void)installed;
#endif
}

}  // namespace auricle
