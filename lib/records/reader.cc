// SPDX-License-Identifier: Apache-2.0
#include "lib/records/reader.h"

#include <fcntl.h>

#include <vector>

#include "lib/base/status_macros.h"
#include "lib/records/files/fd.h"
#include "lib/records/files/shard_name.h"
#include "lib/records/frame_reader.h"
#include "lib/records/section_reader.h"
#include "lib/records/sharded_reader.h"

namespace auricle {

absl::StatusOr<std::unique_ptr<RecordReader>> RecordReader::Open(const std::string& path,
                                                                 const ReadOptions& options) {
  ASSIGN_OR_RETURN(const std::vector<std::string> shards, ShardFiles(path));
  if (!shards.empty()) return OpenShards(path, shards, options);
  ASSIGN_OR_RETURN(Fd fd, OpenToRead(path));
  // Advice only; pipes refuse it.
  posix_fadvise(fd.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
  return FromFd(fd.Release(), StreamName(path), options);
}

absl::StatusOr<std::unique_ptr<RecordReader>> RecordReader::FromFd(int fd, const std::string& name,
                                                                   const ReadOptions& options,
                                                                   const std::string& prefix) {
  Fd owned(fd);
  RETURN_IF_ERROR(CheckNotTerminal(fd, name));
  return std::unique_ptr<RecordReader>(
      new SectionReader(FrameReader(std::move(owned), name, prefix), options));
}

}  // namespace auricle
