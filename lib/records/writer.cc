// SPDX-License-Identifier: Apache-2.0
#include "lib/records/writer.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/records/digest.h"
#include "lib/records/files/output_file.h"
#include "lib/records/files/shard_name.h"

namespace auricle {
namespace {

constexpr int kMostNamedDrops = 1000;

// One file, or one shard of several.
struct Output {
  explicit Output(std::unique_ptr<OutputFile> f) : file(std::move(f)) {}

  std::unique_ptr<OutputFile> file;
  Digest digest;
  int64_t records = 0;
};

class StreamWriter : public RecordWriter {
 public:
  StreamWriter(std::vector<Output> outputs, bool sharded)
      : outputs_(std::move(outputs)), sharded_(sharded) {}

  absl::Status BeginSection(Header header) override;
  absl::Status Write(const Clip& clip) override {
    RETURN_IF_ERROR(encoded_.Set(clip));
    return Write(encoded_);
  }
  absl::Status Write(const EncodedRecord& record) override;
  absl::Status Write(const NamedTensor& tensor) override {
    return Deal(Record::kTensorFieldNumber, tensor);
  }
  absl::Status Write(const Result& result) override {
    return Deal(Record::kResultFieldNumber, result);
  }
  void Drop(const std::string& id, const std::string& reason) override;
  void CarryDrops(const End& before) override;
  absl::Status EndSection() override;
  absl::Status Commit() override;
  uint64_t header_fingerprint() const override { return fingerprint_; }

 private:
  absl::Status Deal(int number, const google::protobuf::Message& message);
  // Writes a header or end, which are not counted.
  absl::Status Put(int number, const google::protobuf::Message& message, Output* output);
  // Once bytes were lost, nothing may be committed.
  absl::Status Keep(absl::Status status) {
    if (!status.ok() && broken_.ok()) broken_ = status;
    return status;
  }

  std::vector<Output> outputs_;
  bool sharded_;
  bool in_section_ = false;
  int64_t sections_ = 0;
  int64_t records_ = 0;  // Of this section, in all shards.
  size_t turn_ = 0;      // The output that the next item is dealt to.
  Digest whole_;
  End end_;
  uint64_t fingerprint_ = 0;
  EncodedRecord encoded_;  // Its room is used again.
  absl::Status broken_;
};

absl::Status StreamWriter::Put(int number, const google::protobuf::Message& message,
                               Output* output) {
  RETURN_IF_ERROR(encoded_.Set(number, message));
  return Keep(output->file->Append(encoded_.frame()));
}

absl::Status StreamWriter::BeginSection(Header header) {
  RETURN_IF_ERROR(EndSection());
  RETURN_IF_ERROR(NormalizeHeader(&header));
  header.clear_shard();
  fingerprint_ = HeaderFingerprint(header);
  for (size_t i = 0; i < outputs_.size(); ++i) {
    if (sharded_) {
      header.mutable_shard()->set_index(static_cast<int>(i));
      header.mutable_shard()->set_of(static_cast<int>(outputs_.size()));
      header.mutable_shard()->set_run(fingerprint_);
    }
    RETURN_IF_ERROR(Put(Record::kHeaderFieldNumber, header, &outputs_[i]));
    outputs_[i].digest = Digest();
    outputs_[i].records = 0;
  }
  in_section_ = true;
  ++sections_;
  records_ = 0;
  turn_ = 0;
  whole_ = Digest();
  end_.Clear();
  return absl::OkStatus();
}

absl::Status StreamWriter::Deal(int number, const google::protobuf::Message& message) {
  RETURN_IF_ERROR(encoded_.Set(number, message));
  return Write(encoded_);
}

absl::Status StreamWriter::Write(const EncodedRecord& record) {
  RETURN_IF_ERROR(broken_);
  if (!in_section_) return absl::FailedPreconditionError("a record before BeginSection()");
  Output& output = outputs_[turn_];
  RETURN_IF_ERROR(Keep(output.file->Append(record.frame())));
  output.digest.Add(record.payload().size(), record.digest());
  ++output.records;
  ++records_;
  if (sharded_) whole_.Add(record.payload().size(), record.digest());
  if (!record.goes_on()) turn_ = (turn_ + 1) % outputs_.size();
  return absl::OkStatus();
}

void StreamWriter::Drop(const std::string& id, const std::string& reason) {
  end_.set_dropped_count(end_.dropped_count() + 1);
  if (end_.dropped_size() == kMostNamedDrops) return;
  Dropped* dropped = end_.add_dropped();
  // What was dropped may have been dropped for its bytes; its name must not spoil the end as well.
  dropped->set_id(EscapeForTerminal(id));
  dropped->set_reason(EscapeForTerminal(reason));
}

void StreamWriter::CarryDrops(const End& before) {
  const int64_t count = end_.dropped_count();
  for (const Dropped& dropped : before.dropped()) Drop(dropped.id(), dropped.reason());
  // Beyond a thousand drops are counted only.
  const int64_t all = std::max<int64_t>(before.dropped_size(), before.dropped_count());
  end_.set_dropped_count(count + std::min(all, std::numeric_limits<int64_t>::max() - count));
}

absl::Status StreamWriter::EndSection() {
  RETURN_IF_ERROR(broken_);
  if (!in_section_) return absl::OkStatus();
  for (Output& output : outputs_) {
    end_.set_records(output.records);
    end_.set_digest(output.digest.value());
    if (sharded_) {
      end_.set_whole_records(records_);
      end_.set_whole_digest(whole_.value());
    }
    RETURN_IF_ERROR(Put(Record::kEndFieldNumber, end_, &output));
    end_.clear_dropped();  // Named once, in the first shard.
    end_.clear_dropped_count();
  }
  in_section_ = false;
  return absl::OkStatus();
}

absl::Status StreamWriter::Commit() {
  RETURN_IF_ERROR(EndSection());
  if (sections_ == 0) return absl::FailedPreconditionError("Commit() of a stream with no section");
  for (Output& output : outputs_) RETURN_IF_ERROR(Keep(output.file->Commit()));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<RecordWriter>> RecordWriter::Create(const std::string& path) {
  ASSIGN_OR_RETURN(std::vector<std::string> files, ShardFiles(path));
  const bool sharded = !files.empty();
  if (!sharded) files.push_back(path);
  std::vector<Output> outputs;
  for (const std::string& file : files) {
    ASSIGN_OR_RETURN(std::unique_ptr<OutputFile> output, OutputFile::Create(file));
    if (output->is_terminal()) {
      return absl::InvalidArgumentError(
          absl::StrCat("'", output->name(),
                       "' is a terminal and the output is binary; use > FILE "
                       "or --output=FILE, or pipe it on (| rec2json shows it)"));
    }
    outputs.emplace_back(std::move(output));
  }
  return std::unique_ptr<RecordWriter>(new StreamWriter(std::move(outputs), sharded));
}

}  // namespace auricle
