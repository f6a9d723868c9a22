// SPDX-License-Identifier: Apache-2.0
// An update of 15 million parameters by our kernels, by whole tensors, and by kernels on threads
// that are started anew for each.
//   bazel run //lib/nn/optim:optimizer_benchmark -- --benchmark_repetitions=5
// On a busy machine the minimum of the repetitions is the figure.
#include <ATen/Functions.h>
#include <benchmark/benchmark.h>

#include <thread>
#include <vector>

#include "lib/nn/kernels/machine_peak.h"
#include "lib/nn/kernels/optimizer_kernels.h"
#include "lib/nn/optim/optimizer_rules.h"
#include "lib/nn/torch/runtime.h"

namespace auricle {
namespace {

constexpr int64_t kParameters = 15000000;

RuleStep Step(int64_t tensors) {
  RuleStep step = {1e-4, 1e-4, 1, {}, {}, {}, {}};
  for (int64_t i = 0; i < tensors; ++i) {
    for (auto* list : {&step.grads, &step.parameters, &step.first, &step.second}) {
      list->push_back(at::rand({kParameters / tensors}));
    }
  }
  return step;
}

// Bytes that a rule reads and writes in one pass.
double BytesOf(const OptimizerRule& rule) {
  return 4.0 * kParameters * (3 + 2 * static_cast<double>(rule.averages().size()));
}

// Arguments: rule (in the order of RuleKinds), kernels, threads, tensors.
void BM_Update(benchmark::State& state) {
  const auto threads = static_cast<int>(state.range(2));
  (void)StartRuntime({threads, "cpu", "fp32"});
  const RuleKind& kind = RuleKinds()[state.range(0)];
  const auto rule = kind.make({0.9, 0.9, 0.999, 0.9, 1e-7, false});
  const RuleStep step = Step(state.range(3));
  for (auto _ : state) {
    if (state.range(1) != 0) {
      rule->ApplyKernels(step);
    } else {
      rule->ApplyTensors(step);
    }
  }
  state.SetLabel(kind.name);
  CountBytes(BytesOf(*rule), threads, &state);
}
BENCHMARK(BM_Update)
    ->ArgNames({"rule", "kernels", "threads", "tensors"})
    ->ArgsProduct({{0, 1, 2, 3, 4}, {1, 0}, {1}, {30}})
    ->ArgsProduct({{1}, {1, 0}, {2}, {30}})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

// Adam with two threads of our own for each tensor, beside which LibTorch's wait.
void BM_OwnThreads(benchmark::State& state) {
  (void)StartRuntime({2, "cpu", "fp32"});
  const RuleStep step = Step(state.range(0));
  const AdamStep adam = {0.9F, 0.999F, 1e-4F, 1, 1e-8F, 1e-4F, 1};
  for (auto _ : state) {
    benchmark::DoNotOptimize(step.grads[0].sum());  // A task for LibTorch's threads before.
    for (size_t i = 0; i < step.parameters.size(); ++i) {
      const int64_t n = step.parameters[i].numel(), half = n / 2;
      const auto run = [&](int64_t begin, int64_t count) {
        const auto at = [&](const std::vector<at::Tensor>& list) {
          return list[i].data_ptr<float>() + begin;
        };
        AdamKernel(adam, count, at(step.grads), at(step.parameters), at(step.first),
                   at(step.second));
      };
      std::thread helper([&] { run(half, n - half); });
      run(0, half);
      helper.join();
    }
  }
  CountBytes(4.0 * 7 * kParameters, 2, &state);
}
BENCHMARK(BM_OwnThreads)->ArgName("tensors")->Arg(30)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace auricle

int main(int argc, char** argv) { return auricle::RunBenchmarks(argc, argv); }
