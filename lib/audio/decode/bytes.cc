// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/decode/bytes.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/base/stop.h"
#include "lib/records/files/spool.h"

namespace auricle {
namespace {

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
  explicit MemoryBytes(Mapping mapping) : mapping_(std::move(mapping)), bytes_(mapping_.bytes()) {}
  int64_t size() const override { return bytes_.size(); }
  absl::StatusOr<int64_t> ReadAt(int64_t offset, void* to, int64_t n) const override {
    if (offset < 0 || offset >= size()) return 0;
    const int64_t got = std::min(n, size() - offset);
    memcpy(to, bytes_.data() + offset, got);
    return got;
  }

 private:
  Mapping mapping_;
  absl::string_view bytes_;
};

class StretchedBytes : public Bytes {
 public:
  StretchedBytes(std::shared_ptr<const Bytes> bytes, const std::vector<ByteRange>& stretches)
      : bytes_(std::move(bytes)), stretches_(stretches) {
    for (const ByteRange& stretch : stretches_) {
      starts_.push_back(size_);
      size_ += stretch.size;
    }
  }
  int64_t size() const override { return size_; }

  absl::StatusOr<int64_t> ReadAt(int64_t offset, void* to, int64_t n) const override {
    if (offset < 0 || offset >= size_) return 0;
    n = std::min(n, size_ - offset);
    size_t i = std::upper_bound(starts_.begin(), starts_.end(), offset) - starts_.begin() - 1;
    for (int64_t done = 0; done < n; ++i) {
      const int64_t within = offset + done - starts_[i];
      const int64_t want = std::min(n - done, stretches_[i].size - within);
      ASSIGN_OR_RETURN(const int64_t got, bytes_->ReadAt(stretches_[i].offset + within,
                                                         static_cast<char*>(to) + done, want));
      if (got < want) return done + got;  // The file shrank since it was opened.
      done += got;
    }
    return n;
  }

 private:
  std::shared_ptr<const Bytes> bytes_;
  std::vector<ByteRange> stretches_;
  std::vector<int64_t> starts_;  // Of each stretch, as seen from outside.
  int64_t size_ = 0;
};

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

absl::StatusOr<std::shared_ptr<const Bytes>> SpoolPipe(Fd fd, absl::string_view prefix,
                                                       const std::string& name,
                                                       int64_t memory_bytes, std::string* note) {
  ASSIGN_OR_RETURN(Mapping mapping, SpoolRest(fd, prefix, name, memory_bytes, note));
  return std::shared_ptr<const Bytes>(std::make_shared<MemoryBytes>(std::move(mapping)));
}

std::shared_ptr<const Bytes> BytesInMemory(absl::string_view bytes) {
  return std::make_shared<MemoryBytes>(bytes);
}

std::shared_ptr<const Bytes> BytesOfStretches(std::shared_ptr<const Bytes> bytes,
                                              const std::vector<ByteRange>& stretches) {
  return std::make_shared<StretchedBytes>(std::move(bytes), stretches);
}

absl::StatusOr<std::string> ReadText(const Bytes& bytes, int64_t offset, int64_t n) {
  std::string text(n, '\0');
  ASSIGN_OR_RETURN(const int64_t got, bytes.ReadAt(offset, &text[0], n));
  text.resize(got);
  return text;
}

}  // namespace auricle
