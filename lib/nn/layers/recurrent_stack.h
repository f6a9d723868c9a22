// SPDX-License-Identifier: Apache-2.0
// Recurrent layers of shared weights, with adapters and pooling for each way: EmoNet's recurrent
// network, and the top of its others.
#ifndef AURICLE_LIB_NN_LAYERS_RECURRENT_STACK_H_
#define AURICLE_LIB_NN_LAYERS_RECURRENT_STACK_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "lib/base/rng.h"
#include "lib/nn/layers/recurrent_layer.h"
#include "lib/nn/net/net.h"
#include "lib/nn/net/tap_collector.h"
#include "lib/nn/net/tensor_adder.h"
#include "lib/nn/net/ways.h"
#include "protos/network.pb.h"

namespace auricle {

// kInvalidArgument naming the field of `options` that cannot be.
absl::Status CheckRecurrent(const Recurrent& options);

// x [B, T, in] → a dense layer (optional) → layers of units × directions. On an own way an adapter
// is added after each:  y + up(relu(down(norm(y)))), norm over the values of a step, down to a
// quarter. Between layers, optionally, y_t ← Σ_s a_ts y_s,  a = softmax over the item's steps s of
// sigmoid(score · tanh(query y_t + key y_s + bias)), 32 units. At the end Σ_t a_t y_t with
// a = softmax over the item's steps of weight · y_t + bias. All in float32, whatever autocast says:
// what is rounded at each step adds up. Nothing beyond an item's steps has an influence.
//
// Tensors, behind the stack's name: shared ones projection.*, layerK.* (as RecurrentLayer); and of
// a way (behind its name first; without it where all share them) layerK.adapter.{norm.weight,
// norm.bias,down.weight,up.weight}, layerK.attention.*, pooling.{weight,bias}. Weight decay is for
// down and up alone. Taps, behind the stack's name: projected; layerK (what the next one reads).
class RecurrentStack {
 public:
  struct Sizes {
    int64_t in = 0;          // Values of a step.
    int64_t projection = 0;  // Of the dense layer; 0: there is none.
    int64_t units = 0;       // Of each layer and direction.
  };
  struct Pass {
    int way = 0;            // Index into the ways.
    at::Tensor lengths;     // Valid steps of each item; undefined: all.
    bool training = false;  // Whether dropout acts.
    Rng* rng = nullptr;
    TapCollector* taps = nullptr;
  };

  // `name` is "" or "NAME.". REQUIRES: CheckRecurrent(options). down_pool, input_projection and
  // mfccs say nothing here.
  RecurrentStack(const Recurrent& options, const Sizes& sizes, const std::string& name);

  // Adds all tensors with depths from `depth` to depth + depths() - 1: the projection, each layer
  // with what follows it, the pooling.
  void AddTo(const std::vector<Way>& ways, int depth, const TensorAdder& add);
  int depths() const { return (sizes_.projection > 0 ? 1 : 0) + layers() + 1; }
  // At which of these depths `tap` is there, from 0; -1: it is none of this stack.
  int DepthOf(const std::string& tap) const;
  std::vector<TapInfo> Taps(int64_t frames) const;
  bool has_dropout() const { return options_.dropout() > 0 || options_.recurrent_dropout() > 0; }

  // float32 [B, out()]; undefined if the pass ends at a tap.
  at::Tensor Apply(const at::Tensor& x, const Pass& pass) const;
  int64_t out() const { return layers_.back().shared.out(); }

 private:
  struct Adapter {
    at::Tensor norm_weight, norm_bias, down, up;
  };
  struct Attention {
    at::Tensor query, key, bias, score, score_bias;
  };
  struct Pooling {
    at::Tensor weight, bias;
  };
  struct Layer {
    RecurrentLayer shared;
    std::vector<Adapter> adapters;      // One per way; undefined on the core's.
    std::vector<Attention> attentions;  // One per way, or one for all, or none.
  };

  int layers() const { return static_cast<int>(layers_.size()); }
  void AddLayer(int index, const std::vector<Way>& ways, int depth, const TensorAdder& add);
  Adapter MakeAdapter(const std::string& name, int depth, const TensorAdder& add) const;
  Attention MakeAttention(const std::string& name, int depth, const TensorAdder& add) const;
  // `part` of each way, or the one of all where it is shared, as tensors are called.
  std::vector<std::string> Names(const std::vector<Way>& ways, bool shared,
                                 const std::string& part) const;
  at::Tensor Project(const at::Tensor& x, const Pass& pass) const;
  at::Tensor Adapt(const Adapter& adapter, const at::Tensor& x) const;
  at::Tensor Attend(const Attention& attention, const at::Tensor& x,
                    const at::Tensor& missing) const;

  Recurrent options_;
  Sizes sizes_;
  std::string name_;
  at::Tensor projection_, projection_bias_;
  std::vector<Layer> layers_;
  std::vector<Pooling> poolings_;  // One per way, or one for all.
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_LAYERS_RECURRENT_STACK_H_
