// SPDX-License-Identifier: Apache-2.0
// Our side of wide_resnet_comparison: a network in one precision, and what can be asked of it.
#ifndef AURICLE_LIB_NN_NETWORKS_WIDE_RESNET_SIDE_H_
#define AURICLE_LIB_NN_NETWORKS_WIDE_RESNET_SIDE_H_

#include <functional>
#include <memory>
#include <string>

namespace auricle {

struct Setting {
  int threads = 1, rounds = 2;
  std::string mode = "scratch";  // adapters: the kernels are frozen, what stands beside is not.
  std::string top = "mean";      // attention
  std::string directory;         // What the sides exchange.
};

// Answers to "export" (weights, features and labels into the directory), and to "check" and "step"
// as wide_resnet_reference.py does.
std::function<std::string(const std::string& command)> OurSide(const Setting& setting, bool bf16);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_NETWORKS_WIDE_RESNET_SIDE_H_
