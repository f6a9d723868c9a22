// SPDX-License-Identifier: Apache-2.0
// Which items predict applies its models to.
#ifndef AURICLE_TOOLS_PREDICT_SELECTION_H_
#define AURICLE_TOOLS_PREDICT_SELECTION_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "protos/record.pb.h"

namespace auricle {

// Those of --split by --plan. What holds for an item's first record holds for all of it.
class Selection {
 public:
  static absl::StatusOr<Selection> FromFlags();
  bool Takes(const Clip& clip);
  // After all clips, none of which was taken: an error that names the plans there are, unless
  // every item was asked for.
  absl::Status NoneTaken() const;

 private:
  std::vector<Part> parts_;
  std::set<std::string> plans_;
  std::string id_;
  bool takes_ = true;
};

}  // namespace auricle

#endif  // AURICLE_TOOLS_PREDICT_SELECTION_H_
