// SPDX-License-Identifier: Apache-2.0
#include "lib/records/files/file_stamp.h"

#include <unistd.h>

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "lib/records/files/fd.h"

namespace auricle {

absl::StatusOr<FileStamp> FileStamp::Of(int fd, const std::string& path) {
  struct stat info;
  if (fstat(fd, &info) != 0) return ErrnoStatus(errno, absl::StrCat("'", path, "'"));
  return FileStamp(path, info);
}

absl::Status FileStamp::CheckUnchanged() const {
  struct stat now;
  const int failed = path_ == "-" ? fstat(STDIN_FILENO, &now) : stat(path_.c_str(), &now);
  if (failed != 0 || !S_ISREG(info_.st_mode)) return absl::OkStatus();
  if (now.st_dev != info_.st_dev || now.st_ino != info_.st_ino) return absl::OkStatus();
  if (now.st_size == info_.st_size && now.st_mtim.tv_sec == info_.st_mtim.tv_sec &&
      now.st_mtim.tv_nsec == info_.st_mtim.tv_nsec) {
    return absl::OkStatus();
  }
  return absl::DataLossError(absl::StrCat("'", StreamName(path_),
                                          "' was written to while it was read (", info_.st_size,
                                          " bytes when it was opened, now ", now.st_size,
                                          "); run again when nothing writes to it any more"));
}

}  // namespace auricle
