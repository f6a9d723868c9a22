// SPDX-License-Identifier: Apache-2.0
// One training step of VGG16: forward, cross-entropy, backward, optimizer. In ms a step.
//   bazel run //lib/nn/networks:vgg_benchmark -- --benchmark_repetitions=5
// On a busy machine the minimum of the repetitions is the figure.
#include <ATen/Functions.h>
#include <benchmark/benchmark.h>

#include "lib/nn/networks/nets.h"
#include "lib/nn/objectives/objective.h"
#include "lib/nn/optim/optimizer.h"
#include "lib/nn/torch/runtime.h"
#include "protos/network.pb.h"

namespace auricle {
namespace {

constexpr int64_t kItems = 16, kFrames = 128, kBins = 126;

// The convolutions as in the published net; a small classifier, so that the body is what is timed.
Network Config(bool batch_norm) {
  Network config;
  config.set_name("vgg16");
  config.set_classes(10);
  config.set_bins(kBins);
  config.mutable_vgg()->set_pool(Vgg::GLOBAL_MEAN);
  config.mutable_vgg()->set_classifier_units(64);
  config.mutable_vgg()->set_batch_norm(batch_norm);
  return config;
}

// Fresh values for every step, from more bytes than any cache holds.
at::Tensor Noise(int64_t steps) {
  return at::arange(steps * kItems * kFrames * kBins, at::kFloat)
      .mul_(1.7)
      .sin_()
      .view({steps, kItems, 1, kFrames, kBins});
}

// Arguments: threads, bf16, batch norm, anti-transfer at conv5_2 (frozen pass included).
void BM_Step(benchmark::State& state) {
  const Runtime runtime = *StartRuntime(
      {static_cast<int>(state.range(0)), "cpu", state.range(1) != 0 ? "bf16" : "fp32"});
  const bool antitransfer = state.range(3) != 0;
  const std::unique_ptr<Net> net = *CreateNet(Config(state.range(2) != 0), 1);
  const std::unique_ptr<Net> frozen = *CreateNet(Config(state.range(2) != 0), 2);
  frozen->SetTraining(false);
  (void)frozen->Freeze("");
  const std::unique_ptr<Optimizer> optimizer = *Optimizer::Create({}, net->Trainable());
  const Loss loss =
      *Loss::Create(antitransfer ? "cross_entropy,antitransfer(at=conv5_2)" : "cross_entropy",
                    ObjectiveContext());
  const at::Tensor ring = Noise(8);
  Request request, frozen_request;
  frozen_request.heads.clear();
  request.taps.assign(loss.needs().at(PassKey()).taps.begin(),
                      loss.needs().at(PassKey()).taps.end());
  frozen_request.taps = request.taps;
  int64_t at = 0;
  for (auto _ : state) {
    const Batch batch{ring[at++ % 8], {}};
    Step step;
    step.target().classes = at::arange(kItems, at::kLong).remainder(10);
    LossValue value;
    {
      const AutocastScope autocast(runtime);
      if (antitransfer) {
        const NoGradScope no_grad;
        step.passes[{PassKey::FROZEN, ""}] = *frozen->Forward(batch, frozen_request);
      }
      step.current() = *net->Forward(batch, request);
      value = *loss(step);
    }
    optimizer->ZeroGrad();
    if (!Backward(value.total).ok() || !optimizer->Update(1e-4).ok()) {
      state.SkipWithError("the step failed");
      break;
    }
  }
  state.counters["items"] = benchmark::Counter(static_cast<double>(state.iterations() * kItems),
                                               benchmark::Counter::kIsRate);
}
BENCHMARK(BM_Step)
    ->ArgNames({"threads", "bf16", "bn", "at"})
    ->Args({1, 0, 0, 0})
    ->Args({1, 1, 0, 0})
    ->Args({2, 0, 0, 0})
    ->Args({2, 1, 0, 0})
    ->Args({1, 1, 1, 0})
    ->Args({1, 1, 0, 1})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

// Arguments: million parameters, threads. torch's own Adam took 40–47 ms for 15 on one thread.
void BM_Adam(benchmark::State& state) {
  (void)StartRuntime({static_cast<int>(state.range(1)), "cpu", "fp32"});
  const at::Tensor weights = at::ones({state.range(0) * 1000000}).set_requires_grad(true);
  at::Tensor(weights).mutable_grad() = at::full_like(weights.detach(), 0.1);
  const std::unique_ptr<Optimizer> optimizer = *Optimizer::Create({}, {{"w", weights, false}});
  for (auto _ : state) {
    if (!optimizer->Update(1e-4).ok()) state.SkipWithError("the update failed");
  }
}
BENCHMARK(BM_Adam)
    ->ArgNames({"million", "threads"})
    ->Args({15, 1})
    ->Args({15, 2})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace auricle

BENCHMARK_MAIN();
