// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/kernels/optimizer_kernels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <functional>
#include <utility>
#include <vector>

#include "lib/nn/kernels/width_testing.h"

namespace auricle {
namespace {

using Floats = std::vector<float>;

// Of both signs and many sizes, among them 0.
Floats Values(int64_t n, double step, double size) {
  Floats values(n);
  for (int64_t i = 0; i < n; ++i) {
    const double x = std::sin(step * static_cast<double>(i));
    values[i] = static_cast<float>(size * x * x * x);
  }
  return values;
}

// What a kernel works on: the parameter and its averages, not below 0 where they are of squares.
struct State {
  explicit State(int64_t n)
      : grad(Values(n, 0.7, 3)),
        p(Values(n, 1.3, 0.1)),
        m(Values(n, 0.3, 1)),
        v(Values(n, 0.9, 2)),
        d(Values(n, 1.9, 0.01)) {
    for (Floats* squares : {&v, &d}) {
      for (float& x : *squares) x = std::abs(x);
    }
  }
  Floats grad, p, m, v, d;
};

bool SameBits(const Floats& a, const Floats& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

bool SameBits(const State& a, const State& b) {
  return SameBits(a.p, b.p) && SameBits(a.m, b.m) && SameBits(a.v, b.v) && SameBits(a.d, b.d);
}

const AdamStep kAdam = {0.9f, 0.999f, 0.013f, 1.7f, 1e-8f, 0.1f, 0.99f};
const SgdStep kSgd = {0.03f, 0.9f, 0.1f, false}, kNesterov = {0.03f, 0.9f, 0.1f, true};
const ScaledStep kScaled = {0.03f, 0.95f, 1e-7f, 0.1f};

struct Kernel {
  const char* name;
  std::function<void(State*)> run;
  std::function<void(State*, int64_t)> one;  // The formula for element i, each step rounded.
};

// Rounds to float32: what a fused product and sum would not do.
float Round(float x) {
  volatile float stored = x;
  return stored;
}

float WithL2(const State& s, int64_t i, float l2) { return s.grad[i] + Round(l2 * s.p[i]); }

float Average(float share, float old, float now) {
  return Round(share * old) + Round((1 - share) * now);
}

void AdamOne(State* s, int64_t i) {
  const float g = WithL2(*s, i, kAdam.l2);
  s->m[i] = Average(kAdam.beta1, s->m[i], g);
  s->v[i] = Average(kAdam.beta2, s->v[i], Round(g * g));
  const float root = Round(std::sqrt(s->v[i]) * kAdam.inverse_root) + kAdam.eps;
  s->p[i] = Round(kAdam.keep * s->p[i]) - Round(Round(kAdam.step_size * s->m[i]) / root);
}

void SgdOne(State* s, int64_t i, const SgdStep& step) {
  const float g = WithL2(*s, i, step.l2);
  s->m[i] = Round(step.momentum * s->m[i]) + g;
  const float move = step.nesterov ? g + Round(step.momentum * s->m[i]) : s->m[i];
  s->p[i] -= Round(step.rate * move);
}

void RmsPropOne(State* s, int64_t i) {
  const float g = WithL2(*s, i, kScaled.l2);
  s->v[i] = Average(kScaled.rho, s->v[i], Round(g * g));
  s->p[i] -= Round(Round(kScaled.rate * g) / (std::sqrt(s->v[i]) + kScaled.eps));
}

void AdadeltaOne(State* s, int64_t i) {
  const float g = WithL2(*s, i, kScaled.l2);
  s->v[i] = Average(kScaled.rho, s->v[i], Round(g * g));
  const float ratio = (s->d[i] + kScaled.eps) / (s->v[i] + kScaled.eps);
  const float move = Round(g * std::sqrt(ratio));
  s->d[i] = Average(kScaled.rho, s->d[i], Round(move * move));
  s->p[i] -= Round(kScaled.rate * move);
}

int64_t Size(const State& s) { return static_cast<int64_t>(s.p.size()); }

const std::vector<Kernel>& Kernels() {
  static const auto* const kernels = new std::vector<Kernel>{
      {"adam",
       [](State* s) {
         AdamKernel(kAdam, Size(*s), s->grad.data(), s->p.data(), s->m.data(), s->v.data());
       },
       &AdamOne},
      {"sgd", [](State* s) { SgdKernel(kSgd, Size(*s), s->grad.data(), s->p.data(), s->m.data()); },
       [](State* s, int64_t i) { SgdOne(s, i, kSgd); }},
      {"nesterov",
       [](State* s) { SgdKernel(kNesterov, Size(*s), s->grad.data(), s->p.data(), s->m.data()); },
       [](State* s, int64_t i) { SgdOne(s, i, kNesterov); }},
      {"rmsprop",
       [](State* s) { RmsPropKernel(kScaled, Size(*s), s->grad.data(), s->p.data(), s->v.data()); },
       &RmsPropOne},
      {"adadelta",
       [](State* s) {
         AdadeltaKernel(kScaled, Size(*s), s->grad.data(), s->p.data(), s->v.data(), s->d.data());
       },
       &AdadeltaOne},
  };
  return *kernels;
}

class OptimizerKernels : public AtEachWidth {};
AURICLE_AT_EACH_WIDTH(OptimizerKernels);

// So it is on every processor: nothing is fused or estimated, in whole vectors and behind them.
TEST_P(OptimizerKernels, AreTheirFormulasToTheBit) {
  for (const Kernel& kernel : Kernels()) {
    for (const int64_t n : {1, 15, 16, 1000, 1003}) {
      State ours(n), formula(n);
      kernel.run(&ours);
      for (int64_t i = 0; i < n; ++i) kernel.one(&formula, i);
      EXPECT_TRUE(SameBits(ours, formula)) << kernel.name << " " << n;
    }
  }
}

// What lets callers give parts to threads.
TEST_P(OptimizerKernels, GiveTheSameBitsInParts) {
  const State first(1003);
  State whole = first, parts = first;
  AdamKernel(kAdam, 1003, whole.grad.data(), whole.p.data(), whole.m.data(), whole.v.data());
  for (const auto& [begin, end] : {std::pair{500, 1003}, {0, 37}, {37, 500}}) {
    AdamKernel(kAdam, end - begin, &parts.grad[begin], &parts.p[begin], &parts.m[begin],
               &parts.v[begin]);
  }
  EXPECT_TRUE(SameBits(whole, parts));
  EXPECT_FALSE(SameBits(whole, first));
}

}  // namespace
}  // namespace auricle
