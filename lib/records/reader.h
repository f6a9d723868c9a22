// SPDX-License-Identifier: Apache-2.0
// Sequential reading of a stream of records, from files, shards or a pipe.
#ifndef AURICLE_LIB_RECORDS_READER_H_
#define AURICLE_LIB_RECORDS_READER_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "protos/record.pb.h"

namespace auricle {

struct ReadOptions {
  // Takes what is left of a damaged stream: whole records up to the first damage; the loss is told
  // in RecordReader::salvage_note() instead of an error.
  bool salvage = false;
};

// Reads section after section. Verifies framing, CRCs, the grammar (header, records, end), counts
// and digests as it goes.
class RecordReader {
 public:
  // `path` is a file, "-" for stdin, or "name@N" for all shards of a sharded stream in order.
  // Errors: kNotFound. That it is no record stream (a WAV, a terminal …) is what the first
  // NextSection() says, so that opening a pipe never blocks.
  static absl::StatusOr<std::unique_ptr<RecordReader>> Open(const std::string& path,
                                                            const ReadOptions& options = {});
  // Takes ownership of `fd`; `name` is used in messages. `prefix` holds bytes already read from it.
  static absl::StatusOr<std::unique_ptr<RecordReader>> FromFd(int fd, const std::string& name,
                                                              const ReadOptions& options = {},
                                                              const std::string& prefix = "");
  virtual ~RecordReader() = default;

  // Moves to the next section. False: the stream has properly ended. May be called before all of a
  // section's records were read; the rest is then read over (and verified).
  virtual absl::StatusOr<bool> NextSection() = 0;
  // The current section's header. REQUIRES: NextSection() returned true.
  virtual const Header& header() const = 0;
  // The next record between header and end: true; false at the section's end. Errors: kDataLoss
  // naming stream and record for any damage or a missing end; kCancelled once StopSignal() is set.
  virtual absl::StatusOr<bool> Next(Record* record) = 0;
  // The current section's end. REQUIRES: Next() returned false.
  virtual const End& end() const = 0;
  // Digest of the current section's header as it was read; goes into Provenance.parents.
  virtual uint64_t header_fingerprint() const = 0;
  // The stream's name for messages, and how many records of the section have been read.
  virtual const std::string& name() const = 0;
  virtual int64_t records_read() const = 0;
  // With salvage: what was lost, or "".
  virtual const std::string& salvage_note() const = 0;
};

}  // namespace auricle

#endif  // AURICLE_LIB_RECORDS_READER_H_
