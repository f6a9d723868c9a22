// SPDX-License-Identifier: Apache-2.0
// Which outputs of a model of many an item gets.
#ifndef AURICLE_TOOLS_PREDICT_HEADS_H_
#define AURICLE_TOOLS_PREDICT_HEADS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "protos/network.pb.h"

namespace auricle {

class HeadChoice {
 public:
  // `flag`: "auto", "all", or names with commas; `networks` are all that are applied. Errors:
  // ToolMisuse naming a head that none of them has, and a network with heads but none of these.
  static absl::StatusOr<HeadChoice> Create(const std::string& flag,
                                           const std::vector<Network>& networks);

  // The heads of `network` for items of `corpus`, at least one; {""} of a network without heads.
  // auto: those that were trained on this corpus, else all.
  std::vector<std::string> For(const Network& network, const std::string& corpus) const;

 private:
  bool auto_ = true;
  std::vector<std::string> names_;  // Empty: any.
};

}  // namespace auricle

#endif  // AURICLE_TOOLS_PREDICT_HEADS_H_
