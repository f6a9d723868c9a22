// SPDX-License-Identifier: Apache-2.0
#include "lib/records/files/fd.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/base/stop.h"

namespace auricle {
namespace {

// Linux moves at most this much in one call anyway.
constexpr size_t kMostInOneCall = size_t{1} << 30;

absl::Status CheckStop() {
  if (StopSignal() == 0) return absl::OkStatus();
  return absl::CancelledError(absl::StrCat("stopped by signal ", StopSignal()));
}

}  // namespace

Fd::~Fd() { Close(); }

int Fd::Close() {
  const int fd = std::exchange(fd_, -1);
  return fd < 0 || close(fd) == 0 ? 0 : errno;
}

absl::Status ErrnoStatus(int error, absl::string_view context) {
  const std::string message = absl::StrCat(context, ": ", strerror(error));
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return absl::NotFoundError(message);
    case EACCES:
    case EPERM:
    case EROFS:
      return absl::PermissionDeniedError(message);
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return absl::ResourceExhaustedError(message);
    case EMFILE:
      return absl::ResourceExhaustedError(
          absl::StrCat(message, "; allow more (ulimit -n), or use fewer shards"));
    case EPIPE:
      return absl::CancelledError(absl::StrCat(context, ": its reader left"));
    default:
      return absl::UnavailableError(message);
  }
}

absl::StatusOr<size_t> ReadSome(int fd, char* bytes, size_t size, absl::string_view name) {
  while (true) {
    RETURN_IF_ERROR(CheckStop());
    const ssize_t got = read(fd, bytes, std::min(size, kMostInOneCall));
    if (got >= 0) return static_cast<size_t>(got);
    if (errno != EINTR) return ErrnoStatus(errno, absl::StrCat("cannot read '", name, "'"));
  }
}

absl::Status WriteAll(int fd, absl::string_view bytes, absl::string_view name) {
  while (!bytes.empty()) {
    const ssize_t put = write(fd, bytes.data(), std::min(bytes.size(), kMostInOneCall));
    if (put >= 0) {
      bytes.remove_prefix(put);
    } else if (errno == EINTR) {
      RETURN_IF_ERROR(CheckStop());
    } else {
      return ErrnoStatus(errno, absl::StrCat("cannot write to '", name, "'"));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Fd> OpenToRead(const std::string& path) {
  const bool is_stdin = path == "-";
  Fd fd(is_stdin ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                 : open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() < 0) {
    return ErrnoStatus(errno, absl::StrCat("cannot open '", StreamName(path), "'"));
  }
  struct stat info;
  if (fstat(fd.get(), &info) == 0 && S_ISDIR(info.st_mode)) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", path, "' is a directory; give the files in it"));
  }
  return fd;
}

absl::Status CheckNotTerminal(int fd, absl::string_view name) {
  if (isatty(fd) != 1) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("'", name, "' is a terminal; name a file, or pipe a stream of records in"));
}

std::string StreamName(const std::string& path) { return path == "-" ? "stdin" : path; }

}  // namespace auricle
