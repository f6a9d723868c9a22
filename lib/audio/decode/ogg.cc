// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/decode/ogg.h"

#include <set>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "lib/base/status_macros.h"

namespace auricle {
namespace {

constexpr int kHead = 27, kFirst = 2, kLast = 4;
// Of the first packet of a FLAC stream: 0x7f "FLAC", version (2), number of headers (2).
constexpr absl::string_view kFlacPacket =
    "\x7f"
    "FLAC";
constexpr int kFlacPacketHead = 9;

struct Page {
  int64_t head_bytes = 0, bytes = 0;  // Of head and sizes; of all.
  int flags = 0;
  uint32_t stream = 0;
};

uint32_t Little(absl::string_view text, int at) {
  uint32_t value = 0;
  for (int i = 3; i >= 0; --i) value = value << 8 | static_cast<unsigned char>(text[at + i]);
  return value;
}

// "OggS", version, flags (of a stream's first and last page), position (8), stream (4), number (4),
// checksum (4), n, n sizes of segments, which follow.
Page PageOf(absl::string_view head) {
  if (head.size() < kHead) return {kHead, kHead};
  const int segments = static_cast<unsigned char>(head[kHead - 1]);
  Page page = {kHead + segments, kHead + segments, head[5], Little(head, 14)};
  for (const char size : head.substr(kHead, segments)) {
    page.bytes += static_cast<unsigned char>(size);
  }
  return page;
}

// The page at `offset`; without bytes if none begins there.
absl::StatusOr<Page> PageAt(const Bytes& bytes, int64_t offset) {
  ASSIGN_OR_RETURN(const std::string head, ReadText(bytes, offset, kHead + 255));
  if (!absl::StartsWith(head, absl::string_view("OggS").substr(0, head.size()))) return Page();
  return PageOf(head);
}

std::string CodecOf(absl::string_view packet) {
  constexpr std::pair<absl::string_view, const char*> kCodecs[] = {
      {"\x01vorbis", "Vorbis"}, {"OpusHead", "Opus"},    {kFlacPacket, "FLAC"},
      {"Speex   ", "Speex"},    {"\x80theora", "video"}, {"fishead", "a skeleton"}};
  for (const auto& [word, name] : kCodecs) {
    if (absl::StartsWith(packet, word)) return name;
  }
  return "an unknown codec";
}

}  // namespace

absl::StatusOr<OggFile> CheckOgg(const Bytes& bytes) {
  OggFile file;
  std::set<uint32_t> open;  // Streams whose last page is still to come.
  bool begun = false;       // All first pages come before all others.
  bool cut = false;
  while (file.end < bytes.size()) {
    ASSIGN_OR_RETURN(const Page page, PageAt(bytes, file.end));
    if (page.bytes == 0) {
      if (open.empty()) break;  // A tag or zeros behind it all.
      return absl::DataLossError(
          absl::StrFormat("damaged or truncated: at byte %d of %d of the OGG file no page begins",
                          file.end, bytes.size()));
    }
    cut = file.end + page.bytes > bytes.size();
    if (cut) break;
    if ((page.flags & kFirst) != 0 && begun) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "holds several OGG streams after one another, of which only the first %d of %d bytes "
          "would be read; decode them apart and join them",
          file.end, bytes.size()));
    }
    begun = begun || (page.flags & kFirst) == 0;
    if ((page.flags & kFirst) != 0) open.insert(page.stream);
    if ((page.flags & kLast) != 0) open.erase(page.stream);
    if (file.end == 0) {
      ASSIGN_OR_RETURN(const std::string packet, ReadText(bytes, page.head_bytes, 8));
      file.codec = CodecOf(packet);
    }
    file.end += page.bytes;
  }
  if (open.empty() && !cut) return file;
  return absl::DataLossError(
      absl::StrFormat("truncated: the OGG file ends after %d bytes, before its stream's last page; "
                      "if that is all there is, write it anew (ffmpeg -i in.ogg -c copy out.ogg)",
                      bytes.size()));
}

absl::StatusOr<std::shared_ptr<const Bytes>> FlacOfOgg(std::shared_ptr<const Bytes> bytes) {
  std::vector<ByteRange> stretches;
  uint32_t stream = 0;
  for (int64_t at = 0; at < bytes->size();) {
    ASSIGN_OR_RETURN(const Page page, PageAt(*bytes, at));
    if (page.bytes == 0 || at + page.bytes > bytes->size()) break;
    ByteRange stretch = {at + page.head_bytes, page.bytes - page.head_bytes};
    at += page.bytes;
    if (stretches.empty()) {
      ASSIGN_OR_RETURN(const std::string packet, ReadText(*bytes, stretch.offset, kFlacPacketHead));
      if (stretch.size < kFlacPacketHead || !absl::StartsWith(packet, kFlacPacket)) continue;
      stream = page.stream;
      stretch = {stretch.offset + kFlacPacketHead, stretch.size - kFlacPacketHead};
    } else if (page.stream != stream) {
      continue;
    }
    stretches.push_back(stretch);
  }
  if (stretches.empty()) return absl::InvalidArgumentError("the OGG file holds no FLAC stream");
  return BytesOfStretches(std::move(bytes), stretches);
}

}  // namespace auricle
