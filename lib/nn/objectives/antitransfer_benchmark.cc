// SPDX-License-Identifier: Apache-2.0
// One training step with anti-transfer at conv5_2, ours beside a straightforward transcription for
// LibTorch: full-width VGG16, batch 13 of 501 × 129 values, the paper's loss, Adam.
//   bazel run //lib/nn/objectives:antitransfer_benchmark -- [threads, default 1] [rounds, default
//   2]
// The reference runs in a process of its own with torch's default allocator and settings (threads
// are the same); the two take turns. Exits with 1 where losses or gradients of the first step are
// not equal within the precision's error. "uncached" passes the batch through the frozen network;
// the others take its tap as it was cached.
#include <ATen/Functions.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "lib/nn/networks/nets.h"
#include "lib/nn/objectives/antitransfer_reference_process.h"
#include "lib/nn/objectives/objective.h"
#include "lib/nn/optim/optimizer.h"
#include "lib/nn/torch/runtime.h"
#include "lib/nn/torch/tensors.h"
#include "protos/network.pb.h"

namespace auricle {
namespace {

constexpr int64_t kItems = 13, kFrames = 501, kBins = 129, kClasses = 4;
constexpr size_t kParameters = 134275780;
constexpr int kSlice = 28;
constexpr char kTap[] = "conv5_2";
constexpr double kRate = 5e-5;
// How far a gradient may lie from the reference's, relative to its length, and a loss; in float32
// and bfloat16. A gradient jumps where rounding turns a ReLU's sign or a pool's choice, so it is
// off by about the root of the rounding error: 3e-4 and 6e-2, and more through 13 layers.
constexpr double kTolerance[] = {2e-3, 0.3}, kLossTolerance[] = {1e-4, 2e-2};

Network Config() {
  Network config;
  config.set_name("vgg16");
  config.set_classes(kClasses);
  config.set_bins(kBins);
  return config;
}

// Magnitudes with bumps along time and frequency, differing by item.
at::Tensor Features() {
  const at::Tensor i = at::arange(kItems * kFrames * kBins, at::kFloat);
  return i.mul(1.7).sin().add(i.mul(0.0031).cos()).abs().view({kItems, 1, kFrames, kBins});
}

at::Tensor Labels() { return at::arange(kItems, at::kLong).remainder(kClasses); }

std::vector<at::Tensor> Weights(uint64_t seed) {
  std::vector<at::Tensor> tensors;
  const std::unique_ptr<Net> net = *CreateNet(Config(), seed);
  for (const NetTensor& tensor : net->tensors()) tensors.push_back(tensor.tensor);
  return tensors;
}

std::vector<at::Tensor> FirstWeights() { return Weights(1); }
std::vector<at::Tensor> FrozenWeights() { return Weights(2); }

// Our side, as lib/train/stepper does it.
class Ours {
 public:
  explicit Ours(const Runtime& runtime) : runtime_(runtime) {
    frozen_->SetTraining(false);
    (void)frozen_->Freeze("");
    Restart();
  }

  // The first weights again.
  void Restart() {
    if (!net_->Initialise(1).ok()) std::exit(1);
    optimizer_ = *Optimizer::Create({}, net_->Trainable());
  }

  // "cross_entropy", "antitransfer". The weights stay as they are without `update`.
  std::map<std::string, double> Step(bool bf16, bool cached, bool update) {
    runtime_.bf16 = bf16;
    auricle::Step step;
    step.target().classes = y_;
    LossValue value;
    {
      const AutocastScope autocast(runtime_);
      step.passes[{PassKey::FROZEN, ""}].taps[kTap] = cached ? Cached(bf16) : FrozenTap();
      Request request;
      request.taps = {kTap};
      step.current() = *net_->Forward(batch_, request);
      value = *loss_(step);
    }
    optimizer_->ZeroGrad();
    if (!Backward(value.total).ok()) std::exit(1);
    if (update && !optimizer_->Update(kRate).ok()) std::exit(1);
    std::map<std::string, double> scalars;
    for (const auto& [name, scalar] : value.scalars) scalars[name] = ScalarValue(scalar);
    return scalars;
  }

  // |ours - theirs| / |theirs| over all gradients, and the largest of any one tensor's.
  std::pair<double, double> Distance(const float* theirs) const {
    double difference = 0, length = 0, worst = 0;
    for (const NetTensor& tensor : net_->tensors()) {
      const at::Tensor grad = tensor.tensor.grad().contiguous();
      const at::Tensor other = at::from_blob(const_cast<float*>(theirs), grad.sizes());
      theirs += grad.numel();
      const double d = ScalarValue(grad.sub(other).norm()), l = ScalarValue(other.norm());
      difference += d * d;
      length += l * l;
      worst = std::max(worst, d / l);
    }
    return {std::sqrt(difference / length), worst};
  }

