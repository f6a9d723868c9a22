// SPDX-License-Identifier: Apache-2.0
// What of a network of many heads is trained, by whose it is.
#ifndef AURICLE_LIB_TRAIN_START_PARAMETER_GROUPS_H_
#define AURICLE_LIB_TRAIN_START_PARAMETER_GROUPS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "lib/nn/net/net.h"

namespace auricle {

// Whose a tensor is, by its name: "core", "way.NAME", "head.NAME", or "shared", which is what every
// way passes through.
std::string TensorGroup(const std::string& tensor);

// Whether `tensor` is `prefix` or begins with `prefix` and a dot, as Net::Freeze and LoadInto ask.
bool BelongsTo(const std::string& tensor, const std::string& prefix);

struct GroupCount {
  std::string group;
  int64_t trainable = 0;  // Parameters; running statistics are none.
  int64_t frozen = 0;
};

// One for each group that has parameters, in order of first appearance; "shared" first.
std::vector<GroupCount> CountGroups(const Net& net);

// "trains 339,303 of 3,057,159 parameters: way.casia 305,248, head.casia 34,055; frozen: shared
// 2,709,792, core 4,160"; beyond six groups of a kind their sum is told.
std::string TrainableText(const Net& net);

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_START_PARAMETER_GROUPS_H_
