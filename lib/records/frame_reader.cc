// SPDX-License-Identifier: Apache-2.0
#include "lib/records/frame_reader.h"

#include <algorithm>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "lib/base/status_macros.h"
#include "lib/records/framing.h"

namespace auricle {
namespace {

constexpr size_t kReadAhead = 256 * 1024;

absl::Status Cut(const char* where, size_t got, uint64_t want) {
  return absl::DataLossError(
      absl::StrCat("the stream is cut in a record's ", where, " (", got, " of ", want, " bytes)"));
}

}  // namespace

FrameReader::FrameReader(Fd fd, std::string name, absl::string_view prefix)
    : fd_(std::move(fd)), name_(std::move(name)) {
  if (prefix.empty()) return;
  bytes_.reset(static_cast<char*>(malloc(prefix.size())));
  capacity_ = end_ = prefix.size();
  memcpy(bytes_.get(), prefix.data(), prefix.size());
}

absl::Status FrameReader::Grow(size_t wanted) {
  if (begin_ > 0) {
    memmove(bytes_.get(), bytes_.get() + begin_, available());
    end_ -= begin_;
    begin_ = 0;
  }
  // At most double what has arrived: a false length costs the sender as many bytes as us.
  const size_t target = std::min(wanted, 2 * available()) + kReadAhead;
  if (target <= capacity_) return absl::OkStatus();
  char* bytes = static_cast<char*>(realloc(bytes_.get(), target));
  if (bytes == nullptr) {
    return absl::ResourceExhaustedError(
        absl::StrCat("no memory for a record of ", wanted, " bytes; give the process more"));
  }
  (void)bytes_.release();  // realloc has taken or moved it.
  bytes_.reset(bytes);
  capacity_ = target;
  return absl::OkStatus();
}

absl::Status FrameReader::Fill(size_t size) {
  while (available() < size) {
    if (begin_ + size > capacity_ || end_ == capacity_) RETURN_IF_ERROR(Grow(size));
    // Not far beyond the wanted bytes: what is read ahead of a large record is moved later.
    const size_t missing = size - available();
    const size_t room = std::min(capacity_ - end_, std::max(missing, kReadAhead));
    ASSIGN_OR_RETURN(const size_t got, ReadSome(fd_.get(), bytes_.get() + end_, room, name_));
    if (got == 0) break;
    end_ += got;
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> FrameReader::Next(absl::string_view* payload) {
  begin_ += consumed_;
  offset_ += consumed_;
  consumed_ = 0;
  RETURN_IF_ERROR(Fill(kFrameHeadBytes));
  if (available() == 0) return false;
  const absl::string_view head(bytes_.get() + begin_, std::min(available(), kFrameHeadBytes));
  const absl::optional<uint64_t> length = ParseFrameHead(head);
  if (!length.has_value()) {
    const bool is_cut = head.size() < kFrameHeadBytes;
    if (is_cut && offset_ > 0) return Cut("head", head.size(), kFrameHeadBytes);
    if (offset_ == 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("this is ", WhatItLooksLike(head), is_cut ? " (too short)" : ""));
    }
    return absl::DataLossError("a record's length does not match its checksum");
  }
  if (*length > kMaxRecordBytes) {
    return absl::DataLossError(absl::StrCat("a record claims ", *length, " bytes; at most ",
                                            kMaxRecordBytes, " are allowed"));
  }
  const size_t whole = kFrameHeadBytes + *length + kFrameTailBytes;
  RETURN_IF_ERROR(Fill(whole));
  if (available() < whole) return Cut("payload", available(), whole);
  *payload = absl::string_view(bytes_.get() + begin_ + kFrameHeadBytes, *length);
  if (!FrameTailMatches(*payload, absl::string_view(payload->data() + *length, kFrameTailBytes))) {
    return absl::DataLossError("a record's bytes do not match their checksum");
  }
  consumed_ = whole;
  return true;
}

}  // namespace auricle
