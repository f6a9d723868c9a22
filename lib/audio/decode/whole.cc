// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/decode/whole.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "lib/base/status_macros.h"

namespace auricle {
namespace {

constexpr int kMaxChunks = 10000;              // Of a file made to keep us busy.
constexpr uint32_t kUnknownSize = 0xffffffff;  // On a pipe.
constexpr int64_t kMostNistHeader = 1 << 16;

uint32_t Little(absl::string_view text, int at) {
  uint32_t value = 0;
  for (int i = 3; i >= 0; --i) value = value << 8 | static_cast<unsigned char>(text[at + i]);
  return value;
}
uint32_t Big(absl::string_view text, int at) { return __builtin_bswap32(Little(text, at)); }

// Where the audio ends that begins at `offset`.
absl::StatusOr<int64_t> CheckBody(const Bytes& bytes, int64_t offset, int64_t said) {
  const int64_t left = std::max<int64_t>(0, bytes.size() - offset);
  if (said <= left) return std::min(offset, bytes.size()) + said;
  return absl::DataLossError(
      absl::StrFormat("truncated: the header says %d bytes of audio, the file has %d", said, left));
}

// Chunks from `offset` on of a name and a big-endian size of 4 or, as CAF's, 8 bytes; the audio's
// is named `body`.
absl::StatusOr<int64_t> CheckChunks(const Bytes& bytes, int64_t offset, bool is_caf,
                                    absl::string_view body) {
  const int head_bytes = is_caf ? 12 : 8;
  for (int chunk = 0; chunk < kMaxChunks; ++chunk) {
    ASSIGN_OR_RETURN(const std::string head, ReadText(bytes, offset, head_bytes));
    if (static_cast<int>(head.size()) < head_bytes) {
      return absl::DataLossError(absl::StrFormat(
          "truncated: the file ends after %d bytes, before any audio", bytes.size()));
    }
    const int64_t size = is_caf ? static_cast<int64_t>(uint64_t{Big(head, 4)} << 32 | Big(head, 8))
                                : int64_t{Big(head, 4)};
    offset += head_bytes;
    if (absl::StartsWith(head, body)) {
      const bool unknown = is_caf ? size < 0 : size == kUnknownSize;
      return unknown ? std::min(offset, bytes.size()) : CheckBody(bytes, offset, size);
    }
    if (size < 0) break;
    // To an even offset, but for CAF's. One chunk beyond the end is as good as another.
    offset += std::min(is_caf ? size : size + (size & 1), bytes.size());
  }
  return 0;
}

absl::StatusOr<int64_t> CheckAu(const Bytes& bytes) {
  ASSIGN_OR_RETURN(const std::string head, ReadText(bytes, 0, 12));
  if (head.size() < 12) return absl::DataLossError("truncated: the AU header is cut off");
  const auto number = absl::StartsWith(head, ".snd") ? &Big : &Little;
  const uint32_t size = number(head, 8);
  const int64_t offset = number(head, 4);
  return size == kUnknownSize ? std::min(offset, bytes.size()) : CheckBody(bytes, offset, size);
}

// What a line "name -i 12" says; the last of several stands. -1: none.
int64_t NistNumber(const std::vector<std::string>& lines, absl::string_view name) {
  int64_t number = -1;
  for (const absl::string_view line : lines) {
    const std::vector<absl::string_view> words = absl::StrSplit(line, ' ');
    int32_t value = 0;
    if (words.size() == 3 && words[0] == name && words[1] == "-i" &&
        absl::SimpleAtoi(words[2], &value)) {
      number = value;
    }
  }
  return number;
}

// A header of text, "sample_count -i 63488", whose second line says how long it is.
absl::StatusOr<int64_t> CheckSphere(const Bytes& bytes) {
  ASSIGN_OR_RETURN(std::string text, ReadText(bytes, 0, 1024));
  int64_t header = 0;
  const std::vector<std::string> first = absl::StrSplit(text, '\n');
  if (first.size() < 2 || !absl::SimpleAtoi(first[1], &header) || header < 16) return 0;
  ASSIGN_OR_RETURN(text, ReadText(bytes, 0, std::min(header, kMostNistHeader)));
  if (absl::StrContains(text, "embedded")) {
    return absl::InvalidArgumentError(
        "is SPHERE compressed by Shorten, which is not decoded here; write it anew (sph2pipe -f "
        "wav x.sph x.wav)");
  }
  const std::vector<std::string> lines = absl::StrSplit(text, '\n');
  const int64_t samples = NistNumber(lines, "sample_count"),
                channels = NistNumber(lines, "channel_count"),
                sample_bytes = NistNumber(lines, "sample_n_bytes");
  // Else libsndfile says what is missing. Their product is below 2^55.
  const bool known = samples >= 0 && channels >= 1 && channels <= 0xffff && sample_bytes >= 1 &&
                     sample_bytes <= 0xff;
  if (!known) return std::min(header, bytes.size());
  return CheckBody(bytes, header, samples * channels * sample_bytes);
}

}  // namespace

absl::StatusOr<int64_t> CheckWhole(const Bytes& bytes, AudioKind kind) {
  switch (kind) {
    case AudioKind::kAiff:
      return CheckChunks(bytes, 12, false, "SSND");
    case AudioKind::kRifx:
      return CheckChunks(bytes, 12, false, "data");
    case AudioKind::kCaf:
      return CheckChunks(bytes, 8, true, "data");
    case AudioKind::kAu:
      return CheckAu(bytes);
    case AudioKind::kSphere:
      return CheckSphere(bytes);
    default:
      return 0;
  }
}

}  // namespace auricle
