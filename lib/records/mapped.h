// SPDX-License-Identifier: Apache-2.0
// Random access to the records of files by mmap: lengths are scanned once, no index file; a CRC is
// checked once, at first touch, and a section's digest when its last record is first touched.
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
  // Errors: kDataLoss for damage; once all records of a section were touched and are not those that
  // its end speaks of (some were exchanged or moved), for every record from then on: whoever has
  // read all of a section has read what a RecordReader would have.
  virtual absl::StatusOr<absl::string_view> Payload(int64_t i) const = 0;
  // Which section record `i` is of, and the headers of all sections with their fingerprints.
  virtual int section(int64_t i) const = 0;
  virtual absl::Span<const Header> headers() const = 0;
  virtual absl::Span<const uint64_t> fingerprints() const = 0;
  // The ends of all sections (of shards, the whole's): what was dropped on the way here.
  virtual absl::Span<const End> ends() const = 0;
  // Whether all files are what they were when they were opened: a checksum is looked at once, and
  // what is written into a mapped file later is read without a word. Whoever reads records more
  // than once, or writes what names the data, asks before the result is final. Errors: kDataLoss.
  virtual absl::Status CheckUnchanged() const = 0;
};

}  // namespace auricle

#endif  // AURICLE_LIB_RECORDS_MAPPED_H_
