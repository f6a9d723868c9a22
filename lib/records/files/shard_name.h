// SPDX-License-Identifier: Apache-2.0
// "name@3" stands for name-00000-of-00003 … name-00002-of-00003.
#ifndef AURICLE_LIB_RECORDS_FILES_SHARD_NAME_H_
#define AURICLE_LIB_RECORDS_FILES_SHARD_NAME_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace auricle {

// The files of "name@N", in order; none if `path` is not sharded. Errors: kInvalidArgument for an N
// outside 1 … 99999.
absl::StatusOr<std::vector<std::string>> ShardFiles(const std::string& path);

}  // namespace auricle

#endif  // AURICLE_LIB_RECORDS_FILES_SHARD_NAME_H_
