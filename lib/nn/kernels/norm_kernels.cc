// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/kernels/norm_kernels.h"

#include <algorithm>

#include "lib/nn/kernels/lanes.h"

namespace auricle {
namespace {

using namespace lanes;  // NOLINT(google-build-using-namespace): a file of kernels.

template <typename T>
AURICLE_INLINE void Statistics(int64_t rows, int64_t channels, const T* x, float* mean,
                               float* squares) {
  const int64_t padded = PaddedChannels(channels);
  const float inverse = 1.0f / static_cast<float>(rows);
  // About the first row, which is of the values' size, so that no digits are lost.
  for (int64_t c = 0; c < padded; ++c) mean[c] = squares[c] = 0;
  int64_t r = 0;
  for (; r + 4 <= rows; r += 4) {
    const T* const row = x + r * channels;
    for (int64_t c = 0; c < channels; c += kLanes) {
      const int64_t n = channels - c;
      const V pivot = Load(x + c, n);
      const V a = Load(row + c, n) - pivot, b = Load(row + channels + c, n) - pivot;
      const V d = Load(row + 2 * channels + c, n) - pivot;
      const V e = Load(row + 3 * channels + c, n) - pivot;
      StoreAll(LoadAll(mean + c) + ((a + b) + (d + e)), mean + c);
      StoreAll(LoadAll(squares + c) + ((a * a + b * b) + (d * d + e * e)), squares + c);
    }
  }
  for (; r < rows; ++r) {
    for (int64_t c = 0; c < channels; c += kLanes) {
      const int64_t n = channels - c;
      const V a = Load(x + r * channels + c, n) - Load(x + c, n);
      StoreAll(LoadAll(mean + c) + a, mean + c);
      StoreAll(LoadAll(squares + c) + a * a, squares + c);
    }
  }
  for (int64_t c = 0; c < channels; c += kLanes) {
    const V s = LoadAll(mean + c), m = s * inverse;
    StoreAll(LoadAll(squares + c) - s * m, squares + c);
    StoreAll(m + Load(x + c, channels - c), mean + c);
  }
}

template <typename T>
AURICLE_INLINE void Apply(int64_t rows, int64_t channels, const NormForward& forward, const T* x,
                          T* z) {
  const NormForward f = forward;
  const T* const residual = static_cast<const T*>(f.residual);
  for (int64_t r = 0; r < rows; ++r, x += channels, z += channels) {
    const uint32_t seed = f.dropout.limit > 0 ? RowSeed(f.dropout.key, f.dropout.first_row + r) : 0;
    const T* const other = residual + r * f.residual_channels;
    for (int64_t c = 0; c < channels; c += kLanes) {
      const int64_t n = channels - c;
      V v = Load(x + c, n) * LoadAll(f.scale + c) + LoadAll(f.shift + c);
      if (residual != nullptr && c < f.residual_channels) {
        v += Load(other + c, f.residual_channels - c);
      }
      if (f.relu) v = Where(~(v < 0), v);  // Not a number stays one.
      if (f.dropout.limit > 0) {
        v = Where(Bits(seed, c) >= f.dropout.limit, v * f.dropout.kept);
      }
      Store(v, z + c, n);
    }
  }
}

template <typename T>
AURICLE_INLINE void Drop(int64_t rows, int64_t channels, const NormDropout& dropout, const T* x,
                         T* z) {
  const NormDropout d = dropout;
  for (int64_t r = 0; r < rows; ++r, x += channels, z += channels) {
    const uint32_t seed = RowSeed(d.key, d.first_row + r);
    for (int64_t c = 0; c < channels; c += kLanes) {
      const V v = Load(x + c, channels - c) * d.kept;
      Store(Where(Bits(seed, c) >= d.limit, v), z + c, channels - c);
    }
  }
}

template <typename T>
struct Sources {
  AURICLE_INLINE explicit Sources(const NormBackward& b)
      : dz(static_cast<const T*>(b.dz)),
        dz2(static_cast<const T*>(b.dz2)),
        z(static_cast<const T*>(b.z)),
        kept(b.kept) {}
  AURICLE_INLINE V Gradient(int64_t at, int64_t n) const {
    V g = Load(dz + at, n);
    if (dz2 != nullptr) g += Load(dz2 + at, n);
    if (z != nullptr) g = Where(~(Load(z + at, n) <= 0), g * kept);
    return g;
  }
  const T *dz, *dz2, *z;
  float kept;
};

template <typename T>
AURICLE_INLINE void GradientSums(int64_t rows, int64_t channels, const NormBackward& backward,
                                 float* sum, float* dot, T* out, int64_t out_channels) {
  const Sources<T> from(backward);
  const T* const x = static_cast<const T*>(backward.x);
  const float* const mean = backward.mean;
  for (int64_t c = 0; c < PaddedChannels(channels); ++c) sum[c] = dot[c] = 0;
  int64_t r = 0;
  for (; r + 2 <= rows; r += 2) {
    for (int64_t c = 0; c < channels; c += kLanes) {
      const int64_t n = channels - c, at = r * channels + c, next = at + channels;
      const V m = LoadAll(mean + c);
      const V g = from.Gradient(at, n), h = from.Gradient(next, n);
      const V d = g * (Load(x + at, n) - m), e = h * (Load(x + next, n) - m);
      StoreAll(LoadAll(sum + c) + (g + h), sum + c);
      StoreAll(LoadAll(dot + c) + (d + e), dot + c);
      if (c < out_channels) {
        Store(g, out + r * out_channels + c, out_channels - c);
        Store(h, out + (r + 1) * out_channels + c, out_channels - c);
      }
    }
  }
  for (; r < rows; ++r) {
    for (int64_t c = 0; c < channels; c += kLanes) {
      const int64_t n = channels - c, at = r * channels + c;
      const V g = from.Gradient(at, n);
      StoreAll(LoadAll(sum + c) + g, sum + c);
      StoreAll(LoadAll(dot + c) + g * (Load(x + at, n) - LoadAll(mean + c)), dot + c);
      if (c < out_channels) Store(g, out + r * out_channels + c, out_channels - c);
    }
  }
}

template <typename T>
AURICLE_INLINE void Gradient(int64_t rows, int64_t channels, const NormBackward& backward,
                             const float* a, const float* b, const float* k, T* dx) {
  const Sources<T> from(backward);
  const T* const x = static_cast<const T*>(backward.x);
  const float* const mean = backward.mean;
  for (int64_t r = 0; r < rows; ++r) {
    for (int64_t c = 0; c < channels; c += kLanes) {
      const int64_t n = channels - c, at = r * channels + c;
      const V centred = Load(x + at, n) - LoadAll(mean + c);
      const V g = from.Gradient(at, n);
      Store(LoadAll(a + c) * g + LoadAll(b + c) * centred + LoadAll(k + c), dx + at, n);
    }
  }
}

AURICLE_WIDE void StatisticsOf(const float* x, int64_t rows, int64_t channels, float* mean,
                               float* squares) {
  Statistics(rows, channels, x, mean, squares);
}
AURICLE_WIDE void StatisticsOfHalf(const Bf16* x, int64_t rows, int64_t channels, float* mean,
                                   float* squares) {
  Statistics(rows, channels, x, mean, squares);
}
AURICLE_WIDE void ApplyTo(int64_t rows, int64_t channels, const NormForward& f, const float* x,
                          float* z) {
  Apply(rows, channels, f, x, z);
}
AURICLE_WIDE void ApplyToHalf(int64_t rows, int64_t channels, const NormForward& f, const Bf16* x,
                              Bf16* z) {
  Apply(rows, channels, f, x, z);
}
AURICLE_WIDE void DropTo(int64_t rows, int64_t channels, const NormDropout& d, const float* x,
                         float* z) {
  Drop(rows, channels, d, x, z);
}
AURICLE_WIDE void DropToHalf(int64_t rows, int64_t channels, const NormDropout& d, const Bf16* x,
                             Bf16* z) {
  Drop(rows, channels, d, x, z);
}
AURICLE_WIDE void SumsOf(int64_t rows, int64_t channels, const NormBackward& b, float* sum,
                         float* dot, float* g, int64_t g_channels) {
  GradientSums(rows, channels, b, sum, dot, g, g_channels);
}
AURICLE_WIDE void SumsOfHalf(int64_t rows, int64_t channels, const NormBackward& b, float* sum,
                             float* dot, Bf16* g, int64_t g_channels) {
  GradientSums(rows, channels, b, sum, dot, g, g_channels);
}
AURICLE_WIDE void GradientOf(int64_t rows, int64_t channels, const NormBackward& backward,
                             const float* a, const float* b, const float* c, float* dx) {
  Gradient(rows, channels, backward, a, b, c, dx);
}
AURICLE_WIDE void GradientOfHalf(int64_t rows, int64_t channels, const NormBackward& backward,
                                 const float* a, const float* b, const float* c, Bf16* dx) {
  Gradient(rows, channels, backward, a, b, c, dx);
}

}  // namespace

NormDropout MakeDropout(double probability, uint64_t key) {
  constexpr double kAll = 4294967296.0, kMost = 4294967295.0;
  NormDropout dropout;
  dropout.kept = static_cast<float>(1 / (1 - probability));
  dropout.limit = static_cast<uint32_t>(std::min(probability * kAll, kMost));
  dropout.key = key;
  return dropout;
}

void NormStatistics(const NormRows& s, const void* x, float* mean, float* squares) {
  if (s.bf16) {
    StatisticsOfHalf(static_cast<const Bf16*>(x), s.rows, s.channels, mean, squares);
  } else {
    StatisticsOf(static_cast<const float*>(x), s.rows, s.channels, mean, squares);
  }
}

void NormApply(const NormRows& s, const NormForward& forward, const void* x, void* z) {
  if (s.bf16) {
    ApplyToHalf(s.rows, s.channels, forward, static_cast<const Bf16*>(x), static_cast<Bf16*>(z));
  } else {
    ApplyTo(s.rows, s.channels, forward, static_cast<const float*>(x), static_cast<float*>(z));
  }
}

void DropoutRows(const NormRows& s, const NormDropout& dropout, const void* x, void* z) {
  if (s.bf16) {
    DropToHalf(s.rows, s.channels, dropout, static_cast<const Bf16*>(x), static_cast<Bf16*>(z));
  } else {
    DropTo(s.rows, s.channels, dropout, static_cast<const float*>(x), static_cast<float*>(z));
  }
}

void NormGradientSums(const NormRows& s, const NormBackward& backward, float* sum, float* dot,
                      void* g, int64_t g_channels) {
  if (s.bf16) {
    SumsOfHalf(s.rows, s.channels, backward, sum, dot, static_cast<Bf16*>(g), g_channels);
  } else {
    SumsOf(s.rows, s.channels, backward, sum, dot, static_cast<float*>(g), g_channels);
  }
}

void NormGradient(const NormRows& s, const NormBackward& backward, const float* a, const float* b,
                  const float* c, void* dx) {
  if (s.bf16) {
    GradientOfHalf(s.rows, s.channels, backward, a, b, c, static_cast<Bf16*>(dx));
  } else {
    GradientOf(s.rows, s.channels, backward, a, b, c, static_cast<float*>(dx));
  }
}

}  // namespace auricle
