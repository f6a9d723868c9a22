// SPDX-License-Identifier: Apache-2.0
#include "lib/records/framing.h"

#include <isa-l/crc.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "lib/records/little_endian.h"

namespace auricle {

uint32_t MaskedCrc(absl::string_view bytes) {
  // ISA-L takes a pointer to non-const but only reads; it leaves the final inversion to us.
  unsigned char* data = reinterpret_cast<unsigned char*>(const_cast<char*>(bytes.data()));
  const uint32_t crc = ~crc32_iscsi(data, static_cast<int>(bytes.size()), ~0u);
  return ((crc >> 15) | (crc << 17)) + 0xa282ead8u;
}

std::string FrameHead(uint64_t payload_bytes) {
  std::string head;
  AppendFixed64(payload_bytes, &head);
  AppendFixed32(MaskedCrc(head), &head);
  return head;
}

std::string FrameTail(absl::string_view payload) {
  std::string tail;
  AppendFixed32(MaskedCrc(payload), &tail);
  return tail;
}

absl::optional<uint64_t> ParseFrameHead(absl::string_view head) {
  if (head.size() < kFrameHeadBytes) return absl::nullopt;
  if (MaskedCrc(head.substr(0, 8)) != ReadFixed32(head.data() + 8)) return absl::nullopt;
  return ReadFixed64(head.data());
}

bool FrameTailMatches(absl::string_view payload, absl::string_view tail) {
  return tail.size() == kFrameTailBytes && MaskedCrc(payload) == ReadFixed32(tail.data());
}

bool LooksLikeRecords(absl::string_view first) { return ParseFrameHead(first).has_value(); }

std::string WhatItLooksLike(absl::string_view first) {
  const struct {
    absl::string_view magic;
    const char* kind;
  } kKinds[] = {
      {"RIFF", "a WAV file"},  {"RF64", "a WAV file"},   {"fLaC", "a FLAC file"},
      {"OggS", "an OGG file"}, {"FORM", "an AIFF file"}, {".snd", "an AU file"},
      {"ID3", "an MP3 file"},
  };
  for (const auto& kind : kKinds) {
    if (absl::StartsWith(first, kind.magic)) {
      return absl::StrCat(kind.kind, "; wav2mel makes records of audio");
    }
  }
  if (absl::StartsWith(first, "\x1f\x8b")) return "gzip data; unpack it first (zcat)";
  if (absl::StartsWith(first, "PK\x03\x04"))
    return "a zip archive (weights of PyTorch are one: those are not read)";
  return "no stream of records, or damaged in its first 12 bytes";
}

}  // namespace auricle
