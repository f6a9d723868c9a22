// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/spectra/fft.h"

#include <fftw3.h>

#include <cstring>
#include <map>
#include <mutex>

namespace auricle {
namespace {

constexpr size_t kAlignment = 64;

// FFTW's planner is not thread-safe; execution is.
std::mutex& PlannerMutex() {
  static std::mutex* const mutex = new std::mutex;
  return *mutex;
}

fftwf_plan Plan(int n, unsigned flags) {
  const AlignedFloats in = MakeAlignedFloats(2 * n), out = MakeAlignedFloats(2 * n);
  return fftwf_plan_dft_1d(n, reinterpret_cast<fftwf_complex*>(in.get()),
                           reinterpret_cast<fftwf_complex*>(out.get()), FFTW_FORWARD,
                           flags | FFTW_PRESERVE_INPUT);
}

}  // namespace

AlignedFloats MakeAlignedFloats(size_t n) {
  const size_t bytes = (n * sizeof(float) + kAlignment - 1) / kAlignment * kAlignment;
  void* const memory = std::aligned_alloc(kAlignment, bytes == 0 ? kAlignment : bytes);
  if (memory == nullptr) std::abort();  // As operator new without exceptions.
  std::memset(memory, 0, bytes);
  return AlignedFloats(static_cast<float*>(memory));
}

const Fft& Fft::Get(int n) {
  const std::lock_guard<std::mutex> lock(PlannerMutex());
  static auto* const plans = new std::map<int, const Fft*>;
  const Fft*& plan = (*plans)[n];
  if (plan == nullptr) plan = new Fft(n);
  return *plan;
}

Fft::Fft(int n) {
  static const bool imported = fftwf_import_wisdom_from_string(kFftWisdom) != 0;
  fftwf_plan plan = imported ? Plan(n, FFTW_MEASURE | FFTW_WISDOM_ONLY) : nullptr;
  from_wisdom_ = plan != nullptr;
  if (plan == nullptr) plan = Plan(n, FFTW_ESTIMATE);
  plan_ = plan;
}

void Fft::Run(float* in, float* out) const {
  fftwf_execute_dft(static_cast<fftwf_plan>(plan_), reinterpret_cast<fftwf_complex*>(in),
                    reinterpret_cast<fftwf_complex*>(out));
}

}  // namespace auricle
