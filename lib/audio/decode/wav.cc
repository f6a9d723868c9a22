// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/decode/wav.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "lib/audio/decode/kind.h"
#include "lib/base/status_macros.h"

namespace auricle {
namespace {

// What programs write on a pipe: 0x7ffff000 (SoX), 0x80000000 (arecord), 0xffffffff (FFmpeg), or
// that less or more their header's bytes. Any other size is one, of files beyond 2 GiB too.
constexpr int64_t kPipeSizes[][2] = {{0x7ffff000, 0x80001000}, {0xfffff000, 0xffffffff}};
constexpr int64_t kInDs64 = 0xffffffff;         // RF64: the size stands in the "ds64" chunk.
constexpr int64_t kMostW64 = int64_t{1} << 62;  // Sums with it do not overflow.
constexpr int kMaxChunks = 10000;               // Of a file made to keep us busy.
// Behind the audio this much is left alone without a word: padding, or what a program left.
constexpr int64_t kOddBytes = 64;

// RIFF: four letters and four bytes of size. W64: a GUID that begins with the letters, and eight
// bytes of a size that counts these 24 as well.
class Chunks {
 public:
  explicit Chunks(const Bytes& bytes, bool is_w64) : bytes_(bytes), is_w64_(is_w64) {}

  // Where the first chunk begins.
  int64_t first() const { return is_w64_ ? 40 : 12; }
  int head_bytes() const { return is_w64_ ? 24 : 8; }

  struct Chunk {
    std::string name;  // Empty: the file ends before a whole head.
    int64_t size = 0;  // Of its content. Below 0: none that can be.
  };
  absl::StatusOr<Chunk> At(int64_t offset) const {
    ASSIGN_OR_RETURN(const std::string head, ReadText(bytes_, offset, head_bytes()));
    if (static_cast<int>(head.size()) < head_bytes()) return Chunk();
    const int64_t size = Little(head, is_w64_ ? 16 : 4, is_w64_ ? 8 : 4);
    if (!is_w64_) return Chunk{head.substr(0, 4), size};
    const bool can_be = size >= head_bytes() && size <= kMostW64;
    return Chunk{head.substr(0, 4), can_be ? size - head_bytes() : -1};
  }

  // The chunk behind that whose content begins at `offset`.
  int64_t Next(int64_t offset, int64_t size) const {
    const int64_t align = is_w64_ ? 8 : 2;
    return offset + (size + align - 1) / align * align;
  }

  // The size of the whole file, as its first chunk says.
  absl::StatusOr<int64_t> FileSize() const {
    ASSIGN_OR_RETURN(const std::string head, ReadText(bytes_, 0, 24));
    return is_w64_ ? Little(head, 16, 8) : Little(head, 4, 4) + 8;
  }

  static int64_t Little(const std::string& text, size_t at, int bytes) {
    uint64_t value = 0;
    for (int i = bytes - 1; i >= 0; --i) {
      const char byte = at + i < text.size() ? text[at + i] : '\0';
      value = value << 8 | static_cast<unsigned char>(byte);
    }
    return static_cast<int64_t>(value);
  }

  bool is_w64() const { return is_w64_; }

