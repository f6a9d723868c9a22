// SPDX-License-Identifier: Apache-2.0
// Parsing a record without copying its tensors: their bytes stay where they lie (an mmap).
#ifndef AURICLE_LIB_RECORDS_IN_PLACE_H_
#define AURICLE_LIB_RECORDS_IN_PLACE_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "protos/record.pb.h"

namespace auricle {

// Parses `payload` into `record`, leaving every Tensor.data empty, and hands back those bytes as
// views into `payload`, in wire order, each with the path of field numbers that leads to it (so
// {2, 15, 15} followed by Tensor.data is Clip.feature.tensor).
struct TensorBytes {
  std::vector<int> path;
  absl::string_view bytes;
};
absl::Status ParseInPlace(absl::string_view payload, Record* record,
                          std::vector<TensorBytes>* tensors);

}  // namespace auricle

#endif  // AURICLE_LIB_RECORDS_IN_PLACE_H_
