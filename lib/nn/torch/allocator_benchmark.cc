// SPDX-License-Identifier: Apache-2.0
// A training step's forward and backward pass with memory of the system's allocator and of ours.
//   bazel build //lib/nn/torch:allocator_benchmark
//   bazel-bin/lib/nn/torch/allocator_benchmark --benchmark_repetitions=5
//   LD_PRELOAD=libjemalloc.so.2 … or libmimalloc.so.2, whose figures are those of "caching: 0"
// On a busy machine the minimum of the repetitions is the figure.
#include <ATen/Context.h>
#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <benchmark/benchmark.h>
#include <torch/csrc/autograd/autograd.h>

#include <vector>

#include "lib/nn/torch/allocator.h"
#include "lib/nn/torch/runtime.h"

namespace auricle {
namespace {

// VGG16's first eight convolutions with ReLUs and pools, on 16 items of 128 × 126 cells.
std::vector<at::Tensor> Kernels() {
  std::vector<at::Tensor> kernels;
  int64_t in = 1;
  for (const int64_t out : {64, 64, 128, 128, 256, 256, 256, 512}) {
    kernels.push_back(at::rand({out, in, 3, 3})
                          .sub(0.5)
                          .mul(0.1)
                          .contiguous(at::MemoryFormat::ChannelsLast)
                          .set_requires_grad(true));
    in = out;
  }
  return kernels;
}

// Arguments: caching, bf16. Once ours is installed it stays, so the benchmarks without it are
// first.
void BM_Step(benchmark::State& state) {
  at::globalContext().setFlushDenormal(true);
  at::set_num_threads(1);
  if (state.range(0) != 0) InstallCachingAllocator();
  const AutocastScope autocast(at::DeviceType::CPU, state.range(1) != 0);
  const std::vector<at::Tensor> kernels = Kernels();
  const at::Tensor items = at::rand({16, 1, 128, 126});
  for (auto _ : state) {
    at::Tensor x = items;
    for (size_t i = 0; i < kernels.size(); ++i) {
      x = at::relu(at::conv2d(x, kernels[i], {}, 1, 1));
      if (i == 1 || i == 3 || i == 6) x = at::max_pool2d(x, 2);
    }
    benchmark::DoNotOptimize(torch::autograd::grad({x.mean()}, kernels));
  }
}
BENCHMARK(BM_Step)
    ->ArgNames({"caching", "bf16"})
    ->ArgsProduct({{0}, {0, 1}})
    ->ArgsProduct({{1}, {0, 1}})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace auricle

BENCHMARK_MAIN();
