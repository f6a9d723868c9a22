// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/kernels/optimizer_kernels.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <thread>
#include <vector>

// One binary for all processors: the loader takes the widest version that this one runs.
#define AURICLE_WIDE __attribute__((target_clones("avx512f", "avx2", "default")))

namespace auricle {
namespace {

constexpr int64_t kPerThread = 1 << 20;  // Below this a thread costs more than it brings.

AURICLE_WIDE void AdamRange(const AdamStep& step, int64_t n, const float* __restrict__ grad,
                            float* __restrict__ p, float* __restrict__ m, float* __restrict__ v) {
  const AdamStep s = step;
  for (int64_t i = 0; i < n; ++i) {
    const float g = grad[i] + s.l2 * p[i];
    m[i] = s.beta1 * m[i] + (1 - s.beta1) * g;
    v[i] = s.beta2 * v[i] + (1 - s.beta2) * (g * g);
    p[i] = s.keep * p[i] - s.step_size * m[i] / (std::sqrt(v[i]) * s.inverse_root + s.eps);
  }
}

AURICLE_WIDE void SgdRange(const SgdStep& step, int64_t n, const float* __restrict__ grad,
                           float* __restrict__ p, float* __restrict__ b) {
  const SgdStep s = step;
  const float own = s.nesterov ? 1 : 0, average = s.nesterov ? s.momentum : 1;
  for (int64_t i = 0; i < n; ++i) {
    const float g = grad[i] + s.l2 * p[i];
    b[i] = s.momentum * b[i] + g;
    p[i] -= s.rate * (own * g + average * b[i]);
  }
}

AURICLE_WIDE void RmsPropRange(const ScaledStep& step, int64_t n, const float* __restrict__ grad,
                               float* __restrict__ p, float* __restrict__ v) {
  const ScaledStep s = step;
  for (int64_t i = 0; i < n; ++i) {
    const float g = grad[i] + s.l2 * p[i];
    v[i] = s.rho * v[i] + (1 - s.rho) * (g * g);
    p[i] -= s.rate * g / (std::sqrt(v[i]) + s.eps);
  }
}

AURICLE_WIDE void AdadeltaRange(const ScaledStep& step, int64_t n, const float* __restrict__ grad,
                                float* __restrict__ p, float* __restrict__ v,
                                float* __restrict__ d) {
  const ScaledStep s = step;
  for (int64_t i = 0; i < n; ++i) {
    const float g = grad[i] + s.l2 * p[i];
    v[i] = s.rho * v[i] + (1 - s.rho) * (g * g);
    const float move = g * std::sqrt((d[i] + s.eps) / (v[i] + s.eps));
    d[i] = s.rho * d[i] + (1 - s.rho) * (move * move);
    p[i] -= s.rate * move;
  }
}

// Elements do not depend on one another, so the number of threads changes no bit.
template <typename Range>
void InThreads(int64_t n, const Range& range) {
  const int64_t threads =
      std::max<int64_t>(1, std::min<int64_t>(at::get_num_threads(), n / kPerThread));
  const int64_t part = (n + threads - 1) / threads;
  std::vector<std::thread> helpers;
  for (int64_t k = 1; k < threads; ++k) {
    helpers.emplace_back([&, k] { range(k * part, std::min(n, (k + 1) * part)); });
  }
  range(0, std::min(n, part));
  for (std::thread& helper : helpers) helper.join();
}

}  // namespace

void AdamKernel(const AdamStep& step, int64_t n, const float* grad, float* p, float* m, float* v) {
  InThreads(n, [&](int64_t begin, int64_t end) {
    AdamRange(step, end - begin, grad + begin, p + begin, m + begin, v + begin);
  });
}

void SgdKernel(const SgdStep& step, int64_t n, const float* grad, float* p, float* b) {
  InThreads(n, [&](int64_t begin, int64_t end) {
    SgdRange(step, end - begin, grad + begin, p + begin, b + begin);
  });
}

void RmsPropKernel(const ScaledStep& step, int64_t n, const float* grad, float* p, float* v) {
  InThreads(n, [&](int64_t begin, int64_t end) {
    RmsPropRange(step, end - begin, grad + begin, p + begin, v + begin);
  });
}

void AdadeltaKernel(const ScaledStep& step, int64_t n, const float* grad, float* p, float* v,
                    float* d) {
  InThreads(n, [&](int64_t begin, int64_t end) {
    AdadeltaRange(step, end - begin, grad + begin, p + begin, v + begin, d + begin);
  });
}

}  // namespace auricle
