// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/describe.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "protos/network.pb.h"

namespace auricle {

ParameterCounts CountParameters(const Net& net) {
  ParameterCounts counts;
  for (const NetTensor& tensor : net.tensors()) {
    if (tensor.buffer) continue;
    (tensor.tensor.requires_grad() ? counts.trainable : counts.frozen) += tensor.tensor.numel();
  }
  return counts;
}

std::string WithThousands(int64_t number) {
  std::string text = absl::StrCat(number);
  for (int at = static_cast<int>(text.size()) - 3; at > (number < 0 ? 1 : 0); at -= 3) {
    text.insert(at, ",");
  }
  return text;
}

std::string DescribeNet(const Net& net, int64_t frames) {
  const Network& config = net.config();
  std::string text = absl::StrFormat("network %s: input [1, %d, %d], %d classes%s\n", config.name(),
                                     frames, config.bins(), config.classes(),
                                     config.trunk() ? ", without its classifier" : "");
  absl::StrAppend(&text, "taps for ", frames,
                  " frames (*: also NAME.pre, before the activation):\n");
  for (const TapInfo& tap : net.Taps(frames)) {
    absl::StrAppendFormat(&text, "  %-10s%c [%s]\n", tap.name, tap.has_pre ? '*' : ' ',
                          absl::StrJoin(tap.shape, ", "));
  }
  const ParameterCounts counts = CountParameters(net);
  absl::StrAppend(&text, "parameters: ", WithThousands(counts.total()), " (trainable ",
                  WithThousands(counts.trainable), ", frozen ", WithThousands(counts.frozen),
                  ")\n");
  return text;
}

}  // namespace auricle
