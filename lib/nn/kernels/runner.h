// SPDX-License-Identifier: Apache-2.0
// How kernels that are made of independent parts get threads, without knowing whose.
#ifndef AURICLE_LIB_NN_KERNELS_RUNNER_H_
#define AURICLE_LIB_NN_KERNELS_RUNNER_H_

#include <cstdint>
#include <functional>

namespace auricle {

// Calls body(0) … body(count - 1), each once, in any order and on any threads, and returns when all
// are done: InParallel of lib/nn/torch/parallel.h in programs, plain threads in tests.
using Runner = std::function<void(int64_t count, const std::function<void(int64_t)>& body)>;

}  // namespace auricle

#endif  // AURICLE_LIB_NN_KERNELS_RUNNER_H_
