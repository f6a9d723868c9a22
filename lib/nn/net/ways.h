// SPDX-License-Identifier: Apache-2.0
// Which norms and adapters the heads of a network share; no torch.
#ifndef AURICLE_LIB_NN_NET_WAYS_H_
#define AURICLE_LIB_NN_NET_WAYS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "protos/network.pb.h"

namespace auricle {

// "core", where a head has no way of its own to go, has no adapters; a head's own way has.
struct Way {
  std::string prefix;  // Of its tensors' names: "core", or "way.NAME".
  bool own = false;
};

struct Ways {
  std::vector<Way> ways;     // The core's first, then in the order of the heads.
  std::vector<int> of_head;  // Index into ways of each of Network.heads.
};

// Errors: CheckHeads', and kInvalidArgument for a network without heads.
absl::StatusOr<Ways> WaysOf(const Network& network);

// Of a family without adapters, where every way is the core's; that of a network without heads,
// whose only output has Network.classes, too. Errors: as above; a head with a way of its own; no
// classes.
absl::StatusOr<Ways> CoreWays(const Network& network);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_NET_WAYS_H_
