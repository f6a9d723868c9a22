// SPDX-License-Identifier: Apache-2.0
// Writing a stream of records: deterministic bytes, sections, atomic files, shards.
#ifndef AURICLE_LIB_RECORDS_WRITER_H_
#define AURICLE_LIB_RECORDS_WRITER_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/records/encode.h"
#include "lib/records/serialize.h"
#include "protos/record.pb.h"

namespace auricle {

class RecordWriter {
 public:
  // `path` is a file, "-" for stdout, or "name@N" for N shards (items are dealt in turn, with all
  // their chunks). A file appears under its name only when Commit() succeeds (temporary name,
  // fsync, rename); an uncommitted writer leaves nothing. Errors: kInvalidArgument if stdout is a
  // terminal.
  static absl::StatusOr<std::unique_ptr<RecordWriter>> Create(const std::string& path);
  virtual ~RecordWriter() = default;

  // Opens a section (closing the one before). Sets magic and version, sorts vocabularies.
  virtual absl::Status BeginSection(Header header) = 0;
  virtual absl::Status Write(const Clip& clip) = 0;
  // What another thread has encoded: only appended here.
  virtual absl::Status Write(const EncodedRecord& record) = 0;
  virtual absl::Status Write(const NamedTensor& tensor) = 0;
  virtual absl::Status Write(const Result& result) = 0;
  // Names a dropped item in the section's end.
  virtual void Drop(const std::string& id, const std::string& reason) = 0;
  // Hands on what the sections before this one had dropped: those that are named, and how many.
  virtual void CarryDrops(const End& before) = 0;
  virtual absl::Status EndSection() = 0;
  // Ends the open section and makes the output whole. A reader that left (EPIPE) is kCancelled.
  virtual absl::Status Commit() = 0;
  // Fingerprint of the open section's header (a model's identity).
  virtual uint64_t header_fingerprint() const = 0;
};

}  // namespace auricle

#endif  // AURICLE_LIB_RECORDS_WRITER_H_
