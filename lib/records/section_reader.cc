// SPDX-License-Identifier: Apache-2.0
#include "lib/records/section_reader.h"

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/base/stop.h"
#include "lib/records/grammar.h"
#include "lib/records/serialize.h"

namespace auricle {

absl::Status SectionReader::Lost(const absl::Status& status) {
  const absl::Status told =
      Annotate(status, sections_ == 0 ? absl::StrCat("stream '", name(), "'")
                                      : absl::StrCat("stream '", name(), "', section ", sections_,
                                                     ", after record ", records_, " (byte ",
                                                     frames_.offset(), ")"));
  if (!absl::IsDataLoss(status) || !options_.salvage || sections_ == 0) return told;
  lost_ = true;
  in_section_ = false;
  end_.Clear();
  end_.set_records(records_);
  end_.set_digest(digest_.value());
  salvage_note_ = absl::StrCat("took what is left: ", std::string(told.message()));
  return absl::OkStatus();
}

absl::StatusOr<bool> SectionReader::OpenSection() {
  ASSIGN_OR_RETURN(const bool more, frames_.Next(&payload_));
  if (!more) {
    if (sections_ > 0) return false;
    return absl::DataLossError("empty stream: the tool before it died, or wrote nothing");
  }
  RETURN_IF_ERROR(ParseRecord(payload_, &scratch_));
  RETURN_IF_ERROR(CheckHeader(scratch_));
  header_.Swap(scratch_.mutable_header());
  fingerprint_ = HeaderFingerprintAsRead(payload_, header_);
  ++sections_;
  records_ = 0;
  digest_ = Digest();
  in_section_ = true;
  return true;
}

absl::StatusOr<bool> SectionReader::NextSection() {
  while (in_section_) RETURN_IF_ERROR(Next(&scratch_).status());
  if (lost_) return false;
  const absl::StatusOr<bool> opened = OpenSection();
  if (opened.ok()) return opened;
  RETURN_IF_ERROR(Lost(opened.status()));
  return false;
}

absl::StatusOr<bool> SectionReader::ReadRecord(Record* record) {
  int kind = 0;
  do {
    ASSIGN_OR_RETURN(const bool more, frames_.Next(&payload_));
    if (!more) return absl::DataLossError("the stream is cut: its last section has no end");
    ASSIGN_OR_RETURN(kind, RecordKind(payload_));
  } while (IsPassedOver(kind));
  RETURN_IF_ERROR(ParseRecord(payload_, record));
  if (record->has_header()) return absl::DataLossError("a section has no end before the next one");
  if (record->has_end()) {
    RETURN_IF_ERROR(CheckEndCount(record->end(), records_));
    RETURN_IF_ERROR(CheckEndDigest(record->end(), digest_.value()));
    end_.Swap(record->mutable_end());
    in_section_ = false;
    return false;
  }
  digest_.Add(payload_);
  ++records_;
  return true;
}

absl::StatusOr<bool> SectionReader::Next(Record* record) {
  if (StopSignal() != 0) {
    return absl::CancelledError(absl::StrCat("stopped by signal ", StopSignal()));
  }
  if (!in_section_) return false;
  const absl::StatusOr<bool> read = ReadRecord(record);
  if (read.ok()) return read;
  RETURN_IF_ERROR(Lost(read.status()));
  return false;
}

}  // namespace auricle