 private:
  Tap FrozenTap() {
    const NoGradScope no_grad;
    Request request;
    request.taps = {kTap};
    request.heads.clear();
    return frozen_->Forward(batch_, request)->taps.at(kTap);
  }

  // Rows of channels, in the precision of the run, as the trainers' cache stores them.
  Tap Cached(bool bf16) {
    at::Tensor& stored = cached_[bf16];
    if (!stored.defined()) {
      stored = FrozenTap().tensor.to(bf16 ? at::kBFloat16 : at::kFloat).contiguous();
    }
    return {stored.clone(), {}};
  }

  Runtime runtime_;
  std::unique_ptr<Net> net_ = *CreateEmptyNet(Config()), frozen_ = *CreateNet(Config(), 2);
  std::unique_ptr<Optimizer> optimizer_;
  const Loss loss_ = *Loss::Create("cross_entropy,antitransfer(at=conv5_2)", ObjectiveContext());
  const at::Tensor y_ = Labels();
  const Batch batch_{Features(), {}};
  std::map<bool, at::Tensor> cached_;
};

bool Close(double ours, double theirs, double tolerance) {
  return std::abs(ours - theirs) <= tolerance * std::abs(theirs);
}

// Whether the first step of each kind has the reference's losses and gradients.
bool Compare(ReferenceProcess* reference, Ours* ours) {
  const ReferenceProcess::Answer& theirs = reference->Step(/*gradients=*/true);
  std::printf("reference: cross-entropy %.7g, antitransfer %.7g\n", theirs.cross_entropy,
              theirs.antitransfer);
  bool equal = true;
  for (const bool bf16 : {false, true}) {
    for (const bool cached : {false, true}) {
      auto losses = ours->Step(bf16, cached, /*update=*/false);
      const auto [all, worst] = ours->Distance(theirs.gradients);
      std::printf(
          "%s %s: cross-entropy %.7g, antitransfer %.7g; gradients differ by %.2g of their "
          "length, of one tensor by %.2g\n",
          bf16 ? "bf16" : "fp32", cached ? "cached" : "uncached", losses["cross_entropy"],
          losses["antitransfer"], all, worst);
      equal = equal && all <= kTolerance[bf16] &&
              Close(losses["cross_entropy"], theirs.cross_entropy, kLossTolerance[bf16]) &&
              Close(losses["antitransfer"], theirs.antitransfer, kLossTolerance[bf16]);
    }
  }
  return equal;
}

// Seconds a step, by bf16 and cached.
using Seconds = std::array<std::array<double, 2>, 2>;

void Report(double theirs, const Seconds& ours) {
  std::printf("seconds reference fp32 %.3f\n", theirs);
  for (const bool cached : {true, false}) {
    for (const bool bf16 : {false, true}) {
      std::printf("seconds %s %s %.3f\n", cached ? "cached" : "uncached", bf16 ? "bf16" : "fp32",
                  ours[bf16][cached]);
    }
  }
  for (const bool cached : {true, false}) {
    for (const bool bf16 : {false, true}) {
      std::printf("%s %s %.2f\n", cached ? "speedup" : "uncached", bf16 ? "bf16" : "fp32",
                  theirs / ours[bf16][cached]);
    }
  }
}

int Main(int threads, int rounds) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);  // Minutes pass between lines.
  const ReferenceProblem problem = {threads,        kSlice,    kRate,   &FirstWeights,
                                    &FrozenWeights, &Features, &Labels, kParameters};
  ReferenceProcess reference(problem);
  RuntimeOptions options;
  options.threads = threads;
  options.device = "cpu";
  const Runtime runtime = *StartRuntime(options);
  std::printf("%d threads, minimum of %d rounds, %s; bf16 matrix units: %s\n", threads, rounds,
              threads == 1 ? "processor time" : "wall time", runtime.bf16 ? "yes" : "no");
  Ours ours(runtime);
  if (!Compare(&reference, &ours)) {
    std::printf("losses or gradients are not equal within the precision's error\n");
    return 1;
  }
  double theirs = HUGE_VAL;
  Seconds best = {{{HUGE_VAL, HUGE_VAL}, {HUGE_VAL, HUGE_VAL}}};
  for (int round = 0; round < rounds; ++round) {
    theirs = std::min(theirs, reference.Step(/*gradients=*/false).seconds);
    for (const bool bf16 : {false, true}) {
      for (const bool cached : {false, true}) {
        const Stopwatch watch(threads);
        ours.Step(bf16, cached, /*update=*/true);
        best[bf16][cached] = std::min(best[bf16][cached], watch.Seconds());
      }
    }
  }
  Report(theirs, best);
  return 0;
}

}  // namespace
}  // namespace auricle

int main(int argc, char** argv) {
  const int threads = argc > 1 ? std::atoi(argv[1]) : 1, rounds = argc > 2 ? std::atoi(argv[2]) : 2;
  return auricle::Main(std::max(1, threads), std::max(1, rounds));
}
