// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/whole.h"

#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "lib/base/status_macros.h"

namespace auricle {
namespace {

constexpr int kMaxChunks = 10000;              // Of a file made to keep us busy.
constexpr uint32_t kUnknownSize = 0xffffffff;  // On a pipe.

// Up to n bytes at `offset`.
absl::StatusOr<std::string> Read(const Bytes& bytes, int64_t offset, int64_t n) {
  std::string text(n, '\0');
  ASSIGN_OR_RETURN(const int64_t got, bytes.ReadAt(offset, &text[0], n));
  text.resize(got);
  return text;
}

uint32_t Little(absl::string_view text, int at) {
  uint32_t value = 0;
  for (int i = 3; i >= 0; --i) value = value << 8 | static_cast<unsigned char>(text[at + i]);
  return value;
}
uint32_t Big(absl::string_view text, int at) { return __builtin_bswap32(Little(text, at)); }

absl::Status CheckBody(const Bytes& bytes, int64_t offset, int64_t said) {
  const int64_t left = std::max<int64_t>(0, bytes.size() - offset);
  if (said <= left) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrFormat("truncated: the header says %d bytes of audio, the file has %d", said, left));
}

// Chunks from `offset` on of a name and a big-endian size of 4 or, as CAF's, 8 bytes; the audio's
// is named `body`.
absl::Status CheckChunks(const Bytes& bytes, int64_t offset, bool is_caf, absl::string_view body) {
  const int head_bytes = is_caf ? 12 : 8;
  for (int chunk = 0; chunk < kMaxChunks; ++chunk) {
    ASSIGN_OR_RETURN(const std::string head, Read(bytes, offset, head_bytes));
    if (static_cast<int>(head.size()) < head_bytes) {
      return absl::DataLossError(absl::StrFormat(
          "truncated: the file ends after %d bytes, before any audio", bytes.size()));
    }
    const int64_t size = is_caf ? static_cast<int64_t>(uint64_t{Big(head, 4)} << 32 | Big(head, 8))
                                : int64_t{Big(head, 4)};
    offset += head_bytes;
    if (absl::StartsWith(head, body)) {
      return size == kUnknownSize ? absl::OkStatus() : CheckBody(bytes, offset, size);
    }
    if (size < 0) break;
    // To an even offset, but for CAF's. One chunk beyond the end is as good as another.
    offset += std::min(is_caf ? size : size + (size & 1), bytes.size());
  }
  return absl::OkStatus();
}

absl::Status CheckAu(const Bytes& bytes, absl::string_view head) {
  const auto number = absl::StartsWith(head, ".snd") ? &Big : &Little;
  const uint32_t size = number(head, 8);
  return size == kUnknownSize ? absl::OkStatus() : CheckBody(bytes, number(head, 4), size);
}

// NIST's SPHERE, as of TIMIT: a header of text, "sample_count -i 63488".
absl::Status CheckNist(const Bytes& bytes) {
  ASSIGN_OR_RETURN(const std::string text, Read(bytes, 0, 1024));
  const std::vector<std::string> lines = absl::StrSplit(text, '\n');
  int64_t header = 0, product = 1;
  if (lines.size() < 2 || !absl::SimpleAtoi(lines[1], &header)) return absl::OkStatus();
  int found = 0;
  for (const absl::string_view line : lines) {
    const std::vector<absl::string_view> words = absl::StrSplit(line, ' ');
    int32_t value = 0;
    if (words.size() != 3 || words[1] != "-i" || !absl::SimpleAtoi(words[2], &value)) continue;
    if (words[0] != "sample_count" && words[0] != "channel_count" && words[0] != "sample_n_bytes")
      continue;
    if (value < 0 || (value > 0xffff && words[0] != "sample_count")) return absl::OkStatus();
    ++found;
    product *= value;
  }
  // Compressed audio has its own end.
  if (found != 3 || absl::StrContains(text, "embedded")) return absl::OkStatus();
  return CheckBody(bytes, header, product);
}

struct OggPage {
  int64_t bytes = 0;
  int flags = 0;
  uint32_t stream = 0;
};
constexpr int kOggHead = 27, kOggFirst = 2, kOggLast = 4;

// "OggS", version, flags (of a stream's first and last page), position (8), stream (4), number (4),
// checksum (4), n, n sizes of segments, which follow. RFC 3533.
OggPage OggPageOf(absl::string_view head) {
  if (head.size() < kOggHead) return {kOggHead};
  OggPage page = {kOggHead, head[5], Little(head, 14)};
  const int segments = static_cast<unsigned char>(head[kOggHead - 1]);
  page.bytes += segments;
  for (const char size : head.substr(kOggHead, segments)) {
    page.bytes += static_cast<unsigned char>(size);
  }
  return page;
}

absl::Status CheckOgg(const Bytes& bytes) {
  std::set<uint32_t> open;  // Streams whose last page is still to come.
  bool begun = false;       // All first pages come before all others.
  bool cut = false;
  for (int64_t offset = 0; offset < bytes.size();) {
    ASSIGN_OR_RETURN(const std::string head, Read(bytes, offset, kOggHead + 255));
    if (!absl::StartsWith(head, absl::string_view("OggS").substr(0, head.size()))) {
      if (open.empty()) break;  // A tag or zeros behind it all.
      return absl::DataLossError(
          absl::StrFormat("damaged or truncated: at byte %d of %d of the OGG file no page begins",
                          offset, bytes.size()));
    }
    const OggPage page = OggPageOf(head);
    cut = offset + page.bytes > bytes.size();
    if (cut) break;
    if ((page.flags & kOggFirst) != 0 && begun) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "holds several OGG streams after one another, of which only the first %d of %d bytes "
          "would be read; decode them apart and join them",
          offset, bytes.size()));
    }
    begun = begun || (page.flags & kOggFirst) == 0;
    if ((page.flags & kOggFirst) != 0) open.insert(page.stream);
    if ((page.flags & kOggLast) != 0) open.erase(page.stream);
    offset += page.bytes;
  }
  if (open.empty() && !cut) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrFormat("truncated: the OGG file ends after %d bytes, before its stream's last page; "
                      "if that is all there is, write it anew (ffmpeg -i in.ogg -c copy out.ogg)",
                      bytes.size()));
}

}  // namespace

absl::Status CheckWhole(const Bytes& bytes) {
  ASSIGN_OR_RETURN(const std::string head, Read(bytes, 0, 12));
  if (head.size() < 12) return absl::OkStatus();
  const absl::string_view first = absl::string_view(head).substr(0, 4);
  const absl::string_view form = absl::string_view(head).substr(8);
  if (first == "FORM" && (form == "AIFF" || form == "AIFC"))
    return CheckChunks(bytes, 12, false, "SSND");
  if (first == "RIFX" && form == "WAVE") return CheckChunks(bytes, 12, false, "data");
  if (first == "caff") return CheckChunks(bytes, 8, true, "data");
  if (first == ".snd" || first == "dns.") return CheckAu(bytes, head);
  if (absl::StartsWith(head, "NIST_1A\n")) return CheckNist(bytes);
  if (first == "OggS") return CheckOgg(bytes);
  return absl::OkStatus();
}

}  // namespace auricle
