// SPDX-License-Identifier: Apache-2.0
#include "lib/records/files/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "lib/base/status_macros.h"

namespace auricle {
namespace {

constexpr size_t kBufferBytes = 256 * 1024;
constexpr size_t kDirectBytes = 32 * 1024;  // A second call costs less than copying this much.

std::string DirectoryOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string BaseName(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

// Beside `target`, hidden, and no other's in this process or another.
std::string TemporaryName(const std::string& target) {
  static std::atomic<int> count{0};
  return absl::StrCat(DirectoryOf(target), "/.", BaseName(target).substr(0, 200), ".", getpid(),
                      ".", ++count, ".tmp");
}

// The first temporary name with which `make` succeeds; "" with errno if none. A process that was
// killed leaves its name behind, and in a container the next one has the same number.
std::string WithFreshName(const std::string& target,
                          const std::function<bool(const char* name)>& make) {
  for (int tries = 0; tries < 10000; ++tries) {
    const std::string name = TemporaryName(target);
    if (make(name.c_str())) return name;
    if (errno != EEXIST) break;
  }
  return "";
}

std::string ProcName(int fd) { return absl::StrCat("/proc/self/fd/", fd); }

// Where a symbolic link leads, also one to a file that is still to be made; a path that is none
// stays. Links that lead round end somewhere, and what is made there says so.
std::string Resolve(std::string path) {
  constexpr int kMostLinks = 40;  // As many as Linux follows.
  for (int links = 0; links < kMostLinks; ++links) {
    char to[PATH_MAX];
    const ssize_t size = readlink(path.c_str(), to, sizeof(to));
    if (size <= 0 || size == sizeof(to)) break;
    const std::string target(to, size);
    path = target[0] == '/' ? target : absl::StrCat(DirectoryOf(path), "/", target);
  }
  return path;
}

absl::Status CannotCreate(int error, const std::string& path) {
  const std::string directory = DirectoryOf(path);
  if (error == ENOENT || error == ENOTDIR) {
    return absl::NotFoundError(absl::StrCat("cannot write '", path, "': there is no directory '",
                                            directory, "'; make it first (mkdir -p)"));
  }
  return ErrnoStatus(error, absl::StrCat("cannot write '", path, "'"));
}

}  // namespace

absl::StatusOr<std::unique_ptr<OutputFile>> OutputFile::Create(const std::string& path) {
  mode_t mode = 0;  // Of the file that will be replaced; 0: none is.
  const auto make = [&mode](std::string name, std::string target, std::string temporary, int fd) {
    if (mode != 0) fchmod(fd, mode);  // A file system without modes may refuse.
    return std::unique_ptr<OutputFile>(
        new OutputFile(std::move(name), std::move(target), std::move(temporary), Fd(fd)));
  };
  if (path.empty()) return absl::InvalidArgumentError("the output's name is empty; - is stdout");
  if (path == "-") {
    const int copy = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
    if (copy < 0) return ErrnoStatus(errno, "cannot write to stdout");
    return make("stdout", "", "", copy);
  }
  struct stat info;
  const bool exists = stat(path.c_str(), &info) == 0;
  if (!exists && errno == ENAMETOOLONG) {
    return absl::InvalidArgumentError(absl::StrCat("cannot write '", path, "': its name has ",
                                                   BaseName(path).size(),
                                                   " bytes, want at most 255"));
  }
  if (exists && S_ISDIR(info.st_mode)) {
    return absl::InvalidArgumentError(
        absl::StrCat("cannot write '", path, "': it is a directory; name a file in it"));
  }
  if (exists && !S_ISREG(info.st_mode)) {
    const int fd = open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (fd < 0) return CannotCreate(errno, path);
    return make(path, "", "", fd);
  }
  // By the mode alone: root may write anything.
  if (exists && ((info.st_mode & 0222) == 0 || access(path.c_str(), W_OK) != 0)) {
    return absl::PermissionDeniedError(
        absl::StrCat("cannot write '", path,
                     "': it is protected against writing; name another file, or chmod +w"));
  }
  if (exists) mode = info.st_mode & 0777;
  const std::string target = Resolve(path);
  int fd = open(DirectoryOf(target).c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
  // Without /proc an unnamed file could not be given a name later.
  if (fd >= 0 && access(ProcName(fd).c_str(), F_OK) == 0) return make(path, target, "", fd);
  if (fd >= 0) close(fd);
  const std::string temporary = WithFreshName(target, [&fd](const char* name) {
    fd = open(name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
    return fd >= 0;
  });
  if (temporary.empty()) return CannotCreate(errno, path);
  return make(path, target, temporary, fd);
}

absl::Status OutputFile::CheckCanWrite(const std::string& path, int64_t bytes) {
  struct stat info;
  const bool special =
      stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
  if (path == "-" || special) return absl::OkStatus();
  RETURN_IF_ERROR(Create(path).status());
  struct statvfs disk;
  if (statvfs(DirectoryOf(Resolve(path)).c_str(), &disk) != 0) return absl::OkStatus();
  const double left = static_cast<double>(disk.f_bavail) * disk.f_frsize;
  if (left >= bytes) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      absl::StrFormat("cannot write '%s': it takes %.0f MB, its disk has %.0f MB left; make room, "
                      "or name a file on another disk",
                      path, bytes / 1e6, left / 1e6));
}

OutputFile::OutputFile(std::string name, std::string target, std::string temporary, Fd fd)
    : name_(std::move(name)),
      target_(std::move(target)),
      temporary_(std::move(temporary)),
      removed_(temporary_.empty() ? Temporary() : Temporary(temporary_)),
      fd_(std::move(fd)) {}

OutputFile::~OutputFile() {
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

bool OutputFile::is_terminal() const { return isatty(fd_.get()) == 1; }

absl::Status OutputFile::Append(absl::string_view bytes) {
  RETURN_IF_ERROR(broken_);
  if (bytes.size() >= kDirectBytes || buffer_.size() + bytes.size() > kBufferBytes) {
    RETURN_IF_ERROR(Flush());
  }
  if (bytes.size() >= kDirectBytes) return Put(bytes);
  buffer_.append(bytes.data(), bytes.size());
  return absl::OkStatus();
}

absl::Status OutputFile::Flush() {
  const absl::Status status = Put(buffer_);
  buffer_.clear();
  return status;
}

absl::Status OutputFile::Put(absl::string_view bytes) {
  if (broken_.ok()) broken_ = WriteAll(fd_.get(), bytes, name_);
  return broken_;
}

absl::Status OutputFile::Commit() {
  RETURN_IF_ERROR(Flush());
  if (!target_.empty()) RETURN_IF_ERROR(TakeName());
  if (const int error = fd_.Close(); error != 0) {
    return ErrnoStatus(error, absl::StrCat("cannot finish '", name_, "'"));
  }
  return absl::OkStatus();
}

absl::Status OutputFile::TakeName() {
  const auto failed = [this] {
    return ErrnoStatus(errno, absl::StrCat("cannot finish '", name_, "'"));
  };
  if (fsync(fd_.get()) != 0 && errno != EINVAL && errno != EROFS) return failed();
  if (temporary_.empty()) {
    temporary_ = WithFreshName(target_, [from = ProcName(fd_.get())](const char* name) {
      return linkat(AT_FDCWD, from.c_str(), AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0;
    });
    if (temporary_.empty()) return failed();
  }
  if (rename(temporary_.c_str(), target_.c_str()) != 0) return failed();
  temporary_.clear();
  const Fd directory(open(DirectoryOf(target_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() >= 0)
    fsync(directory.get());  // Not every file system can; the file is whole.
  return absl::OkStatus();
}

}  // namespace auricle
