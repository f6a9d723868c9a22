// SPDX-License-Identifier: Apache-2.0
// Loops on the threads that LibTorch has anyway.
#ifndef AURICLE_LIB_NN_TORCH_PARALLEL_H_
#define AURICLE_LIB_NN_TORCH_PARALLEL_H_

#include <cstdint>
#include <functional>

namespace auricle {

// Calls body(0) … body(count - 1), neighbours by one thread. LibTorch's at::parallel_for does so
// only in sources that are compiled for its OpenMP; and threads of our own would share the cores
// with its threads, which spin for a while after each of their tasks.
void InParallel(int64_t count, const std::function<void(int64_t)>& body);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_TORCH_PARALLEL_H_
