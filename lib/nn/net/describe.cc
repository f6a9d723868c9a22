// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/net/describe.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "protos/network.pb.h"

namespace auricle {
namespace {

// "7 classes", or for many heads "emodb: 7 classes, casia: 6 classes".
std::string OutputsText(const Network& config) {
  if (config.heads_size() == 0) return absl::StrCat(config.classes(), " classes");
  std::vector<std::string> heads;
  for (const Head& head : config.heads()) {
    const std::string classes = absl::StrCat(head.classes_size(), " classes");
    heads.push_back(config.heads_size() == 1 ? classes : absl::StrCat(head.name(), ": ", classes));
  }
  return absl::StrJoin(heads, ", ");
}

}  // namespace

ParameterCounts CountParameters(const Net& net) {
  ParameterCounts counts;
  for (const NetTensor& tensor : net.tensors()) {
    if (tensor.buffer) {
      counts.buffers += tensor.tensor.numel();
      continue;
    }
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
  std::string text =
      absl::StrFormat("network %s: input [1, %d, %d], %s%s\n", config.name(), frames, config.bins(),
                      OutputsText(config), config.trunk() ? ", without its classifier" : "");
  absl::StrAppend(&text, "taps for ", frames,
                  " frames (*: also NAME.pre, before the activation):\n");
  const std::vector<TapInfo> taps = net.Taps(frames);
  size_t width = 0;
  for (const TapInfo& tap : taps) width = std::max(width, tap.name.size());
  for (const TapInfo& tap : taps) {
    absl::StrAppendFormat(&text, "  %-*s [%s]\n", static_cast<int>(width) + 1,
                          absl::StrCat(tap.name, tap.has_pre ? "*" : ""),
                          absl::StrJoin(tap.shape, ", "));
  }
  const ParameterCounts counts = CountParameters(net);
  absl::StrAppend(&text, "parameters: ", WithThousands(counts.total()), " (trainable ",
                  WithThousands(counts.trainable), ", frozen ", WithThousands(counts.frozen), ")");
  if (counts.buffers > 0) {
    absl::StrAppend(&text, "; with its running statistics ",
                    WithThousands(counts.total() + counts.buffers));
  }
  absl::StrAppend(&text, "\n");
  return text;
}

}  // namespace auricle
