// SPDX-License-Identifier: Apache-2.0
// A map in channels-last order as rows of channels, in parts that threads take.
#ifndef AURICLE_LIB_NN_KERNELS_CHANNEL_MAP_H_
#define AURICLE_LIB_NN_KERNELS_CHANNEL_MAP_H_

#include <cstdint>
#include <vector>

#include "lib/nn/kernels/dropout_kernel.h"
#include "lib/nn/kernels/norm_kernels.h"
#include "lib/nn/kernels/runner.h"

namespace auricle {

// A map [B, C, T, F] whose memory is [B, T, F, C].
struct MapShape {
  int64_t items, channels, frames, bins;
  bool bf16;
  const int64_t* lengths = nullptr;  // Valid frames of each item; nullptr: all.
};

// The map's valid rows, one for each frame and bin. Parts do not depend on the number of threads,
// and within an item not on the padding either.
class ChannelMap {
 public:
  struct Part {
    int64_t begin, rows;  // In the map's rows.
    int64_t padding;      // Rows behind them that are to be zero.
  };

  // Does not keep `shape.lengths`.
  explicit ChannelMap(const MapShape& shape);

  int64_t cells() const { return cells_; }  // Valid rows.
  int64_t channels() const { return channels_; }
  int64_t padded_channels() const { return PaddedChannels(channels_); }
  const std::vector<Part>& parts() const { return parts_; }
  RowShape Shape(const Part& part) const { return {part.rows, channels_, bf16_}; }
  // Where a row begins of `map`, which is like this one but of `channels` channels. Of nullptr:
  // nullptr.
  void* Row(void* map, int64_t channels, int64_t row) const;
  const void* Row(const void* map, int64_t channels, int64_t row) const;
  // Zeros behind the part.
  void Clear(void* map, int64_t channels, const Part& part) const;

  // Means of the valid rows, and sums of squares about them.
  void Statistics(const void* x, const Runner& run, std::vector<double>* mean,
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
