// SPDX-License-Identifier: Apache-2.0
// Frames of a pipe or file, one after the other.
#ifndef AURICLE_LIB_RECORDS_FRAME_READER_H_
#define AURICLE_LIB_RECORDS_FRAME_READER_H_

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/records/files/fd.h"

namespace auricle {

class FrameReader {
 public:
  // `prefix`: bytes already read from `fd`.
  FrameReader(Fd fd, std::string name, absl::string_view prefix);

  // The next payload, valid until the next call; false at the end of the bytes. Memory grows as
  // bytes arrive, never on a length's word. Errors: kDataLoss for damage, without the stream's
  // name; kInvalidArgument if the very first bytes are of something else; those of ReadSome.
  absl::StatusOr<bool> Next(absl::string_view* payload);

  const std::string& name() const { return name_; }
  // Where the next frame begins.
  int64_t offset() const { return offset_; }

 private:
  struct Free {
    void operator()(char* bytes) const { free(bytes); }
  };
  // Makes bytes_[begin_, begin_ + size) hold the next `size` bytes; fewer only at the end of input.
  absl::Status Fill(size_t size);
  absl::Status Grow(size_t wanted);
  size_t available() const { return end_ - begin_; }

  Fd fd_;
  std::string name_;
  std::unique_ptr<char, Free> bytes_;
  size_t capacity_ = 0;
  size_t begin_ = 0;
  size_t end_ = 0;
  size_t consumed_ = 0;  // Of the frame handed out last.
  int64_t offset_ = 0;
};

}  // namespace auricle

#endif  // AURICLE_LIB_RECORDS_FRAME_READER_H_
