// SPDX-License-Identifier: Apache-2.0
// What is as fast as memory is: norms with what follows them and dropout, by our kernels and by
// LibTorch's operations, forward and back.
//   bazel run //lib/nn/kernels:elementwise_benchmark -- --benchmark_repetitions=5
// On a busy machine the minimum of the repetitions is the figure (README.md has some). Bytes are
// counted as the fused kernels move them, so the share of LibTorch's is lower than what it moves.
#include <ATen/Functions.h>
#include <benchmark/benchmark.h>
#include <torch/csrc/autograd/autograd.h>

#include "lib/base/rng.h"
#include "lib/nn/kernels/dropout_kernel.h"
#include "lib/nn/kernels/dropout_mask.h"
#include "lib/nn/kernels/fused_norm.h"
#include "lib/nn/kernels/machine_peak.h"
#include "lib/nn/layers/dropout.h"
#include "lib/nn/torch/runtime.h"

namespace auricle {
namespace {

// A map of EmoNet's first stage, of 32 items.
at::Tensor Map(bool bf16) {
  return at::rand({32, 64, 78, 32}, bf16 ? at::kBFloat16 : at::kFloat)
      .contiguous(at::MemoryFormat::ChannelsLast);
}

double BytesOf(const at::Tensor& map) { return static_cast<double>(map.nbytes()); }

// norm(x) + residual, ReLU. Arguments: fused, bf16.
void BM_Norm(benchmark::State& state) {
  const bool fused = state.range(0) != 0, bf16 = state.range(1) != 0;
  (void)StartRuntime({1, "cpu", "fp32"});
  const at::Tensor x = Map(bf16).set_requires_grad(true);
  const at::Tensor residual = Map(bf16).set_requires_grad(true), grad = Map(bf16);
  FusedNorm norm;
  norm.weight = at::ones({64}).set_requires_grad(true);
  norm.bias = at::zeros({64}).set_requires_grad(true);
  norm.running_mean = at::zeros({64});
  norm.running_var = at::ones({64});
  norm.momentum = 0.01;
  norm.eps = 1e-3;
  norm.of_batch = norm.relu = true;
  const auto step = [&] {
    at::Tensor z;
    if (fused) {
      z = ApplyFusedNorm(norm, x, residual);
    } else {
      z = at::batch_norm(x, norm.weight, norm.bias, norm.running_mean, norm.running_var, true,
                         norm.momentum, norm.eps, false);
      z = at::relu(z.add(residual));
    }
    benchmark::DoNotOptimize(torch::autograd::grad({z}, {x, residual, norm.weight}, {grad}));
  };
  step();  // Whose memory the allocator keeps for the next.
  for (auto _ : state) step();
  // Forward x; x, residual, z. Back x, z, dz, g; x, g, dx.
  CountBytes(11 * BytesOf(x), 1, &state);
}
BENCHMARK(BM_Norm)
    ->ArgNames({"fused", "bf16"})
    ->ArgsProduct({{1, 0}, {0, 1}})
    ->Unit(benchmark::kMillisecond);

enum Way { KERNEL, MASK, LIBTORCH };

// Forward only. Arguments: way, bf16.
void BM_Dropout(benchmark::State& state) {
  const bool bf16 = state.range(1) != 0;
  (void)StartRuntime({1, "cpu", "fp32"});
  const at::Tensor x = Map(bf16);
  Rng rng(1, "dropout");
  for (auto _ : state) {
    at::Tensor y;
    switch (static_cast<Way>(state.range(0))) {
      case KERNEL:
        y = Dropout(x, 0.5, &rng);
        break;
      case MASK:
        y = x.mul(2).masked_fill_(DroppedCells(x.sizes(), MakeDropout(0.5, rng.Next()), x.device()),
                                  0);
        break;
      case LIBTORCH:
        y = at::dropout(x, 0.5, true);
    }
    benchmark::DoNotOptimize(y);
  }
  CountBytes(2 * BytesOf(x), 1, &state);
}
BENCHMARK(BM_Dropout)
    ->ArgNames({"way", "bf16"})
    ->ArgsProduct({{KERNEL, MASK, LIBTORCH}, {0, 1}})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace auricle

int main(int argc, char** argv) { return auricle::RunBenchmarks(argc, argv); }
