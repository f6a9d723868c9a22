// SPDX-License-Identifier: Apache-2.0
// File descriptors that close themselves, whole reads and writes, and errno as Status.
#ifndef AURICLE_LIB_RECORDS_FILES_FD_H_
#define AURICLE_LIB_RECORDS_FILES_FD_H_

#include <cstddef>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace auricle {

class Fd {
 public:
  explicit Fd(int fd = -1) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd();
  int get() const { return fd_; }
  // Gives it up; it stays open.
  int Release() { return std::exchange(fd_, -1); }
  // Closes now; network file systems tell of lost writes only here. 0 or an errno.
  int Close();

 private:
  int fd_;
};

// "context: No such file or directory", with the code that fits; EPIPE is kCancelled.
absl::Status ErrnoStatus(int error, absl::string_view context);

// Reads once, at most `size` bytes; 0 at the end. A signal that asked to stop is kCancelled.
absl::StatusOr<size_t> ReadSome(int fd, char* bytes, size_t size, absl::string_view name);
// Writes all, or says why not; as above.
absl::Status WriteAll(int fd, absl::string_view bytes, absl::string_view name);

// A file to read, or with "-" a copy of stdin. Errors: kNotFound; kInvalidArgument for a directory.
absl::StatusOr<Fd> OpenToRead(const std::string& path);
// Nobody types records. Errors: kInvalidArgument with a hint.
absl::Status CheckNotTerminal(int fd, absl::string_view name);
// "stdin" for "-", else the path.
std::string StreamName(const std::string& path);

}  // namespace auricle

#endif  // AURICLE_LIB_RECORDS_FILES_FD_H_
