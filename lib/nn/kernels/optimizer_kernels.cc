// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/kernels/optimizer_kernels.h"

#include <cmath>

#include "lib/nn/kernels/lanes.h"

namespace auricle {
namespace {

AURICLE_INLINE void AdamRange(const AdamStep& step, int64_t n, const float* __restrict__ grad,
                              float* __restrict__ p, float* __restrict__ m, float* __restrict__ v) {
  const AdamStep s = step;
  for (int64_t i = 0; i < n; ++i) {
    const float g = grad[i] + s.l2 * p[i];
    m[i] = s.beta1 * m[i] + (1 - s.beta1) * g;
    v[i] = s.beta2 * v[i] + (1 - s.beta2) * (g * g);
    p[i] = s.keep * p[i] - s.step_size * m[i] / (std::sqrt(v[i]) * s.inverse_root + s.eps);
  }
}

AURICLE_INLINE void SgdRange(const SgdStep& step, int64_t n, const float* __restrict__ grad,
                             float* __restrict__ p, float* __restrict__ b) {
  const SgdStep s = step;
  const float own = s.nesterov ? 1 : 0, average = s.nesterov ? s.momentum : 1;
  for (int64_t i = 0; i < n; ++i) {
    const float g = grad[i] + s.l2 * p[i];
    b[i] = s.momentum * b[i] + g;
    p[i] -= s.rate * (own * g + average * b[i]);
  }
}

AURICLE_INLINE void RmsPropRange(const ScaledStep& step, int64_t n, const float* __restrict__ grad,
                                 float* __restrict__ p, float* __restrict__ v) {
  const ScaledStep s = step;
  for (int64_t i = 0; i < n; ++i) {
    const float g = grad[i] + s.l2 * p[i];
    v[i] = s.rho * v[i] + (1 - s.rho) * (g * g);
    p[i] -= s.rate * g / (std::sqrt(v[i]) + s.eps);
  }
}

AURICLE_INLINE void AdadeltaRange(const ScaledStep& step, int64_t n, const float* __restrict__ grad,
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

}  // namespace

void AdamKernel(const AdamStep& step, int64_t n, const float* grad, float* p, float* m, float* v) {
  lanes::AtKernelWidth([&]() AURICLE_INLINE_LAMBDA { AdamRange(step, n, grad, p, m, v); });
}

void SgdKernel(const SgdStep& step, int64_t n, const float* grad, float* p, float* b) {
  lanes::AtKernelWidth([&]() AURICLE_INLINE_LAMBDA { SgdRange(step, n, grad, p, b); });
}

void RmsPropKernel(const ScaledStep& step, int64_t n, const float* grad, float* p, float* v) {
  lanes::AtKernelWidth([&]() AURICLE_INLINE_LAMBDA { RmsPropRange(step, n, grad, p, v); });
}

void AdadeltaKernel(const ScaledStep& step, int64_t n, const float* grad, float* p, float* v,
                    float* d) {
  lanes::AtKernelWidth([&]() AURICLE_INLINE_LAMBDA { AdadeltaRange(step, n, grad, p, v, d); });
}

}  // namespace auricle
