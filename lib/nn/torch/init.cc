// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/torch/init.h"

#include <ATen/ops/empty.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "lib/base/rng.h"
#include "lib/nn/torch/parallel.h"

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

// A normal value beyond two deviations is drawn again; what is left has 0.8796 of the deviation.
void TruncatedChunk(double deviation, Rng rng, float* out, int64_t count) {
  constexpr double kLimit = 2, kLeft = 0.87962566103423978;
  for (int64_t i = 0; i < count;) {
    const double radius = std::sqrt(-2 * std::log(1 - rng.Uniform()));
    const double angle = 2 * M_PI * rng.Uniform();
    for (const double value : {radius * std::cos(angle), radius * std::sin(angle)}) {
      if (std::abs(value) > kLimit || i == count) continue;
      out[i++] = static_cast<float>(deviation / kLeft * value);
    }
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
  InParallel(chunks, [&](int64_t chunk) {
    const int64_t begin = chunk * kChunk;
    fill(Rng(seed, absl::StrCat(name, "/", chunk)), out + begin, std::min(kChunk, count - begin));
  });
  if (!flat.is_same(*tensor)) tensor->copy_(flat);
}

}  // namespace

Init HeNormal(int64_t fan_in) {
  return {Init::TRUNCATED_NORMAL, std::sqrt(2.0 / static_cast<double>(fan_in))};
}

Init GlorotUniform(int64_t fan_in, int64_t fan_out) {
  return {Init::UNIFORM, std::sqrt(6.0 / static_cast<double>(fan_in + fan_out))};
}

void FillTensor(const Init& init, uint64_t seed, const std::string& name, at::Tensor* tensor) {
  const double value = init.value;
  switch (init.kind) {
    case Init::CONSTANT: {
      const c10::NoGradGuard no_grad;
      tensor->fill_(value);
      break;
    }
    case Init::NORMAL:
      Fill(seed, name, tensor,
           [value](Rng rng, float* out, int64_t count) { NormalChunk(value, rng, out, count); });
      break;
    case Init::TRUNCATED_NORMAL:
      Fill(seed, name, tensor,
           [value](Rng rng, float* out, int64_t count) { TruncatedChunk(value, rng, out, count); });
      break;
    case Init::UNIFORM:
      Fill(seed, name, tensor,
           [value](Rng rng, float* out, int64_t count) { UniformChunk(value, rng, out, count); });
      break;
  }
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
