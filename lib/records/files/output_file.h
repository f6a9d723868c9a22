// SPDX-License-Identifier: Apache-2.0
// A file that appears under its name only when it is whole.
#ifndef AURICLE_LIB_RECORDS_FILES_OUTPUT_FILE_H_
#define AURICLE_LIB_RECORDS_FILES_OUTPUT_FILE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/base/last_words.h"
#include "lib/records/files/fd.h"

namespace auricle {

// Any tool may write its (non-record) output with this as well.
class OutputFile {
 public:
  // "-" is stdout. What exists and is no regular file (/dev/null, a FIFO) is written directly.
  // A regular file is written without a name (O_TMPFILE), or where the file system cannot do that
  // under a temporary name beside the target, removed by the destructor. A symbolic link keeps
  // being one: its target is replaced, or made. What replaces a file has its mode. Errors:
  // kNotFound for a missing directory; kPermissionDenied for a file that is protected against
  // writing; kInvalidArgument for a name that is longer than the file system takes.
  static absl::StatusOr<std::unique_ptr<OutputFile>> Create(const std::string& path);
  ~OutputFile();

  // Whether `path` could be written now, with so many bytes: for a result that takes hours to come
  // and whose size is known. Nothing is left behind; what is no regular file is not opened. Errors:
  // those of Create; kResourceExhausted if its disk has less room.
  static absl::Status CheckCanWrite(const std::string& path, int64_t bytes);

  // Buffered. Errors: kCancelled if a pipe's reader left; kResourceExhausted if the disk is full.
  // Once bytes were lost every call fails, so that nothing with a hole is committed.
  absl::Status Append(absl::string_view bytes);
  // Hands what is buffered to the system, for a reader that waits.
  absl::Status Flush();
  // Flushes; a regular file then reaches the disk and takes its name.
  absl::Status Commit();

  const std::string& name() const { return name_; }
  bool is_terminal() const;

 private:
  OutputFile(std::string name, std::string target, std::string temporary, Fd fd);
  absl::Status Put(absl::string_view bytes);
  absl::Status TakeName();

  std::string name_;       // For messages.
  std::string target_;     // Empty: written directly.
  std::string temporary_;  // Empty: not linked anywhere yet.
  Temporary removed_;      // The same, for handlers of signals.
  Fd fd_;
  std::string buffer_;
  absl::Status broken_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_RECORDS_FILES_OUTPUT_FILE_H_
