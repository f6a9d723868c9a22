// SPDX-License-Identifier: Apache-2.0
#include "lib/train/frozen/cache_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "lib/base/status_macros.h"
#include "lib/records/digest.h"
#include "lib/records/little_endian.h"

namespace auricle {
namespace {

constexpr char kMagic[] = "AURCACHE";
constexpr int64_t kHead = 32, kRow = 16, kAlignment = 64;
constexpr char kSuffix[] = ".taps", kPartial[] = ".partial-";
constexpr time_t kForgotten = 24 * 3600;  // A partial file this old was left by a crash.

int64_t Aligned(int64_t at) { return (at + kAlignment - 1) / kAlignment * kAlignment; }

int64_t FirstBlob(int64_t key_bytes, int64_t blobs) {
  return Aligned(kHead + key_bytes + kRow * blobs);
}

absl::Status Damage(absl::string_view what) {
  return absl::DataLossError(absl::StrCat("is damaged: ", what));
}

// Makes `path` and what is missing above it.
absl::Status MakeDirectories(const std::string& path) {
  for (size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
    const std::string part = path.substr(0, slash);
    if (mkdir(part.c_str(), 0777) != 0 && errno != EEXIST && errno != EROFS && errno != EISDIR) {
      return ErrnoStatus(errno, absl::StrCat("cannot make '", part, "'"));
    }
    if (slash == std::string::npos) return absl::OkStatus();
  }
}

struct Entry {
  std::string path;
  timespec used;
  int64_t bytes;
  bool partial;
};

bool Older(const Entry& a, const Entry& b) {
  return std::make_pair(a.used.tv_sec, a.used.tv_nsec) <
         std::make_pair(b.used.tv_sec, b.used.tv_nsec);
}

// Our files in the directory, the least recently used first.
std::vector<Entry> List(const std::string& directory) {
  std::vector<Entry> entries;
  DIR* const dir = opendir(directory.c_str());
  if (dir == nullptr) return entries;
  while (const dirent* one = readdir(dir)) {
    const absl::string_view name = one->d_name;
    const bool partial = absl::StartsWith(name, kPartial);
    if (!partial && !absl::EndsWith(name, kSuffix)) continue;
    Entry entry{absl::StrCat(directory, "/", name), {}, 0, partial};
    struct stat info;
    if (stat(entry.path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) continue;
    entry.used = info.st_mtim;
    entry.bytes = info.st_size;
    entries.push_back(std::move(entry));
  }
  closedir(dir);
  std::sort(entries.begin(), entries.end(), Older);
  return entries;
}

absl::Status MakeRoom(const CacheDirectory& directory, int64_t bytes) {
  const std::vector<Entry> entries = List(directory.path);
  int64_t total = bytes;
  for (const Entry& entry : entries) total += entry.bytes;
  const time_t now = time(nullptr);
  for (const Entry& entry : entries) {
    if (bytes > directory.max_bytes) break;
    const bool forgotten = entry.partial && entry.used.tv_sec < now - kForgotten;
    if (!forgotten && (entry.partial || total <= directory.max_bytes)) continue;
    if (unlink(entry.path.c_str()) == 0 || errno == ENOENT) total -= entry.bytes;
  }
  if (total <= directory.max_bytes) return absl::OkStatus();
  return absl::ResourceExhaustedError(absl::StrFormat(
      "%.3g GB are needed and %.3g GB is all that '%s' may hold; give a larger --cache_size",
      bytes / 1e9, directory.max_bytes / 1e9, directory.path));
}

}  // namespace

std::string CachePath(const CacheDirectory& directory, const std::string& key) {
  return absl::StrFormat("%s/%016x%s", directory.path, Crc64(key), kSuffix);
}

int64_t CacheFileBytes(const std::string& key, const std::vector<int64_t>& sizes) {
  int64_t end = FirstBlob(key.size(), sizes.size());
  for (const int64_t size : sizes) end = Aligned(end + size);
  return end;
}

absl::StatusOr<std::unique_ptr<CacheFile>> CacheFile::Map(int fd, const std::string& path) {
  struct stat info;
  if (fstat(fd, &info) != 0) return ErrnoStatus(errno, path);
  if (info.st_size < kHead) return Damage("it has no head");
  void* const memory = mmap(nullptr, info.st_size, PROT_READ, MAP_SHARED, fd, 0);
  if (memory == MAP_FAILED) return ErrnoStatus(errno, path);
  std::unique_ptr<CacheFile> file(new CacheFile);
  file->mapped_ =
      absl::string_view(static_cast<const char*>(memory), static_cast<size_t>(info.st_size));
  file->named_ = MappedFile(memory, file->mapped_.size(), path);
  return file;
}

CacheFile::~CacheFile() {
  if (!mapped_.empty()) munmap(const_cast<char*>(mapped_.data()), mapped_.size());
}

absl::Status CacheFile::Parse(const std::string& key) {
  const uint64_t size = mapped_.size(), blobs = ReadFixed64(mapped_.data() + 16);
  if (mapped_.substr(0, 8) != kMagic || ReadFixed64(mapped_.data() + 8) != key.size() ||
      blobs > size / kRow || static_cast<uint64_t>(FirstBlob(key.size(), blobs)) > size) {
    return Damage("its head");
  }
  const absl::string_view table = mapped_.substr(kHead, key.size() + kRow * blobs);
  if (Crc64(table) != ReadFixed64(mapped_.data() + 24)) return Damage("its table");
  if (table.substr(0, key.size()) != key) {
    return absl::NotFoundError("another key with the same digest");
  }
  uint64_t at = FirstBlob(key.size(), blobs);
  for (uint64_t i = 0; i < blobs; ++i) {
    const char* const row = table.data() + key.size() + kRow * i;
    const uint64_t bytes = ReadFixed64(row);
    if (at > size || bytes > size - at) return Damage(absl::StrCat("it ends within blob ", i));
    blobs_.push_back(mapped_.substr(at, bytes));
    if (Crc64(blobs_.back()) != ReadFixed64(row + 8)) return Damage(absl::StrCat("blob ", i));
    at = Aligned(at + bytes);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<CacheFile>> CacheFile::Find(const CacheDirectory& directory,
                                                           const std::string& key) {
  const std::string path = CachePath(directory, key);
  const Fd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() < 0) return absl::NotFoundError(path);
  futimens(fd.get(), nullptr);
  auto file = Map(fd.get(), path);
  absl::Status status = file.status();
  if (status.ok()) status = (*file)->Parse(key);
  if (!status.ok()) return absl::Status(status.code(), absl::StrCat(path, " ", status.message()));
  return file;
}

absl::StatusOr<std::unique_ptr<CacheWriter>> CacheWriter::Create(const CacheDirectory& directory,
                                                                 const std::string& key,
                                                                 int64_t blobs, int64_t bytes) {
  RETURN_IF_ERROR(MakeDirectories(directory.path));
  RETURN_IF_ERROR(MakeRoom(directory, bytes));
  std::unique_ptr<CacheWriter> writer(new CacheWriter);
  writer->key_ = key;
  writer->target_ = CachePath(directory, key);
  std::string name = absl::StrCat(directory.path, "/", kPartial, "XXXXXX");
  writer->fd_ = Fd(mkostemp(&name[0], O_CLOEXEC));
  if (writer->fd_.get() < 0) return ErrnoStatus(errno, directory.path);
  writer->temporary_ = name;
  // File systems that cannot take space ahead say so, and tell of a full disk when it is met.
  if (fallocate(writer->fd_.get(), 0, 0, bytes) != 0 && errno != EOPNOTSUPP && errno != ENOSYS) {
    return ErrnoStatus(errno, directory.path);
  }
  writer->announced_ = blobs;
  writer->end_ = FirstBlob(key.size(), blobs);
  if (lseek(writer->fd_.get(), writer->end_, SEEK_SET) < 0) return ErrnoStatus(errno, name);
  return writer;
}

CacheWriter::~CacheWriter() {
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

absl::Status CacheWriter::Append(absl::string_view blob) {
  AppendFixed64(blob.size(), &table_);
  AppendFixed64(Crc64(blob), &table_);
  RETURN_IF_ERROR(WriteAll(fd_.get(), blob, temporary_));
  end_ += static_cast<int64_t>(blob.size());
  const int64_t aligned = Aligned(end_);
  RETURN_IF_ERROR(WriteAll(fd_.get(), std::string(aligned - end_, '\0'), temporary_));
  end_ = aligned;
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<CacheFile>> CacheWriter::Commit() {
  std::string head(kMagic, 8);
  AppendFixed64(key_.size(), &head);
  AppendFixed64(announced_, &head);
  const std::string table = key_ + table_;
  AppendFixed64(Crc64(table), &head);
  head += table;
  if (ftruncate(fd_.get(), end_) != 0 || lseek(fd_.get(), 0, SEEK_SET) != 0) {
    return ErrnoStatus(errno, temporary_);
  }
  RETURN_IF_ERROR(WriteAll(fd_.get(), head, temporary_));
  ASSIGN_OR_RETURN(std::unique_ptr<CacheFile> file, CacheFile::Map(fd_.get(), temporary_));
  RETURN_IF_ERROR(file->Parse(key_));
  if (rename(temporary_.c_str(), target_.c_str()) != 0) return ErrnoStatus(errno, target_);
  temporary_.clear();
  return file;
}

}  // namespace auricle
