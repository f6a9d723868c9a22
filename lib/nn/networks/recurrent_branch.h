// SPDX-License-Identifier: Apache-2.0
// EmoNet's recurrent network from the standardised input to the pooled vector: by itself, or
// beside a convolutional one.
#ifndef AURICLE_LIB_NN_NETWORKS_RECURRENT_BRANCH_H_
#define AURICLE_LIB_NN_NETWORKS_RECURRENT_BRANCH_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/nn/layers/recurrent_stack.h"
#include "lib/nn/net/net.h"
#include "lib/nn/net/tensor_adder.h"
#include "lib/nn/net/ways.h"
#include "protos/network.pb.h"

namespace auricle {

// Network.recurrent: the bands, or their first cepstra, in means of down_pool frames, through a
// RecurrentStack of 512 units. Taps are `name` and then down (the means, where they are of more
// frames than one) and those of the stack.
class RecurrentBranch {
 public:
  struct Defaults {
    std::string name;       // "" or "NAME."
    int64_t down_pool = 1;  // What 0 stands for.
  };

  // Errors: kInvalidArgument naming the field.
  static absl::StatusOr<RecurrentBranch> Create(const Network& config, const Defaults& defaults);

  // As RecurrentStack::AddTo.
  void AddTo(const std::vector<Way>& ways, int depth, const TensorAdder& add);
  int depths() const { return stack_.depths(); }
  // Of a tap, given where AddTo began; -1: it is none of these.
  int Depth(const std::string& tap, int first) const;
  std::vector<TapInfo> Taps(int64_t frames) const;
  bool has_dropout() const { return stack_.has_dropout(); }

  // [B, 1, T, F], zero beyond pass.lengths → float32 [B, out()]; undefined if the pass ends at a
  // tap.
  at::Tensor Apply(const at::Tensor& input, RecurrentStack::Pass pass) const;
  int64_t out() const { return stack_.out(); }

 private:
  RecurrentBranch(const Recurrent& options, const RecurrentStack::Sizes& sizes,
                  const Defaults& defaults);

  std::string down_;  // What the tap is called.
  int64_t down_pool_, mfccs_, in_;
  RecurrentStack stack_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_NETWORKS_RECURRENT_BRANCH_H_
