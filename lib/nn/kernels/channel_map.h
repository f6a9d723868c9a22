// SPDX-License-Identifier: Apache-2.0
// A map in channels-last order as rows of channels, in parts that threads take.
#ifndef AURICLE_LIB_NN_KERNELS_CHANNEL_MAP_H_
#define AURICLE_LIB_NN_KERNELS_CHANNEL_MAP_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "lib/nn/kernels/norm_kernels.h"

namespace auricle {

// The valid rows of [B, C, T, F], one for each frame and bin. Parts do not depend on the number of
// threads, and within an item not on the padding either.
class ChannelMap {
 public:
  struct Part {
    int64_t begin, rows;  // In the map's rows.
    int64_t padding;      // Rows behind them that are to be zero.
  };

  // `lengths`: valid frames of each item (int64 on the CPU), or undefined.
  ChannelMap(const at::Tensor& x, const at::Tensor& lengths);

  int64_t cells() const { return cells_; }  // Valid rows.
  int64_t channels() const { return channels_; }
  int64_t padded_channels() const { return PaddedChannels(channels_); }
  const std::vector<Part>& parts() const { return parts_; }
  NormRows Shape(const Part& part) const { return {part.rows, channels_, bf16_}; }
  // Where a row begins of a tensor like the map, of whatever number of channels; nullptr:
  // undefined.
  char* Row(const at::Tensor& tensor, int64_t row) const;
  // Zeros behind the part.
  void Clear(const at::Tensor& tensor, const Part& part) const;

  // Means of the valid rows, and sums of squares about them.
  void Statistics(const at::Tensor& x, std::vector<double>* mean,
                  std::vector<double>* squares) const;

 private:
  int64_t channels_, cells_ = 0;
  bool bf16_;
  std::vector<Part> parts_;
};

// Two values for each part and channel.
class ChannelPartials {
 public:
  explicit ChannelPartials(const ChannelMap& map)
      : stride_(map.padded_channels()), values_(2 * stride_ * map.parts().size()) {}
  float* first(int64_t part) { return &values_[2 * stride_ * part]; }
  float* second(int64_t part) { return first(part) + stride_; }

 private:
  int64_t stride_;
  std::vector<float> values_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_KERNELS_CHANNEL_MAP_H_
