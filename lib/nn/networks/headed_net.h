// SPDX-License-Identifier: Apache-2.0
// What networks of many heads have in common: everything but the trunk, from the normalised input
// to the pooled vector.
#ifndef AURICLE_LIB_NN_NETWORKS_HEADED_NET_H_
#define AURICLE_LIB_NN_NETWORKS_HEADED_NET_H_

#include <cstdint>
#include <string>
#include <vector>

#include "lib/base/rng.h"
#include "lib/nn/layers/head_layers.h"
#include "lib/nn/layers/norm_layer.h"
#include "lib/nn/net/net.h"
#include "lib/nn/net/tap_collector.h"
#include "lib/nn/net/tensor_adder.h"
#include "lib/nn/net/ways.h"

namespace auricle {

// The trunk's taps end with "pooled", [D]; then comes "hidden" (after ReLU) and the output. A fixed
// trunk (FixedTap) takes part in training as in evaluation: without dropout, by running statistics.
class HeadedNet : public Net {
 public:
  absl::StatusOr<Outputs> Forward(const Batch& batch, const Request& request) final;
  absl::Status SetInputNorm(const InputNorm& norm) final;
  // "pooled", if nothing before it on the way to `head` is trained.
  std::string FixedTap(const std::string& head) const final;

 protected:
  // How a trunk is passed.
  struct TrunkPass {
    int way = 0;  // Index into ways().
    bool training = false;
    Rng* rng = nullptr;  // Set where the network is in training and has dropout.
    TapCollector* taps = nullptr;
  };

  HeadedNet(const Network& config, const Ways& ways) : Net(config), ways_(ways) {}
  // Reads every head's input norm from the description. Call before anything else.
  absl::Status InitNorms();
  // Adds the heads' layers, unless config() is a trunk, behind a pooled vector of so many values
  // that depends on tensors of less than `depth`; call after all others.
  void AddHeads(int64_t features, double dropout, int depth);

  const std::vector<Way>& ways() const { return ways_.ways; }
  TensorAdder Adder();
  // "pooled" and, unless config() is a trunk, "hidden".
  void AppendTaps(int64_t features, std::vector<TapInfo>* taps) const;
  // `tap` if it is among `taps` (with ".pre"), or kInvalidArgument with the nearest name.
  absl::StatusOr<std::string> ResolveAmong(const std::vector<TapInfo>& taps,
                                           const std::string& tap) const;

  // From the standardised input [B, 1, T, F], zero beyond the lengths and in channels-last strides,
  // to float32 [B, D]; undefined if the pass ends at a tap. "input" is the first tap to offer;
  // "pooled" is offered by the caller.
  virtual at::Tensor Pooled(const at::Tensor& input, const at::Tensor& lengths,
                            const TrunkPass& pass) = 0;
  virtual bool TrunkHasDropout() const = 0;
  virtual int64_t pooled_features() const = 0;
  // Net::CheckBatch and what this network demands beyond it.
  virtual absl::Status CheckInput(const Batch& batch) const = 0;
  // Prefix of tensors that all ways share though the name says core: "core.attention", or "".
  virtual std::string SharedPrefix() const { return ""; }

 private:
  absl::Status CheckResume(const Batch& batch, const Request& request) const;
  absl::Status CheckDropout(const Request& request, bool trunk_training) const;
  // Whether tensors called `name` lie on the way to heads on `way`.
  bool IsOnWay(const std::string& name, const Way& way) const;
  at::Tensor Standardise(const Batch& batch, int head);

  Ways ways_;
  double batch_share_ = 0;        // See TensorAdder; set by Forward.
  std::vector<NormLayer> norms_;  // One per head.
  std::vector<HeadLayers> heads_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_NETWORKS_HEADED_NET_H_
