// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/net/tap_collector.h"

#include <utility>

#include "lib/base/status_macros.h"

namespace auricle {

absl::Status TapCollector::Init(const Net& net, const Request& request) {
  if (!request.heads.empty() && net.config().trunk()) {
    return absl::InvalidArgumentError(
        "the network has no classifier (trim_model took it off): it can be started from or "
        "compared with, not applied");
  }
  outputs_ = !request.heads.empty();
  for (const std::string& tap : request.taps) {
    ASSIGN_OR_RETURN(const std::string resolved, net.ResolveTap(tap));
    open_[resolved].push_back(tap);
  }
  return absl::OkStatus();
}

void TapCollector::Offer(const std::string& resolved, const at::Tensor& tensor,
                         const at::Tensor& lengths) {
  const auto found = open_.find(resolved);
  if (found == open_.end()) return;
  for (const std::string& name : found->second) taps_[name] = Tap{tensor, lengths};
  open_.erase(found);
}

}  // namespace auricle
