// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/decode/wav_coding.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "lib/base/status_macros.h"

namespace auricle {
namespace {

constexpr uint32_t kPcm = 1, kFloat = 3, kMpeg = 0x50, kMp3 = 0x55, kExtensible = 0xfffe;

// From the registry of Microsoft's mmreg.h, and FFmpeg's own.
constexpr struct {
  uint32_t tag;
  const char* name;
} kCodecs[] = {{0x0002, "Microsoft ADPCM"},
               {0x0006, "A-law"},
               {0x0007, "mu-law"},
               {0x0008, "DTS"},
               {0x000a, "WMA Voice"},
               {0x0010, "OKI ADPCM"},
               {0x0011, "IMA ADPCM"},
               {0x0014, "G.723 ADPCM"},
               {0x0016, "G.726 ADPCM"},
               {0x0017, "Dialogic ADPCM"},
               {0x0020, "Yamaha ADPCM"},
               {0x0022, "TrueSpeech"},
               {0x0031, "GSM 6.10"},
               {0x0038, "NMS ADPCM"},
               {0x0040, "G.721 ADPCM"},
               {0x0041, "G.728"},
               {0x0042, "G.723.1"},
               {0x0045, "G.726 ADPCM"},
               {0x0050, "MPEG layer 1/2"},
               {0x0055, "MP3"},
               {0x0057, "AMR-NB"},
               {0x0058, "AMR-WB"},
               {0x0061, "DK4 ADPCM"},
               {0x0062, "DK3 ADPCM"},
               {0x0064, "G.726 ADPCM"},
               {0x0065, "G.722"},
               {0x0069, "IMA ADPCM"},
               {0x0070, "Lernout & Hauspie CELP"},
               {0x0075, "VoxWare"},
               {0x0083, "G.729"},
               {0x00ff, "AAC"},
               {0x0111, "VIVO G.723"},
               {0x0112, "VIVO Siren"},
               {0x0130, "ACELP.net"},
               {0x0133, "G.729"},
               {0x0160, "WMA 1"},
               {0x0161, "WMA 2"},
               {0x0162, "WMA Pro"},
               {0x0163, "WMA Lossless"},
               {0x0164, "WMA over S/PDIF"},
               {0x0180, "DTS"},
               {0x0200, "Creative ADPCM"},
               {0x0270, "ATRAC3"},
               {0x0401, "Intel Music Coder"},
               {0x0566, "Monkey's Audio"},
               {0x1600, "AAC"},
               {0x1602, "AAC"},
               {0x1610, "AAC"},
               {0x2000, "AC-3"},
               {0x2001, "DTS"},
               {0x2048, "Sonic"},
               {0x566f, "Vorbis"},
               {0x674f, "Vorbis"},
               {0x6750, "Vorbis"},
               {0x6751, "Vorbis"},
               {0x676f, "Vorbis"},
               {0x6770, "Vorbis"},
               {0x6771, "Vorbis"},
               {0x704f, "Opus"},
               {0x7361, "AMR"},
               {0x7a21, "AMR"},
               {0xa106, "AAC"},
               {0xa109, "Speex"},
               {0xf1ac, "FLAC"}};

// The numbers as they stand.
struct FmtChunk {
  uint32_t tag = 0, channels = 0, rate = 0, byte_rate = 0, block = 0, bits = 0;
};

uint32_t U16(const unsigned char* p) { return p[0] | p[1] << 8; }
uint32_t U32(const unsigned char* p) { return U16(p) | U16(p + 2) << 16; }

WavCoding::Encoding IntegerOf(uint32_t bytes) {
  constexpr WavCoding::Encoding kByBytes[] = {WavCoding::kOther, WavCoding::kUint8,
                                              WavCoding::kInt16, WavCoding::kInt24,
                                              WavCoding::kInt32};
  return bytes <= 4 ? kByBytes[bytes] : WavCoding::kOther;
}

// Integers of other sizes than whole bytes fill the upper bits of theirs. 24 bits also come in four
// bytes, if block and byte rate both say so.
uint32_t IntegerBytes(const FmtChunk& fmt) {
  const uint32_t least = (fmt.bits + 7) / 8, said = fmt.block / fmt.channels;
  const bool wide = least == 3 && said == 4 && fmt.block % fmt.channels == 0 &&
                    uint64_t{fmt.byte_rate} == uint64_t{fmt.rate} * fmt.block;
  return wide ? said : least;
}

void SetEncoding(const FmtChunk& fmt, WavCoding* coding) {
  if (fmt.tag == kPcm) {
    coding->sample_bytes = static_cast<int>(IntegerBytes(fmt));
    coding->encoding = IntegerOf(coding->sample_bytes);
  } else if (fmt.tag == kFloat && (fmt.bits == 32 || fmt.bits == 64)) {
    coding->sample_bytes = static_cast<int>(fmt.bits / 8);
    coding->encoding = fmt.bits == 32 ? WavCoding::kFloat32 : WavCoding::kFloat64;
  }
  if (coding->encoding == WavCoding::kOther) coding->sample_bytes = 0;
}

std::string Contradiction(const FmtChunk& fmt, const WavCoding& coding) {
  if (coding.encoding == WavCoding::kOther) return "";
  const uint32_t block = fmt.channels * coding.sample_bytes;
  const uint64_t byte_rate = uint64_t{fmt.rate} * block;
  if (fmt.block != block && fmt.block != 0) {
    return absl::StrFormat(
        "its header contradicts itself: blocks of %d bytes, but %d channels of %d bits; it is read "
        "by channels and bits, as by other programs",
        fmt.block, fmt.channels, fmt.bits);
  }
  if (fmt.byte_rate != 0 && fmt.byte_rate != (byte_rate & 0xffffffff)) {
    return absl::StrFormat(
        "its header contradicts itself: %d Hz, but %d bytes a second, which are those of %g Hz; it "
        "is read at %d Hz, as by other programs",
        fmt.rate, fmt.byte_rate, static_cast<double>(fmt.byte_rate) / block, fmt.rate);
  }
  return "";
}

}  // namespace

absl::StatusOr<WavCoding> ReadWavCoding(const Bytes& bytes, int64_t offset, int64_t size) {
  unsigned char raw[40] = {};
  const int64_t want = std::min<int64_t>(size, sizeof(raw));
  ASSIGN_OR_RETURN(const int64_t got, bytes.ReadAt(offset, raw, want));
  if (got < 16) return absl::DataLossError("the WAV header is cut off within its 'fmt ' chunk");
  FmtChunk fmt = {U16(raw), U16(raw + 2), U32(raw + 4), U32(raw + 8), U16(raw + 12), U16(raw + 14)};
  // The sub-format's GUID begins with the tag.
  if (fmt.tag == kExtensible && got >= 26) fmt.tag = U16(raw + 24);
  if (fmt.channels == 0) return absl::InvalidArgumentError("the WAV header says 0 channels");
  WavCoding coding;
  coding.tag = fmt.tag;
  coding.channels = static_cast<int>(fmt.channels);
  coding.sample_rate_hz = fmt.rate;
  SetEncoding(fmt, &coding);
  coding.note = Contradiction(fmt, coding);
  return coding;
}

std::string WavCodecName(uint32_t tag) {
  for (const auto& codec : kCodecs) {
    if (codec.tag == tag) return codec.name;
  }
  return "an unknown codec";
}

bool IsMpegTag(uint32_t tag) { return tag == kMpeg || tag == kMp3; }

}  // namespace auricle
