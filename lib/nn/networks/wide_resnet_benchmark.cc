// SPDX-License-Identifier: Apache-2.0
// One training step of EmoNet's CNN: forward, cross-entropy, backward, optimizer. In ms a step.
//   bazel run //lib/nn/networks:wide_resnet_benchmark -- --benchmark_repetitions=5
// On a busy machine the minimum of the repetitions is the figure.
#include <ATen/Functions.h>
#include <benchmark/benchmark.h>

#include <memory>

#include "lib/base/rng.h"
#include "lib/nn/networks/nets.h"
#include "lib/nn/objectives/objective.h"
#include "lib/nn/optim/optimizer.h"
#include "lib/nn/torch/runtime.h"
#include "protos/network.pb.h"

namespace auricle {
namespace {

// Five seconds of 64 bands, as the authors used it last.
constexpr int64_t kItems = 32, kFrames = 155, kBins = 64;

enum Mode { SCRATCH, ADAPTERS, LAST_LAYER, EVALUATION, EVALUATION_OWN };

Network Config() {
  Network config;
  config.set_name("emonet_cnn");
  config.set_bins(kBins);
  config.mutable_wide_resnet()->set_top(ATTENTION);
  config.mutable_wide_resnet()->set_dropout2(0.5);
  config.mutable_wide_resnet()->set_head_dropout(0.2);
  for (const char* path : {"", "own"}) {
    Head* const head = config.add_heads();
    head->set_name(path[0] == 0 ? "core" : path);
    head->set_path(path);
    for (const char* name : {"a", "b", "c", "d", "e", "f", "g"}) head->add_classes(name);
  }
  return config;
}

void Freeze(Mode mode, Net* net) {
  if (mode >= EVALUATION) {
    net->SetTraining(false);
    (void)net->Freeze("");
  } else if (mode == LAST_LAYER) {
    (void)net->FreezeUpTo("pooled");
  } else if (mode == ADAPTERS) {
    for (const char* part : {"pre", "stage1", "stage2", "stage3", "core"}) (void)net->Freeze(part);
  }
}

// Arguments: threads, bf16, mode.
void BM_Step(benchmark::State& state) {
  const Runtime runtime = *StartRuntime(
      {static_cast<int>(state.range(0)), "cpu", state.range(1) != 0 ? "bf16" : "fp32"});
  const Mode mode = static_cast<Mode>(state.range(2));
  const std::unique_ptr<Net> net = *CreateNet(Config(), 1);
  Freeze(mode, net.get());
  std::unique_ptr<Optimizer> optimizer;
  if (mode < EVALUATION) optimizer = *Optimizer::Create({}, net->Trainable());
  const Loss loss = *Loss::Create("cross_entropy", ObjectiveContext());
  const at::Tensor ring = at::arange(4 * kItems * kFrames * kBins, at::kFloat)
                              .mul_(1.7)
                              .sin_()
                              .view({4, kItems, 1, kFrames, kBins});
  Rng rng(1, "dropout");
  Request request;
  request.rng = &rng;
  request.heads = {mode == ADAPTERS || mode == EVALUATION_OWN ? "own" : "core"};
  int64_t at = 0;
  for (auto _ : state) {
    const Batch batch{ring[at++ % 4], {}};
    Step step;
    step.target().classes = at::arange(kItems, at::kLong).remainder(7);
    LossValue value;
    {
      const AutocastScope autocast(runtime);
      step.current() = *net->Forward(batch, request);
      value = *loss(step);
    }
    if (mode >= EVALUATION) continue;
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
    ->ArgNames({"threads", "bf16", "mode"})
    ->ArgsProduct({{1}, {0, 1}, {SCRATCH, ADAPTERS, LAST_LAYER, EVALUATION, EVALUATION_OWN}})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace auricle

BENCHMARK_MAIN();
