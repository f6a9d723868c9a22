// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/torch/runtime.h"

#include <ATen/Parallel.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/core/DeviceGuard.h>
#include <c10/core/GradMode.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <cpuid.h>
#include <dlfcn.h>
#include <sched.h>
#include <stdlib.h>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "lib/nn/torch/allocator.h"
#include "lib/nn/torch/guard.h"
#include "lib/nn/torch/torch_compat.h"

namespace auricle {
namespace {

int UsableCores() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof(set), &set) != 0) return 1;
  return CPU_COUNT(&set);
}

// AMX tiles and their bfloat16 product, in the processor and switched on by the system.
bool CpuHasBf16Matrices() {
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || (c & (1u << 27)) == 0) return false;  // OSXSAVE
  unsigned low, high;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  if ((low & (3u << 17)) != (3u << 17)) return false;  // TILECFG, TILEDATA
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return false;
  return (d & (1u << 22)) != 0 && (d & (1u << 24)) != 0;  // AMX-BF16, AMX-TILE
}

int CudaDevices() {
  if (!c10::impl::hasDeviceGuardImpl(at::DeviceType::CUDA)) return 0;
  return c10::impl::getDeviceGuardImpl(at::DeviceType::CUDA)->deviceCount();
}

// OpenBLAS keeps threads of its own, one per core, that LibTorch does not know of: they would spin
// beside ours, and their number shapes the sums' last bits. Other BLAS libraries lack the function.
void SetBlasThreads(int threads) {
  using Setter = void (*)(int);
  const auto set = reinterpret_cast<Setter>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
  if (set != nullptr) set(threads);
}

absl::StatusOr<at::Device> ChooseDevice(const std::string& name) {
  if (name == "cpu") return at::Device(at::DeviceType::CPU);
  const int devices = CudaDevices();
  if (name == "auto") {
    if (devices == 0) return at::Device(at::DeviceType::CPU);
    return at::Device(at::DeviceType::CUDA, 0);
  }
  int index = 0;
  const absl::string_view text = name;
  const bool numbered = absl::StartsWith(text, "cuda:");
  if (text != "cuda" &&
      !(numbered && absl::SimpleAtoi(text.substr(5), &index) && index >= 0 && index < 128)) {
    return absl::InvalidArgumentError(
        absl::StrCat("device is '", name, "', want auto, cpu, cuda or cuda:N"));
  }
  if (!at::globalContext().hasCUDA()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "device is '", name, "', but ",
        c10::impl::hasDeviceGuardImpl(at::DeviceType::CUDA)
            ? "this machine offers no usable CUDA device; check nvidia-smi"
            : "this LibTorch is built without CUDA; build with LIBTORCH=/path to one that has it",
        ", or use --device=cpu"));
  }
  if (index >= devices) {
    return absl::FailedPreconditionError(
        absl::StrCat("device is '", name, "', but there are ", devices, " CUDA devices, cuda:0 …"));
  }
  return at::Device(at::DeviceType::CUDA, static_cast<at::DeviceIndex>(index));
}

absl::StatusOr<bool> ChooseBf16(const std::string& precision, const at::Device& device) {
  if (precision == "fp32") return false;
  if (precision == "bf16") return true;
  if (precision != "auto") {
    return absl::InvalidArgumentError(
        absl::StrCat("precision is '", precision, "', want auto, fp32 or bf16"));
  }
  if (device.is_cpu()) return CpuHasBf16Matrices();
  const c10::DeviceGuard asked(device);  // The question is put to the current device.
  return at::detail::getCUDAHooks().supportsBFloat16ConvolutionWithCuDNNv8();
}

}  // namespace

absl::StatusOr<Runtime> StartRuntime(const RuntimeOptions& options) {
  at::globalContext().setFlushDenormal(true);
  if (options.threads < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("threads is ", options.threads, ", want 0 (all cores) or more"));
  }
  // cuBLAS reads it when the device is first used; without it its sums are not reproducible.
  setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", /*overwrite=*/0);
  return TorchGuard([&]() -> absl::StatusOr<Runtime> {
    InstallCachingAllocator();
    Runtime runtime;
    runtime.threads = options.threads > 0 ? options.threads : UsableCores();
    at::set_num_threads(runtime.threads);
    SetBlasThreads(runtime.threads);
    const absl::StatusOr<at::Device> device = ChooseDevice(options.device);
    if (!device.ok()) return device.status();
    runtime.device = *device;
    const absl::StatusOr<bool> bf16 = ChooseBf16(options.precision, *device);
    if (!bf16.ok()) return bf16.status();
    runtime.bf16 = *bf16;
    // Some CUDA kernels have no deterministic form; LibTorch then warns instead of failing.
    torch_compat::SetDeterministic(/*warn_only=*/!device->is_cpu());
    at::globalContext().setDeterministicCuDNN(true);
    at::globalContext().setBenchmarkCuDNN(false);
    return runtime;
  });
}

AutocastScope::AutocastScope(const Runtime& runtime)
    : AutocastScope(runtime.device.type(), runtime.bf16) {}

AutocastScope::AutocastScope(at::DeviceType device, bool on)
    : device_(device), previous_(torch_compat::AutocastEnabled(device)) {
  torch_compat::SetAutocastEnabled(device, on);
  if (on) torch_compat::SetAutocastBf16(device);
  at::autocast::increment_nesting();
}

AutocastScope::~AutocastScope() {
  if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
  torch_compat::SetAutocastEnabled(device_, previous_);
}

NoGradScope::NoGradScope() : previous_(c10::GradMode::is_enabled()) {
  c10::GradMode::set_enabled(false);
}

NoGradScope::~NoGradScope() { c10::GradMode::set_enabled(previous_); }

absl::Status Backward(const at::Tensor& loss, double share) {
  return TorchGuard([&]() -> absl::Status {
    if (!loss.requires_grad()) {
      return absl::FailedPreconditionError(
          "the loss depends on no trainable parameter: everything is frozen, or every term is a "
          "control without gradient");
    }
    (share == 1 ? loss : loss.mul(share)).backward();
    return absl::OkStatus();
  });
}

}  // namespace auricle
