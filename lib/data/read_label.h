// SPDX-License-Identifier: Apache-2.0
// A stored label as a target.
#ifndef AURICLE_LIB_DATA_READ_LABEL_H_
#define AURICLE_LIB_DATA_READ_LABEL_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/data/target.h"
#include "protos/clip.pb.h"

namespace auricle {

// Reads labels of one task whose table is of one kind:
//   kClasses  every label is a name
//   kShares   names (a share of 1) and distributions, which are scaled to sum 1
//   kTags     sets of tags, and names (a set of one)
//   kEvents   lists of events (timed), and tags and names, of which no times are known (weak)
class LabelReader {
 public:
  LabelReader(std::string task, const std::vector<std::string>& classes, TargetKind kind);

  // No label, and a distribution of no vote, are not known. Errors, without the item: a class
  // outside the vocabulary, with the nearest; one outside the label's own scope; a share or a time
  // that cannot be; a label of another kind.
  absl::StatusOr<Target> Read(const Label& label) const;

 private:
  absl::StatusOr<int32_t> ClassNamed(const std::string& name) const;
  absl::Status ReadShares(const Distribution& distribution, Target* target) const;
  absl::Status ReadTags(const std::vector<std::string>& names, Target* target) const;
  absl::Status ReadEvents(const Events& events, Target* target) const;
  absl::Status ReadScope(const Label& label, Target* target) const;

  const std::string task_;
  const std::vector<std::string>& classes_;
  const TargetKind kind_;
  absl::flat_hash_map<std::string, int32_t> index_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_READ_LABEL_H_
