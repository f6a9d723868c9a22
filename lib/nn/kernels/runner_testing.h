// SPDX-License-Identifier: Apache-2.0
// Runners for tests of kernels, which must give the same bits with all of them.
#ifndef AURICLE_LIB_NN_KERNELS_RUNNER_TESTING_H_
#define AURICLE_LIB_NN_KERNELS_RUNNER_TESTING_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

#include "lib/nn/kernels/runner.h"

namespace auricle {

// One part after the other, from the last to the first.
inline Runner Backwards() {
  return [](int64_t count, const std::function<void(int64_t)>& body) {
    for (int64_t i = count; i > 0; --i) body(i - 1);
  };
}

// By threads that take the next part as they come, so that ThreadSanitizer sees what they share.
inline Runner OnThreads(int threads) {
  return [threads](int64_t count, const std::function<void(int64_t)>& body) {
    std::atomic<int64_t> next{0};
    std::vector<std::thread> all;
    for (int i = 0; i < threads; ++i) {
      all.emplace_back([&] {
        for (int64_t part = 0; (part = next++) < count;) body(part);
      });
    }
    for (std::thread& thread : all) thread.join();
  };
}

}  // namespace auricle

#endif  // AURICLE_LIB_NN_KERNELS_RUNNER_TESTING_H_
