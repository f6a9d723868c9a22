// SPDX-License-Identifier: Apache-2.0
// A convolution forward with both ways back, by each way there is: our Winograd, oneDNN's direct
// one by its own interface, LibTorch's.
//   bazel run //lib/nn/kernels:convolution_benchmark -- --benchmark_repetitions=5
// machine_peak.h says how to measure as on a processor with narrower vectors.
// On a busy machine the minimum of the repetitions is the figure. A share above 1 is no mistake:
// operations are counted as the direct sums have them, of which Winograd needs a quarter.
#include <ATen/Functions.h>
#include <benchmark/benchmark.h>
#include <torch/csrc/autograd/autograd.h>

#include <vector>

#include "lib/nn/kernels/direct_convolution.h"
#include "lib/nn/kernels/machine_peak.h"
#include "lib/nn/kernels/winograd.h"
#include "lib/nn/torch/runtime.h"

namespace auricle {
namespace {

enum Way { WINOGRAD, DIRECT, LIBTORCH };

at::Tensor Apply(Way way, const at::Tensor& x, const at::Tensor& weight, int64_t stride) {
  const int64_t pad = weight.size(2) / 2;
  switch (way) {
    case WINOGRAD:
      return WinogradConvolution(x, weight, {});
    case DIRECT:
      return DirectConvolution(x, weight, stride, {pad, pad, pad, pad});
    case LIBTORCH:
      return at::conv2d(x, weight, {}, stride, pad);
  }
  return {};
}

// Arguments: way, bf16, kernel, stride, items, in, out, frames, bins.
void BM_Convolution(benchmark::State& state) {
  const auto way = static_cast<Way>(state.range(0));
  const bool bf16 = state.range(1) != 0;
  (void)StartRuntime({1, "cpu", "fp32"});
  const AutocastScope autocast(at::DeviceType::CPU, bf16);
  const int64_t kernel = state.range(2), stride = state.range(3), in = state.range(5),
                out = state.range(6);
  const auto map = [&](int64_t channels, int64_t frames, int64_t bins) {
    return at::rand({state.range(4), channels, frames, bins}, bf16 ? at::kBFloat16 : at::kFloat)
        .contiguous(at::MemoryFormat::ChannelsLast);
  };
  const at::Tensor x = map(in, state.range(7), state.range(8)).set_requires_grad(true);
  const at::Tensor weight = at::rand({out, in, kernel, kernel})
                                .contiguous(at::MemoryFormat::ChannelsLast)
                                .set_requires_grad(true);
  const at::Tensor first = Apply(way, x, weight, stride);
  const at::Tensor grad = map(out, first.size(2), first.size(3)).to(first.scalar_type());
  const auto step = [&] {
    const at::Tensor y = Apply(way, x, weight, stride);
    benchmark::DoNotOptimize(torch::autograd::grad({y}, {x, weight}, {grad}));
  };
  step();  // Whose memory the allocator keeps for the next.
  for (auto _ : state) step();
  CountOperations(3 * 2.0 * static_cast<double>(grad.numel() * in * kernel * kernel), bf16, 1,
                  &state);
}

// VGG16's and EmoNet's layers, and few positions.
void Layers(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"way", "bf16", "kernel", "stride", "B", "C", "D", "T", "F"});
  for (const int64_t way : {WINOGRAD, DIRECT, LIBTORCH}) {
    for (const std::vector<int64_t>& layer :
         std::vector<std::vector<int64_t>>{{3, 1, 4, 64, 64, 64, 63},
                                           {3, 1, 4, 128, 128, 64, 63},
                                           {3, 1, 8, 512, 512, 16, 15},
                                           {3, 1, 8, 512, 512, 8, 7},
                                           {3, 1, 1, 64, 64, 22, 20},
                                           {3, 1, 8, 32, 32, 78, 32},
                                           {3, 1, 8, 16, 16, 78, 32},
                                           {3, 2, 8, 32, 64, 78, 32},
                                           {1, 1, 8, 64, 64, 39, 16}}) {
      if (way == WINOGRAD && (layer[0] != 3 || layer[1] != 1)) continue;
      for (const int64_t bf16 : {0, 1}) {
        if (way == WINOGRAD && bf16 != 0) continue;
        std::vector<int64_t> all = {way, bf16};
        all.insert(all.end(), layer.begin(), layer.end());
        benchmark->Args(all);
      }
    }
  }
}
BENCHMARK(BM_Convolution)->Apply(&Layers)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace auricle

int main(int argc, char** argv) { return auricle::RunBenchmarks(argc, argv); }
