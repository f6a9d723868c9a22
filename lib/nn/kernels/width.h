// SPDX-License-Identifier: Apache-2.0
// Which of the processor's vectors the kernels use. One binary serves all processors: each kernel
// is compiled for every width, and the widest that this processor has runs.
#ifndef AURICLE_LIB_NN_KERNELS_WIDTH_H_
#define AURICLE_LIB_NN_KERNELS_WIDTH_H_

#include <vector>

namespace auricle {

// AVX512 is F, BW, DQ and VL together, as every server since 2017 has them; AVX2 comes with FMA.
enum class Width { BASELINE, AVX2, AVX512 };
const char* WidthName(Width width);

// The widths of this processor from the narrowest to the widest.
std::vector<Width> WidthsHere();

// The width that kernels run with: the widest here, or a WidthScope's.
Width KernelWidth();

// For tests and benchmarks: all kernels of the process take this width while the scope lives.
// REQUIRES: `width` is one of WidthsHere(), and there is one scope at a time.
class WidthScope {
 public:
  explicit WidthScope(Width width);
  ~WidthScope();
  WidthScope(const WidthScope&) = delete;
  WidthScope& operator=(const WidthScope&) = delete;
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_KERNELS_WIDTH_H_
