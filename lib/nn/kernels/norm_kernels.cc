// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/kernels/norm_kernels.h"

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

}  // namespace

void NormStatistics(const RowShape& s, const void* x, float* mean, float* squares) {
  WithType(s.bf16, [&](auto type) {
    using T = decltype(type);
    AtKernelWidth([&]() AURICLE_INLINE_LAMBDA {
      Statistics(s.rows, s.channels, static_cast<const T*>(x), mean, squares);
    });
  });
}

void NormApply(const RowShape& s, const NormForward& forward, const void* x, void* z) {
  WithType(s.bf16, [&](auto type) {
    using T = decltype(type);
    AtKernelWidth([&]() AURICLE_INLINE_LAMBDA {
      Apply(s.rows, s.channels, forward, static_cast<const T*>(x), static_cast<T*>(z));
    });
  });
}

void NormGradientSums(const RowShape& s, const NormBackward& backward, float* sum, float* dot,
                      void* g, int64_t g_channels) {
  WithType(s.bf16, [&](auto type) {
    using T = decltype(type);
    AtKernelWidth([&]() AURICLE_INLINE_LAMBDA {
      GradientSums(s.rows, s.channels, backward, sum, dot, static_cast<T*>(g), g_channels);
    });
  });
}

void NormGradient(const RowShape& s, const NormBackward& backward, const float* a, const float* b,
                  const float* c, void* dx) {
  WithType(s.bf16, [&](auto type) {
    using T = decltype(type);
    AtKernelWidth([&]() AURICLE_INLINE_LAMBDA {
      Gradient(s.rows, s.channels, backward, a, b, c, static_cast<T*>(dx));
    });
  });
}

}  // namespace auricle
