// SPDX-License-Identifier: Apache-2.0
// The outputs of networks and models by name; protos only, no torch.
#ifndef AURICLE_LIB_NN_NET_HEADS_H_
#define AURICLE_LIB_NN_NET_HEADS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "protos/network.pb.h"
#include "protos/record.pb.h"

namespace auricle {

// Index into network.heads() of the head called `name`; "" is the only one. Errors:
// kInvalidArgument naming those there are.
absl::StatusOr<int> HeadIndex(const Network& network, const std::string& name);

// The classes of a head; of a network without heads, network.classes(). REQUIRES: there is such.
int ClassesOf(const Network& network, const std::string& head);

// The statistics of a head's first module; of a network without heads, its own.
const InputNorm& InputNormOf(const Network& network, const std::string& head);

// All outputs of a model with their classes' names. The one of a network without heads is called
// "" and has the vocabulary of the model's task. Errors: kNotFound without a vocabulary,
// kInvalidArgument if that has another number of classes.
absl::StatusOr<std::vector<Head>> HeadsOf(const Header& model);

// Errors: kInvalidArgument naming a head without name, classes or a path there is, two of one name,
// or a name with "." or "/", which would run together with names of tensors and figures.
absl::Status CheckHeads(const Network& network);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_NET_HEADS_H_
