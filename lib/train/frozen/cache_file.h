// SPDX-License-Identifier: Apache-2.0
// A bounded directory of files that can be made again: each holds a sequence of blobs under a key.
#ifndef AURICLE_LIB_TRAIN_FROZEN_CACHE_FILE_H_
#define AURICLE_LIB_TRAIN_FROZEN_CACHE_FILE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/base/last_words.h"
#include "lib/records/files/fd.h"

namespace auricle {

struct CacheDirectory {
  std::string path;       // "": there is none. Made when first written to.
  int64_t max_bytes = 0;  // All files together.
};

// Mapped read-only; stays valid when the file is removed. Little endian:
//   "AURCACHE", u64 length of the key, u64 blobs, u64 CRC-64 of key and table, the key, per blob
//   u64 size and u64 CRC-64, then the blobs, each from a multiple of 64 on.
class CacheFile {
 public:
  // Marks the file as just used. Every checksum is looked at: a damaged file costs its time once,
  // instead of spoiling a result. Errors: kNotFound; kDataLoss where it is damaged.
  static absl::StatusOr<std::unique_ptr<CacheFile>> Find(const CacheDirectory& directory,
                                                         const std::string& key);
  ~CacheFile();
  CacheFile(const CacheFile&) = delete;
  CacheFile& operator=(const CacheFile&) = delete;

  int64_t size() const { return static_cast<int64_t>(blobs_.size()); }
  int64_t bytes() const { return static_cast<int64_t>(mapped_.size()); }
  absl::string_view blob(int64_t i) const { return blobs_[i]; }

 private:
  friend class CacheWriter;
  CacheFile() = default;
  static absl::StatusOr<std::unique_ptr<CacheFile>> Map(int fd, const std::string& path);
  absl::Status Parse(const std::string& key);

  absl::string_view mapped_;
  MappedFile named_;  // What is said if the file is cut while it is read.
  std::vector<absl::string_view> blobs_;
};

// Writes the file of `key` under a temporary name, removed by the destructor; Commit gives it its
// own, so that two processes may fill at once and the later one's equal file stays.
class CacheWriter {
 public:
  // Removes the least recently used files until at most `bytes` more fit into the directory's
  // bound, and takes that much of the disk. Errors: kResourceExhausted where it is more than the
  // bound or the disk have; kNotFound, kPermissionDenied … where the directory cannot be made.
  static absl::StatusOr<std::unique_ptr<CacheWriter>> Create(const CacheDirectory& directory,
                                                             const std::string& key, int64_t blobs,
                                                             int64_t bytes);
  ~CacheWriter();
  CacheWriter(const CacheWriter&) = delete;
  CacheWriter& operator=(const CacheWriter&) = delete;

  absl::Status Append(absl::string_view blob);
  // REQUIRES: as many blobs as were announced.
  absl::StatusOr<std::unique_ptr<CacheFile>> Commit();

 private:
  CacheWriter() = default;

  std::string key_, temporary_, target_;
  Fd fd_;
  std::string table_;
  int64_t announced_ = 0, end_ = 0;
};

// Bytes that blobs of `sizes` take in a file of `key`, table and all.
int64_t CacheFileBytes(const std::string& key, const std::vector<int64_t>& sizes);

// Where the file of `key` lies.
std::string CachePath(const CacheDirectory& directory, const std::string& key);

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_FROZEN_CACHE_FILE_H_
