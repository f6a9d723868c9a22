// SPDX-License-Identifier: Apache-2.0
// One record on the wire, as in TFRecord files: uint64 length, uint32 masked CRC32C of those eight
// bytes, the payload, uint32 masked CRC32C of the payload; all little endian.
#ifndef AURICLE_LIB_RECORDS_FRAMING_H_
#define AURICLE_LIB_RECORDS_FRAMING_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace auricle {

constexpr size_t kFrameHeadBytes = 12;
constexpr size_t kFrameTailBytes = 4;
// A longer record is an error on both sides, whatever its CRC says.
constexpr uint64_t kMaxRecordBytes = uint64_t{1} << 30;

// CRC32C (Castagnoli) of `bytes`, rotated right by 15 bits, plus 0xa282ead8: TFRecord's mask.
// REQUIRES: bytes.size() <= kMaxRecordBytes.
uint32_t MaskedCrc(absl::string_view bytes);

// The 12 bytes before, and the 4 bytes after a payload.
std::string FrameHead(uint64_t payload_bytes);
std::string FrameTail(absl::string_view payload);

// The payload's length, or nothing if the first 12 bytes of `head` are no frame's head.
absl::optional<uint64_t> ParseFrameHead(absl::string_view head);
// Whether `tail` (4 bytes) holds the payload's CRC.
bool FrameTailMatches(absl::string_view payload, absl::string_view tail);

// Whether a stream that begins with these bytes (12 are enough) is one of records.
bool LooksLikeRecords(absl::string_view first);
// For messages: "a WAV file; wav2mel reads those", or "no stream of records".
std::string WhatItLooksLike(absl::string_view first);

}  // namespace auricle

#endif  // AURICLE_LIB_RECORDS_FRAMING_H_
