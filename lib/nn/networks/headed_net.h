// SPDX-License-Identifier: Apache-2.0
// What all networks have in common: input layers and heads, of which there may be any number; a
// family gives the trunk between them.
#ifndef AURICLE_LIB_NN_NETWORKS_HEADED_NET_H_
#define AURICLE_LIB_NN_NETWORKS_HEADED_NET_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/base/rng.h"
#include "lib/nn/layers/head.h"
#include "lib/nn/layers/input_layers.h"
#include "lib/nn/layers/norm_layer.h"
#include "lib/nn/net/net.h"
#include "lib/nn/net/tap_collector.h"
#include "lib/nn/net/tensor_adder.h"
#include "lib/nn/net/ways.h"

namespace auricle {

// The trunk's taps end with "pooled", [D]; then comes "hidden" (after ReLU), where heads have such
// a layer, and the outputs. A fixed trunk (FixedTap) takes part in training as in evaluation:
// without dropout, by running statistics.
//
// A network whose description has no heads has one of Network.classes, called "", whose statistics
// are Network.input_norm.
class HeadedNet : public Net {
 public:
  absl::StatusOr<Outputs> Forward(const Batch& batch, const Request& request) final;
  absl::Status SetInputNorm(const InputNorm& norm) final;
  // "pooled", if nothing before it on the way to `head` is trained and it depends on nothing drawn.
  std::string FixedTap(const std::string& head) const override;
  // What the constructors could not say. Call once, before anything else.
  absl::Status Finish();

 protected:
  // How a trunk is passed.
  struct TrunkPass {
    int way = 0;  // Index into ways().
    bool training = false;
    Rng* rng = nullptr;  // Set where the network is in training and has dropout.
    TapCollector* taps = nullptr;
    bool pooled = true, frames = false;  // Which features are wanted.
  };

  HeadedNet(const Network& config, const Ways& ways);
  // Adds the heads' layers, unless config() is a trunk, behind features that depend on tensors of
  // less than `depth`; call after all others. Of `options`, `prefix` is that of an only head
  // without a name.
  void AddHeads(const HeadOptions& options, int depth);

  const std::vector<Way>& ways() const { return ways_.ways; }
  TensorAdder Adder();
  // "pooled" and, where heads have it, "hidden".
  void AppendTaps(int64_t features, std::vector<TapInfo>* taps) const;
  // `tap` if it is among `taps` (with ".pre"), or kInvalidArgument with the nearest name.
  absl::StatusOr<std::string> ResolveAmong(const std::vector<TapInfo>& taps,
                                           const std::string& tap) const;

  // From what the input layers give, [B, 1, T, F], zero beyond the lengths and in channels-last
  // strides; the features wanted stay undefined if the pass ends at a tap. "input" is the first tap
  // to offer; "pooled" is offered by the caller.
  virtual Features Trunk(const at::Tensor& input, const at::Tensor& lengths,
                         const TrunkPass& pass) = 0;
  virtual bool TrunkHasDropout() const = 0;
  virtual int64_t pooled_features() const = 0;
  // Net::CheckBatch and what this network demands beyond it.
  virtual absl::Status CheckInput(const Batch& batch) const = 0;
  // Prefix of tensors that all ways share though the name says core: "core.attention", or "".
  virtual std::string SharedPrefix() const { return ""; }

 private:
  // Heads that one pass through the body serves: the same way, the same statistics.
  using Group = std::vector<int>;

  absl::StatusOr<std::vector<Group>> Groups(const Request& request) const;
  absl::Status CheckResume(const Batch& batch, const Request& request) const;
  absl::Status CheckDraws(const Request& request, const std::vector<Group>& groups,
                          bool resumed) const;
  absl::StatusOr<int> IndexOf(const std::string& head) const;
  // Whether tensors called `name` lie on the way to heads on `way`.
  bool IsOnWay(const std::string& name, const Way& way) const;
  bool TrunkTrains(int head) const;
  void Pass(const Batch& batch, const Request& request, const Group& group, Rng* input_rng,
            TapCollector* taps, Outputs* outputs);

  std::vector<Head> all_heads_;  // config()'s, or the only one.
  Ways ways_;
  double batch_share_ = 0;  // See TensorAdder; set by Forward.
  InputLayers input_;
  std::vector<NormLayer> norms_;  // One per head.
  std::vector<std::unique_ptr<HeadModule>> heads_;
  absl::Status status_;  // What went wrong while it was made.
};

// A map's features: the mean over bins of each frame, [B, C, T, F] → [B, T, C] in float32.
at::Tensor FramesOfMap(const at::Tensor& map);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_NETWORKS_HEADED_NET_H_
