// SPDX-License-Identifier: Apache-2.0
// Bytes with addresses: a file mapped into memory, or a pipe gathered until it ends.
#ifndef AURICLE_LIB_RECORDS_FILES_SPOOL_H_
#define AURICLE_LIB_RECORDS_FILES_SPOOL_H_

#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/base/last_words.h"
#include "lib/records/files/fd.h"

namespace auricle {

class Mapping {
 public:
  Mapping() = default;
  Mapping(void* data, size_t size) : data_(data), size_(size) {}
  // Of a file, whose name a handler of SIGBUS may ask for.
  Mapping(void* data, size_t size, const std::string& name)
      : data_(data), size_(size), file_(data, size, name) {}
  Mapping(Mapping&& other) noexcept { *this = std::move(other); }
  Mapping& operator=(Mapping&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(file_, other.file_);
    return *this;
  }
  ~Mapping();

  absl::string_view bytes() const {
    return absl::string_view(static_cast<const char*>(data_), size_);
  }
  // Gives the pages beyond `size` back. REQUIRES: size <= bytes().size().
  void Shrink(size_t size);
  // Whether the next reads jump (no read-ahead) or run on.
  void AdviseRandom(bool random) const;

 private:
  void* data_ = nullptr;
  size_t size_ = 0;
  MappedFile file_;
};

// Maps a regular file of which nothing was read. Anything else is read to its end: into memory up
// to `memory_bytes`, beyond that into an unlinked file in $TMPDIR (or /tmp), which `note` then
// says. `note` may be null.
absl::StatusOr<Mapping> MapOrSpool(const Fd& fd, const std::string& name, int64_t memory_bytes,
                                   std::string* note);

// The same of what is left to read of `fd`, whatever it is, after `first`, which was read before.
absl::StatusOr<Mapping> SpoolRest(const Fd& fd, absl::string_view first, const std::string& name,
                                  int64_t memory_bytes, std::string* note);

}  // namespace auricle

#endif  // AURICLE_LIB_RECORDS_FILES_SPOOL_H_
