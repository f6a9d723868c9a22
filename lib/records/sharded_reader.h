// SPDX-License-Identifier: Apache-2.0
// The shards of one run, read as the one stream that was dealt out to them.
#ifndef AURICLE_LIB_RECORDS_SHARDED_READER_H_
#define AURICLE_LIB_RECORDS_SHARDED_READER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/records/reader.h"

namespace auricle {

// `path` is "name@N" for messages, `files` its shards. Errors: kNotFound for a missing shard;
// kDataLoss from NextSection() and Next() for one that is of another run, place or length.
absl::StatusOr<std::unique_ptr<RecordReader>> OpenShards(const std::string& path,
                                                         const std::vector<std::string>& files,
                                                         const ReadOptions& options);

}  // namespace auricle

#endif  // AURICLE_LIB_RECORDS_SHARDED_READER_H_
