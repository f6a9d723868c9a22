// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/wav.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "lib/base/status_macros.h"

namespace auricle {
namespace {

// What programs write on a pipe: 0x7ffff000 (SoX), 0x80000000 (arecord), 0xffffffff (FFmpeg), or
// that less or more their header's bytes. Any other size is one, of files beyond 2 GiB too.
constexpr int64_t kPipeSizes[][2] = {{0x7ffff000, 0x80001000}, {0xfffff000, 0xffffffff}};
constexpr uint32_t kInDs64 = 0xffffffff;  // RF64: the size stands in the "ds64" chunk.
constexpr int kMaxChunks = 10000;         // Of a file made to keep us busy.
constexpr int kPcm = 1, kFloat = 3, kExtensible = 0xfffe;

uint32_t U16(const unsigned char* p) { return p[0] | p[1] << 8; }
uint32_t U32(const unsigned char* p) { return U16(p) | U16(p + 2) << 16; }

struct FmtChunk {
  uint32_t coding = 0, channels = 0, rate = 0, byte_rate = 0, block = 0, bits = 0;
};

WavFormat::Encoding EncodingOf(const FmtChunk& fmt) {
  if (fmt.coding == kPcm) {
    switch (fmt.bits) {
      case 8:
        return WavFormat::kUint8;
      case 16:
        return WavFormat::kInt16;
      case 24:
        return WavFormat::kInt24;
      case 32:
        return WavFormat::kInt32;
    }
  }
  if (fmt.coding == kFloat && fmt.bits == 32) return WavFormat::kFloat32;
  if (fmt.coding == kFloat && fmt.bits == 64) return WavFormat::kFloat64;
  return WavFormat::kOther;
}

absl::StatusOr<FmtChunk> ReadFmt(const Bytes& bytes, int64_t offset, uint32_t size) {
  unsigned char raw[40] = {};
  const int64_t want = std::min<int64_t>(size, sizeof(raw));
  ASSIGN_OR_RETURN(const int64_t got, bytes.ReadAt(offset, raw, want));
  if (got < 16) return absl::DataLossError("the WAV header is cut off within its 'fmt ' chunk");
  FmtChunk fmt;
  fmt.coding = U16(raw);
  fmt.channels = U16(raw + 2);
  fmt.rate = U32(raw + 4);
  fmt.byte_rate = U32(raw + 8);
  fmt.block = U16(raw + 12);
  fmt.bits = U16(raw + 14);
  if (fmt.coding == kExtensible && got >= 26)
    fmt.coding = U16(raw + 24);  // Of the sub-format's GUID.
  return fmt;
}

absl::Status CheckFmt(const FmtChunk& fmt) {
  if (fmt.channels == 0) return absl::InvalidArgumentError("the WAV header says 0 channels");
  if (EncodingOf(fmt) == WavFormat::kOther) return absl::OkStatus();
  if (fmt.block != fmt.channels * (fmt.bits / 8)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "the WAV header contradicts itself: %d channels of %d bits, but blocks of %d bytes",
        fmt.channels, fmt.bits, fmt.block));
  }
  const uint64_t byte_rate = uint64_t{fmt.rate} * fmt.block;
  if (fmt.byte_rate != 0 && fmt.byte_rate != (byte_rate & 0xffffffff)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "wrong rate in the WAV header: it says %d Hz, but its %d bytes a second are those of %g "
        "Hz; which is right cannot be told, so repair the file (sox -r RATE in.wav out.wav)",
        fmt.rate, fmt.byte_rate, static_cast<double>(fmt.byte_rate) / fmt.block));
  }
  return absl::OkStatus();
}

bool IsPipeSize(int64_t size) {
  for (const auto& range : kPipeSizes) {
    if (size >= range[0] && size <= range[1]) return true;
  }
  return false;
}

