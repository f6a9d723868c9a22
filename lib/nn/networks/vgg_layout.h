// SPDX-License-Identifier: Apache-2.0
// VGG16's layers, sizes and tap names; no tensors.
#ifndef AURICLE_LIB_NN_NETWORKS_VGG_LAYOUT_H_
#define AURICLE_LIB_NN_NETWORKS_VGG_LAYOUT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/nn/net/net.h"
#include "protos/network.pb.h"

namespace auricle {

struct VggConv {
  std::string name;  // "conv4_2"
  std::string pool;  // "pool4" where a pool follows, else "".
  int in = 0, out = 0;
  int module = 0;  // Its place in the published list of modules, batch norms counted.
};

class VggLayout {
 public:
  static constexpr int kPools = 5;
  static constexpr int kMinFrames = 1 << kPools;

  // Errors: kInvalidArgument naming the field.
  static absl::StatusOr<VggLayout> Create(const Network& config);

  const std::vector<VggConv>& convs() const { return convs_; }
  int cells() const { return cells_; }  // Per axis of the pooled map: 7, or 1.
  int flat() const { return convs_.back().out * cells_ * cells_; }
  int units() const { return units_; }
  int classes() const { return classes_; }

  // `tap` by its own name ("slice:21" → "conv4_2"), or kInvalidArgument with the nearest name.
  absl::StatusOr<std::string> Resolve(const std::string& tap) const;
  // How many layers with weights stand before the resolved tap: 0 for "input", 15 for "fc2".
  int Depth(const std::string& resolved) const;
  std::vector<TapInfo> Taps(int64_t frames, int64_t bins) const;

 private:
  absl::StatusOr<std::string> ResolveSlice(const std::string& tap) const;

  std::vector<VggConv> convs_;
  bool batch_norm_ = false, trunk_ = false;
  int cells_ = 7, units_ = 0, classes_ = 0;
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_NETWORKS_VGG_LAYOUT_H_
