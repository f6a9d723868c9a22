// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/kernels/machine_peak.h"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <time.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "lib/nn/kernels/lanes.h"
#include "lib/nn/kernels/width.h"

namespace auricle {
namespace {

constexpr int kRuns = 7;

// Of this thread alone, which a busy neighbour slows less than the clock on the wall.
double Seconds() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// The least seconds of some runs.
template <typename Body>
double Best(const Body& body) {
  double best = 1e9;
  for (int i = 0; i < kRuns; ++i) {
    const double begin = Seconds();
    body();
    best = std::min(best, Seconds() - begin);
  }
  return best;
}

template <int kLanes>
struct Vector {
  typedef float F __attribute__((vector_size(4 * kLanes)));
};

// Twelve sums that do not wait for one another, more than any processor has in flight.
template <int kLanes>
AURICLE_INLINE float Multiply(int64_t rounds) {
  using F = typename Vector<kLanes>::F;
  constexpr int kSums = 12;
  F sums[kSums];
  for (int i = 0; i < kSums; ++i) sums[i] = F{} + static_cast<float>(i);
  F factor = F{} + 0.999F, added = F{} + 0.001F;
  for (int64_t round = 0; round < rounds; ++round) {
    for (F& sum : sums) {
      sum = sum * factor + added;
      __asm__("" : "+v"(sum));  // Or rounds would be merged.
    }
  }
  F all = F{};
  for (const F& sum : sums) all += sum;
  return all[0];
}

double Fp32() {
  constexpr int64_t kRounds = 4000000;
  float result = 0;
  int lanes = 4;
  const double seconds = Best([&] {
    switch (KernelWidth()) {
      case Width::AVX512:
        lanes = 16;
        lanes::RunAvx512([&]() AURICLE_INLINE_LAMBDA { result = Multiply<16>(kRounds); });
        break;
      case Width::AVX2:
        lanes = 8;
        lanes::RunAvx2([&]() AURICLE_INLINE_LAMBDA { result = Multiply<8>(kRounds); });
        break;
      case Width::BASELINE:
        lanes::RunBaseline([&]() AURICLE_INLINE_LAMBDA { result = Multiply<4>(kRounds); });
    }
  });
  benchmark::DoNotOptimize(result);
  return 2e-9 * 12 * lanes * static_cast<double>(kRounds) / seconds;
}

double Bf16() {
  constexpr int64_t kSize = 1024;
  const at::Tensor a = at::ones({kSize, kSize}, at::kBFloat16);
  const double seconds = Best([&] { benchmark::DoNotOptimize(at::mm(a, a)); });
  return 2e-9 * kSize * kSize * kSize / seconds;
}

double Gigabytes() {
  constexpr int64_t kValues = 32 << 20;
  const at::Tensor x = at::ones({kValues});
  at::Tensor y = at::ones({kValues});
  return 8e-9 * kValues / Best([&] { at::mul_out(y, x, x); });
}

std::string Rounded(double value) { return std::to_string(static_cast<int64_t>(value + 0.5)); }

}  // namespace

const MachinePeak& ThisMachine() {
  static const MachinePeak peak = [] {
    const int threads = at::get_num_threads();
    at::set_num_threads(1);
    const MachinePeak measured = {Fp32(), Bf16(), Gigabytes()};
    at::set_num_threads(threads);
    return measured;
  }();
  return peak;
}

int RunBenchmarks(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  Width width = KernelWidth();
  if (const char* const name = std::getenv("AURICLE_BENCHMARK_WIDTH")) {
    const std::vector<Width> widths = WidthsHere();
    const auto found = std::find_if(widths.begin(), widths.end(),
                                    [&](Width w) { return WidthName(w) == std::string(name); });
    if (found == widths.end()) {
      std::cerr << "AURICLE_BENCHMARK_WIDTH is " << name
                << ", want baseline, AVX2 or AVX-512, as far as this processor has them\n";
      return 2;
    }
    width = *found;
  }
  const WidthScope scope(width);
  const MachinePeak& peak = ThisMachine();
  benchmark::AddCustomContext("width of our kernels", WidthName(width));
  benchmark::AddCustomContext("one core, fp32 GFLOP/s", Rounded(peak.fp32_gflops));
  benchmark::AddCustomContext("one core, bf16 GFLOP/s", Rounded(peak.bf16_gflops));
  benchmark::AddCustomContext("one core, GB/s", Rounded(peak.gigabytes));
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

void CountOperations(double operations, bool bf16, int threads, benchmark::State* state) {
  const double peak = bf16 ? ThisMachine().bf16_gflops : ThisMachine().fp32_gflops;
  const double all = 1e-9 * operations * static_cast<double>(state->iterations());
  state->counters["GFLOP/s"] = benchmark::Counter(all, benchmark::Counter::kIsRate);
  state->counters["share"] =
      benchmark::Counter(all / (peak * threads), benchmark::Counter::kIsRate);
}

void CountBytes(double bytes, int threads, benchmark::State* state) {
  const double all = 1e-9 * bytes * static_cast<double>(state->iterations());
  state->counters["GB/s"] = benchmark::Counter(all, benchmark::Counter::kIsRate);
  state->counters["share"] =
      benchmark::Counter(all / (ThisMachine().gigabytes * threads), benchmark::Counter::kIsRate);
}

}  // namespace auricle