// How many bytes of audio the body has that begins at `offset` and is said to be `said` long.
absl::StatusOr<int64_t> BodyBytes(const Bytes& bytes, int64_t offset, int64_t said,
                                  int64_t riff_size, int block) {
  const int64_t left = bytes.size() - offset;
  const bool riff_unfinished = riff_size == 0 || IsPipeSize(riff_size) || left == 0;
  if (said == 0 && (riff_unfinished || riff_size + 8 == offset)) return left / block * block;
  if (said <= left) {
    if (left - said > int64_t{UINT32_MAX}) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "the header says %d bytes of audio, but %d more follow: sizes beyond 4 GiB do not fit "
          "WAV; write it as RF64, W64 or FLAC",
          said, left - said));
    }
    if (said % block == 0) return said;
    return absl::DataLossError(absl::StrFormat(
        "truncated: %d bytes of audio are no whole number of %d-byte blocks", said, block));
  }
  if (IsPipeSize(said)) return left / block * block;
  return absl::DataLossError(
      absl::StrFormat("truncated: the header says %d bytes of audio, the file has %d", said, left));
}

// RF64's sizes of 64 bits: the file's, then the audio's. -1: not in this chunk.
absl::StatusOr<int64_t> ReadDs64(const Bytes& bytes, int64_t offset) {
  unsigned char raw[16] = {};
  ASSIGN_OR_RETURN(const int64_t got, bytes.ReadAt(offset, raw, sizeof(raw)));
  const uint64_t size = U32(raw + 8) | uint64_t{U32(raw + 12)} << 32;
  if (got < static_cast<int64_t>(sizeof(raw)) || size > uint64_t{INT64_MAX}) return -1;
  return static_cast<int64_t>(size);
}

}  // namespace

bool LooksLikeWav(absl::string_view first) {
  const absl::string_view riff = first.substr(0, 4);
  return first.size() >= 12 && (riff == "RIFF" || riff == "RF64" || riff == "BW64") &&
         first.substr(8, 4) == "WAVE";
}

absl::StatusOr<WavFormat> ParseWav(const Bytes& bytes) {
  unsigned char raw[12] = {};
  ASSIGN_OR_RETURN(int64_t got, bytes.ReadAt(0, raw, sizeof(raw)));
  const uint32_t riff_size = U32(raw + 4);
  FmtChunk fmt;
  bool has_fmt = false;
  int64_t long_size = -1;  // Of RF64.
  int64_t offset = sizeof(raw);
  for (int chunk = 0; chunk < kMaxChunks; ++chunk) {
    ASSIGN_OR_RETURN(got, bytes.ReadAt(offset, raw, 8));
    if (got < 8) {
      return absl::DataLossError(absl::StrCat("truncated: the WAV file ends after ", bytes.size(),
                                              " bytes, before any audio"));
    }
    const absl::string_view name(reinterpret_cast<const char*>(raw), 4);
    const uint32_t size = U32(raw + 4);
    offset += 8;
    if (name == "fmt ") {
      ASSIGN_OR_RETURN(fmt, ReadFmt(bytes, offset, size));
      has_fmt = true;
    } else if (name == "ds64") {
      ASSIGN_OR_RETURN(long_size, ReadDs64(bytes, offset));
    } else if (name == "data") {
      if (!has_fmt) {
        return absl::InvalidArgumentError("the WAV file has no 'fmt ' chunk before its audio");
      }
      RETURN_IF_ERROR(CheckFmt(fmt));
      WavFormat format;
      format.encoding = EncodingOf(fmt);
      const int block = format.encoding == WavFormat::kOther ? 1 : fmt.block;
      const int64_t said = size == kInDs64 && long_size >= 0 ? long_size : size;
      ASSIGN_OR_RETURN(got, BodyBytes(bytes, offset, said, riff_size, block));
      if (format.encoding == WavFormat::kOther) return format;
      format.channels = fmt.channels;
      format.sample_bytes = fmt.bits / 8;
      format.sample_rate_hz = fmt.rate;
      format.data_offset = offset;
      format.frames = got / fmt.block;
      return format;
    }
    offset += int64_t{size} + (size & 1);  // Chunks are padded to even sizes.
  }
  return absl::InvalidArgumentError("the WAV file has no 'data' chunk among its first 10000");
}

}  // namespace auricle
