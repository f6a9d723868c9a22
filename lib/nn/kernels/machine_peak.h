// SPDX-License-Identifier: Apache-2.0
// What one core of this machine can do, for benchmarks to print beside what they reach.
#ifndef AURICLE_LIB_NN_KERNELS_MACHINE_PEAK_H_
#define AURICLE_LIB_NN_KERNELS_MACHINE_PEAK_H_

#include <benchmark/benchmark.h>

namespace auricle {

// Measured once a process, which takes about a second; the best of several short runs, so that a
// busy neighbour matters little.
struct MachinePeak {
  double fp32_gflops;  // Products and sums in registers, with KernelWidth()'s vectors.
  // LibTorch's best product of bfloat16 matrices: what units there are for it differs too much
  // between processors for a loop of our own.
  double bf16_gflops;
  double gigabytes;  // A second, read and written: y = 2 x of 128 MB, which no cache holds.
};
const MachinePeak& ThisMachine();

// The main of benchmarks that prints these first. AURICLE_BENCHMARK_WIDTH=baseline or AVX2 lets our
// kernels be those of a processor that has no more; LibTorch's and oneDNN's heed
// ATEN_CPU_CAPABILITY=default or avx2 and DNNL_MAX_CPU_ISA=SSE41 or AVX2.
int RunBenchmarks(int argc, char** argv);

// Counters of a benchmark whose iterations each do so many operations, or move so many bytes, on
// `threads` threads: the rate, and its share of what so many cores could do.
void CountOperations(double operations, bool bf16, int threads, benchmark::State* state);
void CountBytes(double bytes, int threads, benchmark::State* state);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_KERNELS_MACHINE_PEAK_H_
