// SPDX-License-Identifier: Apache-2.0
// The inner loops of the optimizers: one pass over parameter, gradient and averages. An optimizer
// does next to nothing with each value, so its time is that of memory: by whole tensors each
// operation of the formula would be such a pass. Elements do not depend on one another: a caller
// may give any parts of a tensor to any threads, and all processors give the same bits.
#ifndef AURICLE_LIB_NN_KERNELS_OPTIMIZER_KERNELS_H_
#define AURICLE_LIB_NN_KERNELS_OPTIMIZER_KERNELS_H_

#include <cstdint>

namespace auricle {

// m ← β1 m + (1-β1) g;  v ← β2 v + (1-β2) g²;  p ← keep p - step_size m / (√v inverse_root + eps)
// with g ← gradient + l2 p before (Kingma and Ba, 2015; decoupled decay: Loshchilov and Hutter,
// 2019).
struct AdamStep {
  float beta1, beta2;
  float step_size;     // Learning rate / (1 - β1^t)
  float inverse_root;  // 1 / √(1 - β2^t)
  float eps;
  float l2;
  float keep;  // 1 - learning rate × decoupled weight decay
};
void AdamKernel(const AdamStep& step, int64_t n, const float* grad, float* p, float* m, float* v);

// b ← momentum b + g;  p ← p - rate b, or with Nesterov p - rate (g + momentum b); g as above.
struct SgdStep {
  float rate, momentum, l2;
  bool nesterov;
};
void SgdKernel(const SgdStep& step, int64_t n, const float* grad, float* p, float* b);

// rmsprop (Tieleman and Hinton, 2012), eps outside the root as Keras has it without momentum:
// v ← ρ v + (1-ρ) g²;  p ← p - rate g / (√v + eps)
// adadelta (Zeiler, 2012):
// v ← ρ v + (1-ρ) g²;  s = g √(d + eps) / √(v + eps);  d ← ρ d + (1-ρ) s²;  p ← p - rate s
struct ScaledStep {
  float rate, rho, eps, l2;
};
void RmsPropKernel(const ScaledStep& step, int64_t n, const float* grad, float* p, float* v);
void AdadeltaKernel(const ScaledStep& step, int64_t n, const float* grad, float* p, float* v,
                    float* d);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_KERNELS_OPTIMIZER_KERNELS_H_
