// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/kernels/width.h"

#include <atomic>

namespace auricle {
namespace {

Width WidestHere() {
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
    return Width::AVX512;
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return Width::AVX2;
  return Width::BASELINE;
}

std::atomic<Width>& Current() {
  static std::atomic<Width> current{WidestHere()};
  return current;
}

}  // namespace

const char* WidthName(Width width) {
  switch (width) {
    case Width::BASELINE:
      return "baseline";
    case Width::AVX2:
      return "AVX2";
    case Width::AVX512:
      return "AVX-512";
  }
  return "";
}

std::vector<Width> WidthsHere() {
  std::vector<Width> widths;
  for (const Width width : {Width::BASELINE, Width::AVX2, Width::AVX512}) {
    if (width <= WidestHere()) widths.push_back(width);
  }
  return widths;
}

Width KernelWidth() { return Current().load(std::memory_order_relaxed); }

WidthScope::WidthScope(Width width) { Current() = width; }

WidthScope::~WidthScope() { Current() = WidestHere(); }

}  // namespace auricle
