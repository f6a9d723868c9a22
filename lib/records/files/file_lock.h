// SPDX-License-Identifier: Apache-2.0
// One process at a time: two trainings that keep one checkpoint would each take the other's.
#ifndef AURICLE_LIB_RECORDS_FILES_FILE_LOCK_H_
#define AURICLE_LIB_RECORDS_FILES_FILE_LOCK_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "lib/records/files/fd.h"

namespace auricle {

// Held as long as it lives, and no longer than its process. The lock is of a file beside what is
// locked, `path`.lock: what is locked is replaced by a new file each time it is written. It goes
// with the lock; one that a killed process left is taken over.
class FileLock {
 public:
  // Does not wait. `path` need not exist. Errors: kFailedPrecondition with the number of the
  // process that holds it; those of creating a file. Where the file system knows no locks, nothing
  // is locked.
  static absl::StatusOr<std::unique_ptr<FileLock>> Take(const std::string& path);
  ~FileLock();

 private:
  FileLock(std::string name, Fd fd) : name_(std::move(name)), fd_(std::move(fd)) {}

  std::string name_;
  Fd fd_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_RECORDS_FILES_FILE_LOCK_H_
