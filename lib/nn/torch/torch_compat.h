// SPDX-License-Identifier: Apache-2.0
// Every difference between LibTorch versions (1.13 … 2.x) that Auricle meets, but for the
// allocator's signatures (allocator.cc meets both). For .cc files only.
#ifndef AURICLE_LIB_NN_TORCH_TORCH_COMPAT_H_
#define AURICLE_LIB_NN_TORCH_TORCH_COMPAT_H_

#include <ATen/Context.h>
#include <ATen/autocast_mode.h>
#include <torch/version.h>

#define AURICLE_TORCH_AT_LEAST(major, minor) \
  (TORCH_VERSION_MAJOR > (major) ||          \
   (TORCH_VERSION_MAJOR == (major) && TORCH_VERSION_MINOR >= (minor)))

namespace auricle::torch_compat {

// Autocast's switches had one name per device before 2.4.
inline bool AutocastEnabled(at::DeviceType device) {
#if AURICLE_TORCH_AT_LEAST(2, 4)
  return at::autocast::is_autocast_enabled(device);
#else
  return device == at::DeviceType::CPU ? at::autocast::is_cpu_enabled()
                                       : at::autocast::is_enabled();
#endif
}

inline void SetAutocastEnabled(at::DeviceType device, bool on) {
#if AURICLE_TORCH_AT_LEAST(2, 4)
  at::autocast::set_autocast_enabled(device, on);
#else
  if (device == at::DeviceType::CPU) {
    at::autocast::set_cpu_enabled(on);
  } else {
    at::autocast::set_enabled(on);
  }
#endif
}

inline void SetAutocastBf16(at::DeviceType device) {
#if AURICLE_TORCH_AT_LEAST(2, 4)
  at::autocast::set_autocast_dtype(device, at::kBFloat16);
#else
  if (device == at::DeviceType::CPU) {
    at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
  } else {
    at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
  }
#endif
}

// Since 2.2 deterministic mode also fills new memory, which costs a pass over every tensor.
inline void SetDeterministic(bool warn_only) {
  at::globalContext().setDeterministicAlgorithms(true, warn_only);
#if AURICLE_TORCH_AT_LEAST(2, 2)
  at::globalContext().setDeterministicFillUninitializedMemory(false);
#endif
}

}  // namespace auricle::torch_compat

#endif  // AURICLE_LIB_NN_TORCH_TORCH_COMPAT_H_
