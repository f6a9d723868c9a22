// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/kernels/channel_map.h"

#include <algorithm>
#include <cstring>

#include "lib/nn/torch/mask.h"
#include "lib/nn/torch/parallel.h"

namespace auricle {
namespace {

constexpr int64_t kPartRows = 512;  // Whose sums float32 can hold.

}  // namespace

ChannelMap::ChannelMap(const at::Tensor& x, const at::Tensor& lengths)
    : channels_(x.size(1)), bf16_(x.scalar_type() == at::kBFloat16) {
  const int64_t bins = x.size(3), frames = x.size(2);
  const bool padded = IsPadded(lengths, frames);
  for (int64_t item = 0; item < x.size(0); ++item) {
    const int64_t valid = padded ? lengths.data_ptr<int64_t>()[item] * bins : frames * bins;
    for (int64_t begin = 0; begin < valid; begin += kPartRows) {
      parts_.push_back(
          {item * frames * bins + begin, std::min(kPartRows, valid - begin), /*padding=*/0});
    }
    parts_.back().padding = frames * bins - valid;
    cells_ += valid;
  }
}

char* ChannelMap::Row(const at::Tensor& tensor, int64_t row) const {
  if (!tensor.defined()) return nullptr;
  return static_cast<char*>(tensor.data_ptr()) + row * tensor.size(1) * (bf16_ ? 2 : 4);
}

void ChannelMap::Clear(const at::Tensor& tensor, const Part& part) const {
  if (part.padding == 0 || !tensor.defined()) return;
  const int64_t end = part.begin + part.rows;
  std::memset(Row(tensor, end), 0, Row(tensor, end + part.padding) - Row(tensor, end));
}

// The parts' together by Chan, Golub and LeVeque (1983).
void ChannelMap::Statistics(const at::Tensor& x, std::vector<double>* mean,
                            std::vector<double>* squares) const {
  ChannelPartials partials(*this);
  InParallel(parts_.size(), [&](int64_t i) {
    NormStatistics(Shape(parts_[i]), Row(x, parts_[i].begin), partials.first(i),
                   partials.second(i));
  });
  mean->assign(channels_, 0);
  squares->assign(channels_, 0);
  double seen = 0;
  for (size_t i = 0; i < parts_.size(); ++i) {
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