 private:
  const Bytes& bytes_;
  const bool is_w64_;
};

bool IsName(absl::string_view name) {
  return name.size() == 4 &&
         std::all_of(name.begin(), name.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

// From `offset` on, where chunks and zeros end that are all there.
absl::StatusOr<int64_t> EndOfChunks(const Bytes& bytes, const Chunks& chunks, int64_t offset) {
  for (int chunk = 0; chunk < kMaxChunks; ++chunk) {
    ASSIGN_OR_RETURN(const Chunks::Chunk next, chunks.At(offset));
    const int64_t content = offset + chunks.head_bytes();
    if (!IsName(next.name) || next.size < 0 || next.size > bytes.size() - content) break;
    offset = std::min(bytes.size(), chunks.Next(content, next.size));
  }
  return offset;
}

bool IsPipeSize(int64_t size) {
  for (const auto& range : kPipeSizes) {
    if (size >= range[0] && size <= range[1]) return true;
  }
  return false;
}

// Sets the body that begins at `offset` and is said to be `said` bytes long.
absl::Status SetBody(const Bytes& bytes, const Chunks& chunks, int64_t offset, int64_t said,
                     WavFormat* format) {
  const int64_t left = std::max<int64_t>(0, bytes.size() - offset);
  format->data_offset = offset;
  format->data_bytes = left;
  format->size_is_known = false;
  const bool on_pipe = chunks.is_w64() ? said < 0 : IsPipeSize(said);
  if (said == 0) {
    ASSIGN_OR_RETURN(const int64_t end, EndOfChunks(bytes, chunks, offset));
    format->size_is_known = end >= bytes.size();  // No audio, but other chunks.
    if (format->size_is_known) format->data_bytes = 0;
    return absl::OkStatus();
  }
  if (said >= 0 && said <= left) {
    format->data_bytes = said;
    format->size_is_known = true;
    if (left - said <= int64_t{UINT32_MAX}) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrFormat(
        "the header says %d bytes of audio, but %d more follow: sizes beyond 4 GiB do not fit WAV; "
        "write it as RF64, W64 or FLAC",
        said, left - said));
  }
  if (on_pipe) return absl::OkStatus();
  // The size of the file, or of what its first chunk counts, in place of that of the audio: the
  // file is whole if its first chunk says so.
  ASSIGN_OR_RETURN(const int64_t file_size, chunks.FileSize());
  const bool is_whole = file_size == bytes.size() || file_size == bytes.size() + 8;
  if (is_whole && said - left <= offset) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrFormat("truncated: the header says %d bytes of audio, the file has %d", said, left));
}

// Tags of other formats, and what pads a file.
bool IsTagOrZeros(absl::string_view text) {
  for (const absl::string_view tag : {"TAG", "ID3", "APETAGEX", "LYRICSBEGIN"}) {
    if (absl::StartsWith(text, tag)) return true;
  }
  return text.find_first_not_of('\0') == absl::string_view::npos;
}

// What stands behind the audio and is neither a chunk nor a tag may be audio of which the header
// does not know: of a recorder that lost power, or of a program that appends.
absl::Status NoteBehind(const Bytes& bytes, const Chunks& chunks, WavFormat* format) {
  if (!format->size_is_known || format->data_bytes == 0) return absl::OkStatus();
  const int64_t behind = chunks.Next(format->data_offset, format->data_bytes);
  ASSIGN_OR_RETURN(const int64_t end, EndOfChunks(bytes, chunks, behind));
  const int64_t more = bytes.size() - end;
  if (more <= kOddBytes) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::string text, ReadText(bytes, end, 4096));
  if (IsTagOrZeros(text)) return absl::OkStatus();
  format->notes.push_back(absl::StrFormat(
      "its header says %d bytes of audio; %d more bytes at its end are no part of a WAV file and "
      "are not read; if they are audio, mend the header, as sox does when it ignores the length",
      format->data_bytes, more));
  return absl::OkStatus();
}

absl::StatusOr<WavFormat> Finish(const Bytes& bytes, const Chunks& chunks, const WavCoding& coding,
                                 int64_t offset, int64_t said) {
  WavFormat format;
  format.coding = coding;
  if (!coding.note.empty()) format.notes.push_back(coding.note);
  RETURN_IF_ERROR(SetBody(bytes, chunks, offset, said, &format));
  RETURN_IF_ERROR(NoteBehind(bytes, chunks, &format));
  if (coding.encoding != WavCoding::kOther) {
    format.frames = format.data_bytes / (int64_t{coding.channels} * coding.sample_bytes);
  }
  return format;
}

}  // namespace

absl::StatusOr<WavFormat> ParseWav(const Bytes& bytes) {
  ASSIGN_OR_RETURN(const std::string first, ReadText(bytes, 0, kKindBytes));
  const Chunks chunks(bytes, KindOf(first) == AudioKind::kW64);
  WavCoding coding;
  bool has_coding = false;
  int64_t long_size = -1;  // Of RF64.
  int64_t offset = chunks.first();
  for (int chunk = 0; chunk < kMaxChunks; ++chunk) {
    ASSIGN_OR_RETURN(const Chunks::Chunk next, chunks.At(offset));
    if (next.name.empty()) {
      return absl::DataLossError(absl::StrCat("truncated: the WAV file ends after ", bytes.size(),
                                              " bytes, before any audio"));
    }
    offset += chunks.head_bytes();
    if (next.size < 0 && next.name != "data") break;
    if (next.name == "fmt ") {
      ASSIGN_OR_RETURN(coding, ReadWavCoding(bytes, offset, next.size));
      has_coding = true;
    } else if (next.name == "ds64") {  // The file's size, then the audio's.
      ASSIGN_OR_RETURN(const std::string ds64, ReadText(bytes, offset, 16));
      if (ds64.size() == 16) long_size = Chunks::Little(ds64, 8, 8);
    } else if (next.name == "data") {
      if (!has_coding) {
        return absl::InvalidArgumentError("the WAV file has no 'fmt ' chunk before its audio");
      }
      const bool is_long = !chunks.is_w64() && next.size == kInDs64 && long_size >= 0;
      return Finish(bytes, chunks, coding, offset, is_long ? long_size : next.size);
    }
    offset = chunks.Next(offset, next.size);
  }
  return absl::InvalidArgumentError(
      "the WAV file has no 'data' chunk among its first 10000, or one of a size below 0");
}

}  // namespace auricle
