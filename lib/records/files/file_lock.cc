// SPDX-License-Identifier: Apache-2.0
#include "lib/records/files/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"

namespace auricle {
namespace {

// Whether `name` still leads to what `fd` is open for: whoever held the lock before may have
// removed the file between our opening and our locking it.
bool IsStillThere(int fd, const std::string& name) {
  struct stat mine, named;
  return fstat(fd, &mine) == 0 && stat(name.c_str(), &named) == 0 && mine.st_dev == named.st_dev &&
         mine.st_ino == named.st_ino;
}

std::string Holder(int fd) {
  char text[32];
  const ssize_t size = pread(fd, text, sizeof(text), 0);
  return size > 0 ? absl::StrCat("process ", absl::string_view(text, size)) : "another process";
}

}  // namespace

absl::StatusOr<std::unique_ptr<FileLock>> FileLock::Take(const std::string& path) {
  const std::string name = absl::StrCat(path, ".lock");
  while (true) {
    Fd fd(open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
    if (fd.get() < 0) return ErrnoStatus(errno, absl::StrCat("cannot lock '", name, "'"));
    int failed = 0;
    while ((failed = flock(fd.get(), LOCK_EX | LOCK_NB)) != 0 && errno == EINTR) {
    }
    if (failed != 0 && errno == EWOULDBLOCK) {
      return absl::FailedPreconditionError(
          absl::StrCat("'", path, "' is in use by ", Holder(fd.get()),
                       "; wait until it ends, or give another name"));
    }
    if (failed == 0 && !IsStillThere(fd.get(), name)) continue;
    // The number is for the message alone; a full disk leaves it out.
    const std::string number = absl::StrCat(getpid());
    if (ftruncate(fd.get(), 0) == 0) (void)!write(fd.get(), number.data(), number.size());
    return std::unique_ptr<FileLock>(new FileLock(name, std::move(fd)));
  }
}

FileLock::~FileLock() { unlink(name_.c_str()); }

}  // namespace auricle
