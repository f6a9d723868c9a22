// SPDX-License-Identifier: Apache-2.0
// Random access to the records of files by mmap: lengths are scanned once, no index file; a CRC is
// checked once, at first touch.
#ifndef AURICLE_LIB_RECORDS_MAPPED_H_
#define AURICLE_LIB_RECORDS_MAPPED_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "protos/record.pb.h"

namespace auricle {

// The records of one or more streams, addressed 0 … size()-1 in stream order. Thread-safe.
class MappedRecords {
 public:
  // Paths as RecordReader::Open; "-" is spooled to an unlinked file in $TMPDIR first (once beyond
  // `memory_bytes`; said in `note`). Scans every frame's length and checks the sections' grammar.
  static absl::StatusOr<std::unique_ptr<MappedRecords>> Open(const std::vector<std::string>& paths,
                                                             int64_t memory_bytes,
                                                             std::string* note);
  virtual ~MappedRecords() = default;
  virtual int64_t size() const = 0;
  // Serialised Record `i`, in place, its CRC checked at first touch. Valid as long as this object.
  virtual absl::StatusOr<absl::string_view> Payload(int64_t i) const = 0;
  // Which section record `i` is of, and the headers of all sections with their fingerprints.
  virtual int section(int64_t i) const = 0;
  virtual absl::Span<const Header> headers() const = 0;
  virtual absl::Span<const uint64_t> fingerprints() const = 0;
  // The ends of all sections: what was dropped on the way here, and the digest over all records in
  // order, which whoever reads them all may check (of shards, the whole's).
  virtual absl::Span<const End> ends() const = 0;
};

}  // namespace auricle

#endif  // AURICLE_LIB_RECORDS_MAPPED_H_
