// SPDX-License-Identifier: Apache-2.0
// A network in words, for --describe.
#ifndef AURICLE_LIB_NN_NET_DESCRIBE_H_
#define AURICLE_LIB_NN_NET_DESCRIBE_H_

#include <cstdint>
#include <string>

#include "lib/nn/net/net.h"

namespace auricle {

struct ParameterCounts {
  int64_t trainable = 0;
  int64_t frozen = 0;
  int64_t buffers = 0;  // Values that are saved and not trained: running means and variances.
  int64_t total() const { return trainable + frozen; }
};
ParameterCounts CountParameters(const Net& net);

// "134,275,780"
std::string WithThousands(int64_t number);

// Several lines: name, input for `frames` frames, each tap with its shape, and at the end
//   parameters: 134,275,780 (trainable 134,275,780, frozen 0)
// and, where there is batch norm, "; with its running statistics 134,284,228".
std::string DescribeNet(const Net& net, int64_t frames);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_NET_DESCRIBE_H_
