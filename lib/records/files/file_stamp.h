// SPDX-License-Identifier: Apache-2.0
// Whether a file is still what it was when it was opened.
#ifndef AURICLE_LIB_RECORDS_FILES_FILE_STAMP_H_
#define AURICLE_LIB_RECORDS_FILES_FILE_STAMP_H_

#include <sys/stat.h>

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace auricle {

// What tells that the bytes of a file were changed: its device, inode, size and time of change.
class FileStamp {
 public:
  // Of what `fd` is open for; `path` is where it is looked for again ("-": stdin).
  static absl::StatusOr<FileStamp> Of(int fd, const std::string& path);

  // Errors: kDataLoss if the file was written to or cut since. A file that was removed, or whose
  // name another took (as tools give their outputs names), is what it was for who has it open or
  // mapped; so is all that is no regular file.
  absl::Status CheckUnchanged() const;

 private:
  FileStamp(std::string path, const struct stat& info) : path_(std::move(path)), info_(info) {}

  std::string path_;
  struct stat info_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_RECORDS_FILES_FILE_STAMP_H_
