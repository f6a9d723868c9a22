// SPDX-License-Identifier: Apache-2.0
// Bytes that can be read at any offset: a file, a spooled pipe, or memory.
#ifndef AURICLE_LIB_AUDIO_DECODE_BYTES_H_
#define AURICLE_LIB_AUDIO_DECODE_BYTES_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/records/files/fd.h"

namespace auricle {

// Thread-safe: there is no position.
class Bytes {
 public:
  virtual ~Bytes() = default;
  virtual int64_t size() const = 0;
  // Reads up to n bytes at `offset`; fewer only at the end. Errors: kUnavailable.
  virtual absl::StatusOr<int64_t> ReadAt(int64_t offset, void* to, int64_t n) const = 0;
};

// A regular file. Errors: kNotFound, kPermissionDenied, kInvalidArgument for a directory.
absl::StatusOr<std::shared_ptr<const Bytes>> OpenFile(const std::string& path);

// All of the pipe `fd`, of which `prefix` was read before: in memory up to `memory_bytes`, beyond
// that in an unlinked file in $TMPDIR, which `note` (may be null) then says. Errors: kUnavailable,
// kCancelled.
absl::StatusOr<std::shared_ptr<const Bytes>> SpoolPipe(Fd fd, absl::string_view prefix,
                                                       const std::string& name,
                                                       int64_t memory_bytes, std::string* note);

// `bytes` must outlive what is returned.
std::shared_ptr<const Bytes> BytesInMemory(absl::string_view bytes);

// Stretches of `bytes` after one another, as if they were a file. Each is {offset, size}, with
// offset >= 0, size >= 0 and an end within `bytes`.
struct ByteRange {
  int64_t offset = 0, size = 0;
};
std::shared_ptr<const Bytes> BytesOfStretches(std::shared_ptr<const Bytes> bytes,
                                              const std::vector<ByteRange>& stretches);

// Up to n bytes at `offset`, fewer only at the end.
absl::StatusOr<std::string> ReadText(const Bytes& bytes, int64_t offset, int64_t n);

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_DECODE_BYTES_H_
