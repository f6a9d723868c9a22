// SPDX-License-Identifier: Apache-2.0
// One layer of a body that is written as a list (protos/network.proto, Sequential).
#ifndef AURICLE_LIB_NN_LAYERS_LAYER_MODULE_H_
#define AURICLE_LIB_NN_LAYERS_LAYER_MODULE_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/base/rng.h"
#include "lib/nn/net/tensor_adder.h"
#include "protos/network.pb.h"

namespace auricle {

// What flows between layers: maps [B, channels, T, bins], whose T differs from batch to batch, or
// vectors [B, channels].
struct LayerShape {
  int64_t channels = 1;
  int64_t bins = 1;
  bool vector = false;
};

struct LayerPass {
  bool training = false;
  Rng* rng = nullptr;  // REQUIRED in training if the layer has dropout.
};

class LayerModule {
 public:
  virtual ~LayerModule() = default;

  // Maps are zero beyond each item's length before and after; `lengths` (int64 [B] on the CPU, or
  // undefined) becomes that of the result.
  virtual at::Tensor Apply(const at::Tensor& x, at::Tensor* lengths,
                           const LayerPass& pass) const = 0;
  // Frames of the result; below 1 where `frames` are too few.
  virtual int64_t FramesOut(int64_t frames) const { return frames; }
  virtual bool has_dropout() const { return false; }

  const LayerShape& out() const { return out_; }

 protected:
  explicit LayerModule(const LayerShape& out) : out_(out) {}

 private:
  const LayerShape out_;
};

// What a maker is told besides the layer itself.
struct LayerPlace {
  std::string name;  // Of its tensors: NAME.weight …
  LayerShape in;
  int64_t frames = 0;  // Of its input, where windows are of fixed length; else 0.
  int depth = 0;
};

// Errors: kInvalidArgument naming the layer, the value and what it may be.
absl::StatusOr<std::unique_ptr<LayerModule>> MakeLayer(const Layer& layer, const LayerPlace& place,
                                                       const TensorAdder& add);

// "convolution", "batch_norm" …: the field that says what the layer is; "" of one that says
// nothing.
std::string LayerKind(const Layer& layer);

// kInvalidArgument "layer 'NAME': WHAT".
absl::Status BadLayer(const LayerPlace& place, const std::string& what);

// Makers by the kind of layer. Each takes the layer that has that field.
absl::StatusOr<std::unique_ptr<LayerModule>> MakeConvolution(const Layer& layer,
                                                             const LayerPlace& place,
                                                             const TensorAdder& add);
absl::StatusOr<std::unique_ptr<LayerModule>> MakeBatchNormLayer(const Layer& layer,
                                                                const LayerPlace& place,
                                                                const TensorAdder& add);
absl::StatusOr<std::unique_ptr<LayerModule>> MakeActivation(const Layer& layer,
                                                            const LayerPlace& place,
                                                            const TensorAdder& add);
absl::StatusOr<std::unique_ptr<LayerModule>> MakeLocalPool(const Layer& layer,
                                                           const LayerPlace& place,
                                                           const TensorAdder& add);
absl::StatusOr<std::unique_ptr<LayerModule>> MakeDropoutLayer(const Layer& layer,
                                                              const LayerPlace& place,
                                                              const TensorAdder& add);
absl::StatusOr<std::unique_ptr<LayerModule>> MakeFlatten(const Layer& layer,
                                                         const LayerPlace& place,
                                                         const TensorAdder& add);
absl::StatusOr<std::unique_ptr<LayerModule>> MakeGlobalPool(const Layer& layer,
                                                            const LayerPlace& place,
                                                            const TensorAdder& add);
absl::StatusOr<std::unique_ptr<LayerModule>> MakeDense(const Layer& layer, const LayerPlace& place,
                                                       const TensorAdder& add);
absl::StatusOr<std::unique_ptr<LayerModule>> MakeRecurrentLayers(const Layer& layer,
                                                                 const LayerPlace& place,
                                                                 const TensorAdder& add);
absl::StatusOr<std::unique_ptr<LayerModule>> MakeResidual(const Layer& layer,
                                                          const LayerPlace& place,
                                                          const TensorAdder& add);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_LAYERS_LAYER_MODULE_H_
