// SPDX-License-Identifier: Apache-2.0
#include "lib/records/mapped.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/records/digest.h"
#include "lib/records/files/fd.h"
#include "lib/records/files/file_stamp.h"
#include "lib/records/files/shard_name.h"
#include "lib/records/files/spool.h"
#include "lib/records/frame_scan.h"
#include "lib/records/framing.h"
#include "lib/records/grammar.h"

namespace auricle {
namespace {

// A shorter record is digested again from its bytes, which takes less time than joining its CRC.
constexpr size_t kJoinedBytes = 4096;

class MappedFiles : public MappedRecords {
 public:
  absl::Status Add(const std::string& path, int64_t memory_bytes, std::string* note);
  // To be called once all is added. Errors: kDataLoss.
  absl::Status Seal();

  int64_t size() const override { return static_cast<int64_t>(frames_.size()); }
  absl::StatusOr<absl::string_view> Payload(int64_t i) const override;
  int section(int64_t i) const override {
    const auto after = std::upper_bound(begins_.begin(), begins_.end(), i);
    return static_cast<int>(after - begins_.begin()) - 1;
  }
  absl::Span<const Header> headers() const override { return headers_; }
  absl::Span<const uint64_t> fingerprints() const override { return fingerprints_; }
  absl::Span<const End> ends() const override { return ends_; }
  absl::Status CheckUnchanged() const override {
    for (const FileStamp& stamp : stamps_) RETURN_IF_ERROR(stamp.CheckUnchanged());
    return absl::OkStatus();
  }

 private:
  absl::StatusOr<std::vector<ScannedSection>> Scan(const std::string& path, int64_t memory_bytes,
                                                   std::string* note);
  absl::Status AddShards(const std::string& path, const std::vector<std::string>& files);
  absl::Status Gather(const std::vector<std::vector<ScannedSection>>& shards, size_t s);
  void AddSection(const std::string& name, Header header, uint64_t fingerprint, End end);
  int64_t SectionEnd(int s) const {
    return s + 1 < static_cast<int>(begins_.size()) ? begins_[s + 1] : size();
  }
  absl::Status CheckDigest(int s) const;
  // Notes that record `i` has the right CRC; checks its section's digest if it was the last.
  absl::Status Touch(int64_t i) const;

