// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/kernels/channel_map.h"

#include <algorithm>
#include <cstring>

namespace auricle {
namespace {

// So few that float32 holds their sums to its last digits; the parts' sums are added in float64.
constexpr int64_t kPartRows = 512;

}  // namespace

ChannelMap::ChannelMap(const MapShape& shape) : channels_(shape.channels), bf16_(shape.bf16) {
  const int64_t rows = shape.frames * shape.bins;
  for (int64_t item = 0; item < shape.items; ++item) {
    const int64_t frames =
        shape.lengths == nullptr ? shape.frames : std::min(shape.lengths[item], shape.frames);
    const int64_t valid = frames * shape.bins, first = item * rows;
    for (int64_t begin = 0; begin < valid; begin += kPartRows) {
      parts_.push_back({first + begin, std::min(kPartRows, valid - begin), /*padding=*/0});
    }
    if (valid == 0) parts_.push_back({first, 0, 0});  // Nothing but its padding.
    parts_.back().padding = rows - valid;
    cells_ += valid;
  }
}

const void* ChannelMap::Row(const void* map, int64_t channels, int64_t row) const {
  if (map == nullptr) return nullptr;
  return static_cast<const char*>(map) + row * channels * (bf16_ ? 2 : 4);
}

void* ChannelMap::Row(void* map, int64_t channels, int64_t row) const {
  return const_cast<void*>(Row(static_cast<const void*>(map), channels, row));
}

void ChannelMap::Clear(void* map, int64_t channels, const Part& part) const {
  if (part.padding == 0 || map == nullptr) return;
  std::memset(Row(map, channels, part.begin + part.rows), 0,
              part.padding * channels * (bf16_ ? 2 : 4));
}

// The parts' together by Chan, Golub and LeVeque (1983).
void ChannelMap::Statistics(const void* x, const Runner& run, std::vector<double>* mean,
                            std::vector<double>* squares) const {
  ChannelPartials partials(*this);
  run(static_cast<int64_t>(parts_.size()), [&](int64_t i) {
    if (parts_[i].rows == 0) return;
    NormStatistics(Shape(parts_[i]), Row(x, channels_, parts_[i].begin), partials.first(i),
                   partials.second(i));
  });
  mean->assign(channels_, 0);
  squares->assign(channels_, 0);
  double seen = 0;
  for (size_t i = 0; i < parts_.size(); ++i) {
    if (parts_[i].rows == 0) continue;
    const double rows = static_cast<double>(parts_[i].rows), share = rows / (seen + rows);
    const float *m = partials.first(i), *q = partials.second(i);
    for (int64_t c = 0; c < channels_; ++c) {
      const double delta = m[c] - (*mean)[c];
      (*mean)[c] += delta * share;
      (*squares)[c] += q[c] + delta * delta * seen * share;
    }
    seen += rows;
  }
}

}  // namespace auricle
