// SPDX-License-Identifier: Apache-2.0
#include "lib/records/sharded_reader.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/records/digest.h"
#include "lib/records/files/fd.h"
#include "lib/records/frame_reader.h"
#include "lib/records/grammar.h"
#include "lib/records/section_reader.h"

namespace auricle {
namespace {

class ShardedReader : public RecordReader {
 public:
  ShardedReader(std::string name, std::vector<SectionReader> shards, const ReadOptions& options)
      : name_(std::move(name)), shards_(std::move(shards)), options_(options) {}

  absl::StatusOr<bool> NextSection() override;
  const Header& header() const override { return header_; }
  absl::StatusOr<bool> Next(Record* record) override;
  const End& end() const override { return end_; }
  uint64_t header_fingerprint() const override { return shards_[0].header_fingerprint(); }
  const std::string& name() const override { return name_; }
  int64_t records_read() const override { return records_; }
  const std::string& salvage_note() const override { return salvage_note_; }

 private:
  absl::StatusOr<bool> OpenSections();
  absl::StatusOr<bool> ReadRecord(Record* record);
  absl::Status CloseSections(size_t first_ended);
  absl::Status Lost(const absl::Status& status);

  std::string name_;
  std::vector<SectionReader> shards_;
  ReadOptions options_;
  Header header_;
  End end_;
  Digest digest_;
  int64_t records_ = 0;
  size_t turn_ = 0;  // The shard that holds the next record.
  int64_t sections_ = 0;
  bool in_section_ = false;
  bool lost_ = false;
  std::string salvage_note_;
};

absl::StatusOr<bool> ShardedReader::OpenSections() {
  const int of = static_cast<int>(shards_.size());
  ASSIGN_OR_RETURN(const bool more, shards_[0].NextSection());
  for (int i = 1; i < of; ++i) {
    ASSIGN_OR_RETURN(const bool also, shards_[i].NextSection());
    if (also != more) {
      return absl::DataLossError(absl::StrCat("shards '", shards_[0].name(), "' and '",
                                              shards_[i].name(), "' differ in sections"));
    }
  }
  if (!more) return false;
  for (int i = 0; i < of; ++i) {
    RETURN_IF_ERROR(Annotate(CheckShard(shards_[i].header(), shards_[0].header(), i, of),
                             absl::StrCat("'", shards_[i].name(), "'")));
  }
  header_ = shards_[0].header();
  header_.clear_shard();
  ++sections_;
  records_ = 0;
  turn_ = 0;
  digest_ = Digest();
  in_section_ = true;
  return true;
}

absl::Status ShardedReader::CloseSections(size_t first_ended) {
  std::vector<const End*> ends;
  for (size_t i = 0; i < shards_.size(); ++i) {
    SectionReader& shard = shards_[(first_ended + i) % shards_.size()];
    Record record;
    ASSIGN_OR_RETURN(const bool more, shard.Next(&record));
    if (more) {
      return absl::DataLossError(absl::StrCat("'", shards_[first_ended].name(), "' ends before '",
                                              shard.name(), "'; one is of another run"));
    }
  }
  for (const SectionReader& shard : shards_) ends.push_back(&shard.end());
  RETURN_IF_ERROR(CheckShardEnds(ends));
  end_ = WholeEnd(*ends[0]);
  in_section_ = false;
  return CheckEndDigest(end_, digest_.value());
}

absl::StatusOr<bool> ShardedReader::ReadRecord(Record* record) {
  ASSIGN_OR_RETURN(const bool more, shards_[turn_].Next(record));
  if (!more) {
    RETURN_IF_ERROR(CloseSections(turn_));
    return false;
  }
  digest_.Add(shards_[turn_].payload());
  ++records_;
  if (!ItemGoesOn(record->clip())) turn_ = (turn_ + 1) % shards_.size();
  return true;
}

absl::Status ShardedReader::Lost(const absl::Status& status) {
  const absl::Status told = Annotate(status, absl::StrCat("stream '", name_, "'"));
  if (!absl::IsDataLoss(status) || !options_.salvage || sections_ == 0) return told;
  lost_ = true;
  in_section_ = false;
  end_.Clear();
  end_.set_records(records_);
  end_.set_digest(digest_.value());
  salvage_note_ = absl::StrCat("took what is left: ", told.message());
  return absl::OkStatus();
}

absl::StatusOr<bool> ShardedReader::NextSection() {
  Record record;
  while (in_section_) RETURN_IF_ERROR(Next(&record).status());
  if (lost_) return false;
  const absl::StatusOr<bool> opened = OpenSections();
  if (opened.ok()) return opened;
  RETURN_IF_ERROR(Lost(opened.status()));
  return false;
}

absl::StatusOr<bool> ShardedReader::Next(Record* record) {
  if (!in_section_) return false;
  const absl::StatusOr<bool> read = ReadRecord(record);
  if (read.ok()) return read;
  RETURN_IF_ERROR(Lost(read.status()));
  return false;
}

}  // namespace

absl::StatusOr<std::unique_ptr<RecordReader>> OpenShards(const std::string& path,
                                                         const std::vector<std::string>& files,
                                                         const ReadOptions& options) {
  std::vector<SectionReader> shards;
  for (const std::string& file : files) {
    absl::StatusOr<Fd> fd = OpenToRead(file);
    const char* const missing = absl::IsNotFound(fd.status()) ? " is missing" : "";
    RETURN_IF_ERROR(Annotate(fd.status(), absl::StrCat("a shard of '", path, "'", missing)));
    shards.emplace_back(FrameReader(*std::move(fd), file, ""), ReadOptions());
  }
  return std::unique_ptr<RecordReader>(new ShardedReader(path, std::move(shards), options));
}

}  // namespace auricle
