// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/bytes.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/base/stop.h"

namespace auricle {
namespace {

constexpr int64_t kPipeBlock = 1 << 20;

absl::Status Errno(absl::string_view what) {
  const std::string message = absl::StrCat(what, ": ", strerror(errno));
  if (errno == ENOENT || errno == ENOTDIR) return absl::NotFoundError(message);
  if (errno == EACCES || errno == EPERM) return absl::PermissionDeniedError(message);
  return absl::UnavailableError(message);
}

class FdBytes : public Bytes {
 public:
  FdBytes(int fd, int64_t size) : fd_(fd), size_(size) {}
  ~FdBytes() override { close(fd_); }
  FdBytes(const FdBytes&) = delete;
  FdBytes& operator=(const FdBytes&) = delete;
  int64_t size() const override { return size_; }

  absl::StatusOr<int64_t> ReadAt(int64_t offset, void* to, int64_t n) const override {
    int64_t done = 0;
    while (done < n) {
      const ssize_t got = pread(fd_, static_cast<char*>(to) + done, n - done, offset + done);
      if (got < 0 && errno == EINTR && StopSignal() == 0) continue;
      if (got < 0) return Errno("cannot read");
      if (got == 0) break;
      done += got;
    }
    return done;
  }

 private:
  int fd_;
  int64_t size_;
};

class MemoryBytes : public Bytes {
 public:
  explicit MemoryBytes(absl::string_view bytes) : bytes_(bytes) {}
  int64_t size() const override { return bytes_.size(); }
  absl::StatusOr<int64_t> ReadAt(int64_t offset, void* to, int64_t n) const override {
    if (offset < 0 || offset >= size()) return 0;
    const int64_t got = std::min(n, size() - offset);
    memcpy(to, bytes_.data() + offset, got);
    return got;
  }

 private:
  absl::string_view bytes_;
};

absl::Status WriteAll(int fd, const char* data, int64_t n) {
  while (n > 0) {
    const ssize_t put = write(fd, data, n);
    if (put < 0 && errno == EINTR && StopSignal() == 0) continue;
    if (put < 0) return Errno("cannot write to the temporary file");
    data += put;
    n -= put;
  }
  return absl::OkStatus();
}

// A file without a name in $TMPDIR.
absl::StatusOr<int> UnlinkedFile() {
  const char* const dir = std::getenv("TMPDIR");
  std::string name = absl::StrCat(dir != nullptr && *dir != '\0' ? dir : "/tmp", "/auricleXXXXXX");
  const int fd = mkostemp(&name[0], O_CLOEXEC);
  if (fd < 0) return Errno(absl::StrCat("cannot make a temporary file '", name, "'"));
  unlink(name.c_str());
  return fd;
}

// Moves what `from` holds to an unlinked file and closes `from`.
absl::StatusOr<int> MoveToDisk(int from, int64_t size) {
  const FdBytes held(from, size);
  ASSIGN_OR_RETURN(const int to, UnlinkedFile());
  std::vector<char> block(kPipeBlock);
  for (int64_t at = 0; at < size;) {
    const absl::StatusOr<int64_t> got = held.ReadAt(at, block.data(), kPipeBlock);
    const absl::Status done = got.ok() ? WriteAll(to, block.data(), *got) : got.status();
    if (!done.ok()) {
      close(to);
      return done;
    }
    at += *got;
  }
  return to;
}

// Copies `fd` to *to; beyond `memory_bytes` *to becomes a file on disk.
absl::Status Spool(int fd, int64_t memory_bytes, int* to, int64_t* size) {
  std::vector<char> block(kPipeBlock);
  bool on_disk = false;
  while (true) {
    const ssize_t got = read(fd, block.data(), block.size());
    if (StopSignal() != 0) return absl::CancelledError("stopped while reading stdin");
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Errno("cannot read stdin");
    if (got == 0) return absl::OkStatus();
    if (!on_disk && *size + got > memory_bytes) {
      const int memory = *to;
      *to = -1;
      ASSIGN_OR_RETURN(*to, MoveToDisk(memory, *size));
      on_disk = true;
    }
    RETURN_IF_ERROR(WriteAll(*to, block.data(), got));
    *size += got;
  }
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Bytes>> OpenFile(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return Errno("cannot open");
  struct stat info;
  if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
    close(fd);
    return absl::InvalidArgumentError("is not a regular file");
  }
  return std::shared_ptr<const Bytes>(std::make_shared<FdBytes>(fd, info.st_size));
}

absl::StatusOr<std::shared_ptr<const Bytes>> SpoolPipe(int fd, absl::string_view prefix,
                                                       int64_t memory_bytes) {
  int to = memfd_create("auricle", MFD_CLOEXEC);
  if (to < 0) return Errno("cannot hold stdin in memory");
  int64_t size = prefix.size();
  absl::Status done = WriteAll(to, prefix.data(), prefix.size());
  if (done.ok()) done = Spool(fd, memory_bytes, &to, &size);
  if (!done.ok()) {
    if (to >= 0) close(to);
    return done;
  }
  return std::shared_ptr<const Bytes>(std::make_shared<FdBytes>(to, size));
}

std::shared_ptr<const Bytes> BytesInMemory(absl::string_view bytes) {
  return std::make_shared<MemoryBytes>(bytes);
}

}  // namespace auricle
