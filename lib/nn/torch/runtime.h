// SPDX-License-Identifier: Apache-2.0
// Sets up a torch process in one place: denormals, threads, allocator, precision, device.
#ifndef AURICLE_LIB_NN_TORCH_RUNTIME_H_
#define AURICLE_LIB_NN_TORCH_RUNTIME_H_

#include <ATen/core/Tensor.h>

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace auricle {

struct RuntimeOptions {
  int threads = 0;                 // 0: all cores this process may use.
  std::string device = "auto";     // auto | cpu | cuda | cuda:N
  std::string precision = "auto";  // auto | fp32 | bf16
};

struct Runtime {
  int threads = 1;
  at::Device device = at::Device(at::DeviceType::CPU);
  bool bf16 = false;  // Forward passes run in bfloat16 over float32 master weights.
  std::string precision() const { return bf16 ? "bf16" : "fp32"; }
};

// Call first in main, before any tensor and any thread: flushes denormals (a convolution on them is
// 200 times slower, and threads that exist keep their mode), sets the caching allocator (not under
// AddressSanitizer), threads, and deterministic algorithms. precision=auto is bf16 only where the
// device has matrix units for it (AMX; CUDA 8.0 and later).
// Errors: kInvalidArgument for an unknown value; kFailedPrecondition for a device this LibTorch or
// machine has not, saying how to get one.
absl::StatusOr<Runtime> StartRuntime(const RuntimeOptions& options);

// Within: forward passes and losses compute in bfloat16 where it is safe (autocast), if `on`.
// Per thread; the backward pass runs outside. Weights are cast once and remembered until the
// outermost scope ends, so: one scope per step, and none around both training and evaluation.
class AutocastScope {
 public:
  explicit AutocastScope(const Runtime& runtime);
  AutocastScope(at::DeviceType device, bool on);
  ~AutocastScope();
  AutocastScope(const AutocastScope&) = delete;
  AutocastScope& operator=(const AutocastScope&) = delete;

 private:
  at::DeviceType device_;
  bool previous_;
};

// Within: nothing is recorded for gradients. Per thread. For frozen networks and evaluation.
class NoGradScope {
 public:
  NoGradScope();
  ~NoGradScope();
  NoGradScope(const NoGradScope&) = delete;
  NoGradScope& operator=(const NoGradScope&) = delete;

 private:
  bool previous_;
};

// Adds the gradients of the scalar `share` × `loss` to the parameters it came from.
absl::Status Backward(const at::Tensor& loss, double share = 1);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_TORCH_RUNTIME_H_
