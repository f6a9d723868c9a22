// SPDX-License-Identifier: Apache-2.0
// Keeps the tensors that a forward pass was asked for, under the names they were asked by.
#ifndef AURICLE_LIB_NN_NET_TAP_COLLECTOR_H_
#define AURICLE_LIB_NN_NET_TAP_COLLECTOR_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "lib/nn/net/net.h"

namespace auricle {

class TapCollector {
 public:
  // Resolves every tap of `request` with `net`.
  absl::Status Init(const Net& net, const Request& request);

  // Whether `resolved` was asked for: its tensor must then not be overwritten.
  bool Wants(const std::string& resolved) const { return open_.count(resolved) > 0; }
  void Offer(const std::string& resolved, const at::Tensor& tensor, const at::Tensor& lengths);
  // Whether the pass may end here: all taps are in and nobody wants an output.
  bool Done() const { return open_.empty() && !outputs_; }
  std::map<std::string, Tap> Take() { return std::move(taps_); }

 private:
  std::map<std::string, std::vector<std::string>> open_;  // Resolved → as asked.
  std::map<std::string, Tap> taps_;
  bool outputs_ = true;
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_NET_TAP_COLLECTOR_H_
