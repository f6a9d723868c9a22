// SPDX-License-Identifier: Apache-2.0
// The networks there are, by name.
#ifndef AURICLE_LIB_NN_NETWORKS_NETS_H_
#define AURICLE_LIB_NN_NETWORKS_NETS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/nn/net/net.h"
#include "protos/network.pb.h"

namespace auricle {

// What is known of a family of networks; nothing else names one.
struct Family {
  const char* name;
  const char* help;  // One line.
  absl::StatusOr<std::unique_ptr<Net>> (*make)(const Network& config);
  // Whether train_adapters' modes are for it: its heads have a hidden layer and adapters or norms
  // of their own.
  bool emonet;
};

// Sorted by name. A new family is one line in nets.cc.
const std::vector<Family>& Families();

// Errors: kInvalidArgument with the nearest name.
absl::StatusOr<const Family*> FindFamily(const std::string& name);

// Builds what `config.name` names; weights drawn from `seed` (Net::Initialise).
// Errors: kInvalidArgument naming the field, its value and what it may be.
absl::StatusOr<std::unique_ptr<Net>> CreateNet(const Network& config, uint64_t seed);

// The same with undefined weights: at once, for --describe and where weights are loaded.
absl::StatusOr<std::unique_ptr<Net>> CreateEmptyNet(const Network& config);

// The families' names, sorted.
std::vector<std::string> NetNames();

}  // namespace auricle

#endif  // AURICLE_LIB_NN_NETWORKS_NETS_H_
