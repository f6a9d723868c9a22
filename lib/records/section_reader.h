// SPDX-License-Identifier: Apache-2.0
// The grammar of one stream of bytes: section+, section = header, records, end.
#ifndef AURICLE_LIB_RECORDS_SECTION_READER_H_
#define AURICLE_LIB_RECORDS_SECTION_READER_H_

#include <string>

#include "lib/records/digest.h"
#include "lib/records/frame_reader.h"
#include "lib/records/reader.h"

namespace auricle {

class SectionReader : public RecordReader {
 public:
  SectionReader(FrameReader frames, const ReadOptions& options)
      : frames_(std::move(frames)), options_(options) {}

  absl::StatusOr<bool> NextSection() override;
  const Header& header() const override { return header_; }
  absl::StatusOr<bool> Next(Record* record) override;
  const End& end() const override { return end_; }
  uint64_t header_fingerprint() const override { return fingerprint_; }
  const std::string& name() const override { return frames_.name(); }
  int64_t records_read() const override { return records_; }
  const std::string& salvage_note() const override { return salvage_note_; }

  // The serialised form of the record that Next() just returned; valid until the next call.
  absl::string_view payload() const { return payload_; }

 private:
  absl::StatusOr<bool> OpenSection();
  absl::StatusOr<bool> ReadRecord(Record* record);
  // The error as it leaves, or with salvage OK and the stream's end.
  absl::Status Lost(const absl::Status& status);

  FrameReader frames_;
  ReadOptions options_;
  Header header_;
  End end_;
  Record scratch_;
  Digest digest_;
  absl::string_view payload_;
  uint64_t fingerprint_ = 0;
  int64_t sections_ = 0;
  int64_t records_ = 0;
  bool in_section_ = false;
  bool lost_ = false;  // Salvage has met the damage.
  std::string salvage_note_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_RECORDS_SECTION_READER_H_
