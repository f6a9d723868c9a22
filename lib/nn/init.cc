// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/init.h"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "lib/base/rng.h"

namespace auricle {
namespace {

constexpr int64_t kChunk = 65536;

// Box and Muller, both values of a pair.
void NormalChunk(double deviation, Rng rng, float* out, int64_t count) {
  for (int64_t i = 0; i < count; i += 2) {
    const double radius = deviation * std::sqrt(-2 * std::log(1 - rng.Uniform()));
    const double angle = 2 * M_PI * rng.Uniform();
    out[i] = static_cast<float>(radius * std::cos(angle));
    if (i + 1 < count) out[i + 1] = static_cast<float>(radius * std::sin(angle));
  }
}

void UniformChunk(double bound, Rng rng, float* out, int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    out[i] = static_cast<float>(bound * (2 * rng.Uniform() - 1));
  }
}

template <typename FillChunk>
void Fill(uint64_t seed, const std::string& name, at::Tensor* tensor, const FillChunk& fill) {
  const c10::NoGradGuard no_grad;
  const at::Tensor flat =
      tensor->is_contiguous() ? *tensor : tensor->detach().contiguous(at::MemoryFormat::Contiguous);
  float* const out = flat.data_ptr<float>();
  const int64_t count = flat.numel(), chunks = (count + kChunk - 1) / kChunk;
  std::atomic<int64_t> next{0};
  const auto work = [&] {
    for (int64_t chunk; (chunk = next++) < chunks;) {
      const int64_t begin = chunk * kChunk;
      fill(Rng(seed, absl::StrCat(name, "/", chunk)), out + begin, std::min(kChunk, count - begin));
    }
  };
  const int64_t threads = std::min<int64_t>(at::get_num_threads(), chunks);
  std::vector<std::thread> helpers(std::max<int64_t>(threads - 1, 0));
  for (std::thread& helper : helpers) helper = std::thread(work);
  work();
  for (std::thread& helper : helpers) helper.join();
  if (!flat.is_same(*tensor)) tensor->copy_(flat);
}

}  // namespace

void FillNormal(double deviation, uint64_t seed, const std::string& name, at::Tensor* tensor) {
  Fill(seed, name, tensor, [deviation](Rng rng, float* out, int64_t count) {
    NormalChunk(deviation, rng, out, count);
  });
}

void FillUniform(double bound, uint64_t seed, const std::string& name, at::Tensor* tensor) {
  Fill(seed, name, tensor,
       [bound](Rng rng, float* out, int64_t count) { UniformChunk(bound, rng, out, count); });
}

at::Tensor DropoutMask(const at::Tensor& like, double probability, Rng* rng) {
  at::Tensor mask = at::empty(like.sizes(), at::kFloat);
  float* const out = mask.data_ptr<float>();
  const float kept = static_cast<float>(1 / (1 - probability));
  const auto limit = static_cast<uint64_t>(std::ldexp(probability, 32));
  for (int64_t i = 0; i < mask.numel(); i += 2) {  // 32 bits decide one value.
    const uint64_t bits = rng->Next();
    out[i] = (bits & 0xffffffff) < limit ? 0 : kept;
    if (i + 1 < mask.numel()) out[i + 1] = (bits >> 32) < limit ? 0 : kept;
  }
  return mask.to(like.options());
}

}  // namespace auricle