  std::vector<Mapping> mappings_;
  std::vector<FileStamp> stamps_;          // Of each mapping, from before it was scanned.
  std::vector<absl::string_view> frames_;  // Payloads; the checksum follows each.
  std::vector<int64_t> begins_;            // First record of each section.
  std::vector<std::string> names_;         // Stream of each section, for messages.
  std::vector<Header> headers_;
  std::vector<uint64_t> fingerprints_;
  std::vector<End> ends_;
  std::unique_ptr<std::atomic<bool>[]> checked_;
  std::unique_ptr<uint64_t[]> crc64s_;                 // Of checked records from kJoinedBytes on.
  std::unique_ptr<std::atomic<int64_t>[]> untouched_;  // Records of each section.
  mutable std::atomic<int> wrong_{-1};                 // A section whose digest is wrong.
};

absl::StatusOr<std::vector<ScannedSection>> MappedFiles::Scan(const std::string& path,
                                                              int64_t memory_bytes,
                                                              std::string* note) {
  const std::string name = StreamName(path);
  ASSIGN_OR_RETURN(const Fd fd, OpenToRead(path));
  RETURN_IF_ERROR(CheckNotTerminal(fd.get(), name));
  ASSIGN_OR_RETURN(FileStamp stamp, FileStamp::Of(fd.get(), path));
  stamps_.push_back(std::move(stamp));
  ASSIGN_OR_RETURN(Mapping mapping, MapOrSpool(fd, name, memory_bytes, note));
  // Hopping from head to head, read-ahead would fetch the whole file.
  mapping.AdviseRandom(true);
  absl::StatusOr<std::vector<ScannedSection>> sections = ScanSections(mapping.bytes());
  mapping.AdviseRandom(false);
  mappings_.push_back(std::move(mapping));
  RETURN_IF_ERROR(Annotate(sections.status(), absl::StrCat("stream '", name, "'")));
  return sections;
}

void MappedFiles::AddSection(const std::string& name, Header header, uint64_t fingerprint,
                             End end) {
  begins_.push_back(size());
  names_.push_back(name);
  headers_.push_back(std::move(header));
  fingerprints_.push_back(fingerprint);
  ends_.push_back(std::move(end));
}

// The records of section `s` in the order in which they were dealt.
absl::Status MappedFiles::Gather(const std::vector<std::vector<ScannedSection>>& shards, size_t s) {
  std::vector<size_t> taken(shards.size());
  size_t left = 0, turn = 0;
  for (const auto& shard : shards) left += shard[s].payloads.size();
  for (; left > 0; --left) {
    const std::vector<absl::string_view>& payloads = shards[turn][s].payloads;
    if (taken[turn] == payloads.size()) {
      return absl::DataLossError(absl::StrCat("shard ", turn, " ends before others; one is of ",
                                              "another run, or was not dealt by item"));
    }
    frames_.push_back(payloads[taken[turn]++]);
    if (!ItemGoesOn(frames_.back())) turn = (turn + 1) % shards.size();
  }
  return absl::OkStatus();
}

absl::Status MappedFiles::AddShards(const std::string& path,
                                    const std::vector<std::string>& files) {
  const int of = static_cast<int>(files.size());
  std::vector<std::vector<ScannedSection>> shards;
  for (const std::string& file : files) {
    auto sections = Scan(file, 0, nullptr);
    RETURN_IF_ERROR(Annotate(sections.status(), absl::StrCat("shards '", path, "'")));
    shards.push_back(*std::move(sections));
    if (shards.back().size() != shards[0].size()) {
      return absl::DataLossError(absl::StrCat("shards '", path, "': '", file, "' has ",
                                              shards.back().size(), " sections, the first has ",
                                              shards[0].size()));
    }
  }
  for (size_t s = 0; s < shards[0].size(); ++s) {
    std::vector<const End*> ends;
    for (int i = 0; i < of; ++i) {
      RETURN_IF_ERROR(Annotate(CheckShard(shards[i][s].header, shards[0][s].header, i, of),
                               absl::StrCat("shard '", files[i], "'")));
      ends.push_back(&shards[i][s].end);
    }
    RETURN_IF_ERROR(Annotate(CheckShardEnds(ends), absl::StrCat("shards '", path, "'")));
    AddSection(path, shards[0][s].header, shards[0][s].fingerprint, WholeEnd(shards[0][s].end));
    headers_.back().clear_shard();
    RETURN_IF_ERROR(Annotate(Gather(shards, s), absl::StrCat("shards '", path, "'")));
  }
  return absl::OkStatus();
}

absl::Status MappedFiles::Add(const std::string& path, int64_t memory_bytes, std::string* note) {
  ASSIGN_OR_RETURN(const std::vector<std::string> files, ShardFiles(path));
  if (!files.empty()) return AddShards(path, files);
  ASSIGN_OR_RETURN(std::vector<ScannedSection> sections, Scan(path, memory_bytes, note));
  for (ScannedSection& section : sections) {
    AddSection(StreamName(path), std::move(section.header), section.fingerprint,
               std::move(section.end));
    frames_.insert(frames_.end(), section.payloads.begin(), section.payloads.end());
  }
  return absl::OkStatus();
}

absl::Status MappedFiles::Seal() {
  checked_ = std::make_unique<std::atomic<bool>[]>(frames_.size());
  crc64s_ = std::make_unique<uint64_t[]>(frames_.size());
  untouched_ = std::make_unique<std::atomic<int64_t>[]>(begins_.size());
  for (int s = 0; s < static_cast<int>(begins_.size()); ++s) {
    untouched_[s] = SectionEnd(s) - begins_[s];
    if (untouched_[s] == 0) RETURN_IF_ERROR(CheckDigest(s));
  }
  return absl::OkStatus();
}

absl::Status MappedFiles::CheckDigest(int s) const {
  Digest digest;
  for (int64_t i = begins_[s]; i < SectionEnd(s); ++i) {
    if (frames_[i].size() < kJoinedBytes) {
      digest.Add(frames_[i]);
    } else {
      digest.Add(frames_[i].size(), crc64s_[i]);
    }
  }
  return Annotate(CheckEndDigest(ends_[s], digest.value()),
                  absl::StrCat("stream '", names_[s], "', section ", s + 1, " of the inputs"));
}

absl::Status MappedFiles::Touch(int64_t i) const {
  const uint64_t crc64 = frames_[i].size() < kJoinedBytes ? 0 : Crc64(frames_[i]);
  // Two threads may both check a record; they find the same, and one of them counts it.
  if (checked_[i].exchange(true, std::memory_order_relaxed)) return absl::OkStatus();
  crc64s_[i] = crc64;
  const int s = section(i);
  // The last thread sees what all others have stored before they counted.
  if (untouched_[s].fetch_sub(1, std::memory_order_acq_rel) > 1) return absl::OkStatus();
  const absl::Status status = CheckDigest(s);
  if (!status.ok()) wrong_ = s;
  return status;
}

absl::StatusOr<absl::string_view> MappedFiles::Payload(int64_t i) const {
  const absl::string_view payload = frames_[i];
  if (const int wrong = wrong_.load(std::memory_order_acquire); wrong >= 0) {
    return CheckDigest(wrong);
  }
  if (checked_[i].load(std::memory_order_relaxed)) return payload;
  const absl::string_view tail(payload.data() + payload.size(), kFrameTailBytes);
  if (!FrameTailMatches(payload, tail)) {
    const int at = section(i);
    return absl::DataLossError(absl::StrCat("stream '", names_[at], "', record ",
                                            i - begins_[at] + 1, " of its section: the bytes do ",
                                            "not match their checksum"));
  }
  RETURN_IF_ERROR(Touch(i));
  return payload;
}

}  // namespace

absl::StatusOr<std::unique_ptr<MappedRecords>> MappedRecords::Open(
    const std::vector<std::string>& paths, int64_t memory_bytes, std::string* note) {
  auto files = std::make_unique<MappedFiles>();
  for (const std::string& path : paths) RETURN_IF_ERROR(files->Add(path, memory_bytes, note));
  RETURN_IF_ERROR(files->Seal());
  return std::unique_ptr<MappedRecords>(std::move(files));
}

}  // namespace auricle
