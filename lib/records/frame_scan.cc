// SPDX-License-Identifier: Apache-2.0
#include "lib/records/frame_scan.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "lib/base/status_macros.h"
#include "lib/base/stop.h"
#include "lib/records/framing.h"
#include "lib/records/grammar.h"
#include "lib/records/serialize.h"

namespace auricle {
namespace {

// Takes the frame at the start of `bytes` off.
absl::StatusOr<absl::string_view> TakeFrame(bool first, absl::string_view* bytes) {
  const absl::optional<uint64_t> length = ParseFrameHead(bytes->substr(0, kFrameHeadBytes));
  if (!length.has_value()) {
    if (first) {
      return absl::InvalidArgumentError(
          absl::StrCat("this is ", WhatItLooksLike(bytes->substr(0, kFrameHeadBytes))));
    }
    return absl::DataLossError(bytes->size() < kFrameHeadBytes
                                   ? "the stream is cut in a record's head"
                                   : "a record's length does not match its checksum");
  }
  if (*length > kMaxRecordBytes) {
    return absl::DataLossError(absl::StrCat("a record claims ", *length, " bytes; at most ",
                                            kMaxRecordBytes, " are allowed"));
  }
  const size_t whole = kFrameHeadBytes + *length + kFrameTailBytes;
  if (bytes->size() < whole) {
    return absl::DataLossError(absl::StrCat("the stream is cut in a record's payload (",
                                            bytes->size(), " of ", whole, " bytes)"));
  }
  const absl::string_view payload = bytes->substr(kFrameHeadBytes, *length);
  bytes->remove_prefix(whole);
  return payload;
}

absl::Status CheckTail(absl::string_view payload) {
  const absl::string_view tail(payload.data() + payload.size(), kFrameTailBytes);
  if (FrameTailMatches(payload, tail)) return absl::OkStatus();
  return absl::DataLossError("a record's bytes do not match their checksum");
}

absl::Status ParseChecked(absl::string_view payload, Record* record) {
  RETURN_IF_ERROR(CheckTail(payload));
  return ParseRecord(payload, record);
}

absl::Status ScanSection(bool first, absl::string_view* bytes, ScannedSection* section) {
  Record record;
  ASSIGN_OR_RETURN(const absl::string_view opening, TakeFrame(first, bytes));
  RETURN_IF_ERROR(ParseChecked(opening, &record));
  RETURN_IF_ERROR(CheckHeader(record));
  section->header.Swap(record.mutable_header());
  section->fingerprint = HeaderFingerprintAsRead(opening, section->header);
  while (true) {
    if (StopSignal() != 0) {
      return absl::CancelledError(absl::StrCat("stopped by signal ", StopSignal()));
    }
    if (bytes->empty()) {
      return absl::DataLossError("the stream is cut: its last section has no end");
    }
    ASSIGN_OR_RETURN(const absl::string_view payload, TakeFrame(false, bytes));
    // Headers and ends are parsed; of the rest only what each record is.
    const absl::StatusOr<int> kind = RecordKind(payload);
    if (!kind.ok()) RETURN_IF_ERROR(CheckTail(payload));
    RETURN_IF_ERROR(kind.status());
    if (IsPassedOver(*kind)) {
      RETURN_IF_ERROR(CheckTail(payload));
      continue;
    }
    if (*kind != Record::kHeaderFieldNumber && *kind != Record::kEndFieldNumber) {
      section->payloads.push_back(payload);
      continue;
    }
    RETURN_IF_ERROR(ParseChecked(payload, &record));
    if (record.has_header()) return absl::DataLossError("a section has no end before the next one");
    section->end.Swap(record.mutable_end());
    return CheckEndCount(section->end, static_cast<int64_t>(section->payloads.size()));
  }
}

}  // namespace

absl::StatusOr<std::vector<ScannedSection>> ScanSections(absl::string_view bytes) {
  if (bytes.empty()) {
    return absl::DataLossError("empty stream: the tool before it died, or wrote nothing");
  }
  const size_t size = bytes.size();
  std::vector<ScannedSection> sections;
  while (!bytes.empty()) {
    const bool first = bytes.size() == size;
    sections.emplace_back();
    const absl::Status scanned = ScanSection(first, &bytes, &sections.back());
    RETURN_IF_ERROR(Annotate(scanned, absl::StrCat("section ", sections.size(), ", record ",
                                                   sections.back().payloads.size() + 1,
                                                   " (before byte ", size - bytes.size(), ")")));
  }
  return sections;
}

}  // namespace auricle
