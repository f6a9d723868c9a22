// SPDX-License-Identifier: Apache-2.0
// Memory for CPU tensors that is kept for the next step instead of given back to the system.
#ifndef AURICLE_LIB_NN_TORCH_ALLOCATOR_H_
#define AURICLE_LIB_NN_TORCH_ALLOCATOR_H_

namespace auricle {

// Makes LibTorch's CPU tensors come from free lists of exact sizes, in huge pages: 10–15 % of a
// VGG16 step at batch 16, which otherwise goes into fresh pages. In use and cached together are
// kept to 1.5 times the most that was ever asked for at once (or 64 MB). Does nothing under
// AddressSanitizer, which must see every allocation, and when called again.
void InstallCachingAllocator();

}  // namespace auricle

#endif  // AURICLE_LIB_NN_TORCH_ALLOCATOR_H_
