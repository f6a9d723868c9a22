// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/decode/open_interleaved.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "lib/audio/decode/joined.h"
#include "lib/audio/decode/kind.h"
#include "lib/audio/decode/mp3.h"
#include "lib/audio/decode/mp3_source.h"
#include "lib/audio/decode/ogg.h"
#include "lib/audio/decode/sndfile_source.h"
#include "lib/audio/decode/wav.h"
#include "lib/audio/decode/wav_source.h"
#include "lib/audio/decode/whole.h"
#include "lib/base/status_macros.h"

namespace auricle {
namespace {

constexpr int kFlacMagic = 4;  // Bytes.
constexpr int kMostTags = 4;   // Before the audio.

using Opened = absl::StatusOr<std::unique_ptr<InterleavedSource>>;

// An error of kUnimplemented becomes `what`, with the decoder's own word.
Opened Named(Opened opened, absl::string_view what) {
  if (!absl::IsUnimplemented(opened.status())) return opened;
  return absl::InvalidArgumentError(absl::StrCat(what, " (", opened.status().message(), ")"));
}

// Whatever follows the body, or stands within one of unknown size.
absl::Status CheckOneWav(const Bytes& bytes, const WavFormat& format) {
  return CheckNoneJoined(
      bytes, format.data_offset + (format.size_is_known ? format.data_bytes : int64_t{0}));
}

Opened OpenWavOfAnyCodec(std::shared_ptr<const Bytes> bytes) {
  ASSIGN_OR_RETURN(const WavFormat format, ParseWav(*bytes));
  RETURN_IF_ERROR(CheckOneWav(*bytes, format));
  if (format.coding.encoding != WavCoding::kOther) return OpenWav(std::move(bytes), format);
  const uint32_t tag = format.coding.tag;
  const std::string codec =
      absl::StrFormat("is a WAV of %s (format tag 0x%02X), which is not decoded here%s",
                      WavCodecName(tag), tag, ConvertHint("wav"));
  if (IsMpegTag(tag)) {
    const ByteRange body = {format.data_offset, format.data_bytes};
    return Named(OpenMp3(BytesOfStretches(std::move(bytes), {body})), codec);
  }
  return Named(OpenSndfile(std::move(bytes)), codec);
}

Opened OpenOgg(std::shared_ptr<const Bytes> bytes) {
  ASSIGN_OR_RETURN(const OggFile ogg, CheckOgg(*bytes));
  RETURN_IF_ERROR(CheckNoneJoined(*bytes, ogg.end));
  const std::string codec =
      absl::StrCat("is an OGG of ", ogg.codec, ", which is not decoded here", ConvertHint("ogg"));
  if (ogg.codec == "FLAC") {
    ASSIGN_OR_RETURN(std::shared_ptr<const Bytes> flac, FlacOfOgg(std::move(bytes)));
    return Named(OpenSndfile(std::move(flac)), codec);
  }
  return Named(OpenSndfile(std::move(bytes)), codec);
}

}  // namespace

std::string NotAudio(absl::string_view first) {
  if (first.empty()) return "the file is empty (0 bytes)";
  const Foreign foreign = ForeignKind(first);
  if (!foreign.name.empty()) {
    return absl::StrCat("is ", foreign.name, ", which is not decoded here",
                        ConvertHint(foreign.ending));
  }
  return absl::StrCat("not audio that can be read (WAV, FLAC, OGG, MP3, AU, AIFF …): it begins \"",
                      absl::CHexEscape(first.substr(0, 12)), "\"");
}

Opened OpenInterleaved(std::shared_ptr<const Bytes> bytes) {
  ASSIGN_OR_RETURN(std::string first, ReadText(*bytes, 0, kKindBytes));
  for (int tags = 0; tags < kMostTags && KindOf(first) == AudioKind::kId3; ++tags) {
    ASSIGN_OR_RETURN(const int64_t start, BehindId3(*bytes));
    const int64_t left = bytes->size() - start;
    if (left <= 0) return absl::DataLossError("truncated: the file ends within its ID3 tag");
    bytes = BytesOfStretches(std::move(bytes), {{start, left}});
    ASSIGN_OR_RETURN(first, ReadText(*bytes, 0, kKindBytes));
  }
  const AudioKind kind = KindOf(first);
  switch (kind) {
    case AudioKind::kWav:
    case AudioKind::kW64:
      return OpenWavOfAnyCodec(std::move(bytes));
    case AudioKind::kOgg:
      return OpenOgg(std::move(bytes));
    case AudioKind::kMpeg:
      RETURN_IF_ERROR(CheckNoneJoined(*bytes, 0));
      return Named(OpenMp3(std::move(bytes)), NotAudio(first));
    case AudioKind::kForeign:
    case AudioKind::kId3:
      return absl::InvalidArgumentError(NotAudio(first));
    default:
      break;
  }
  ASSIGN_OR_RETURN(const int64_t end, CheckWhole(*bytes, kind));
  // The length of a FLAC is known once it is decoded; of rare kinds nothing is known.
  const int64_t from = kind == AudioKind::kFlac ? kFlacMagic : end;
  if (from > 0) RETURN_IF_ERROR(CheckNoneJoined(*bytes, from));
  // libsndfile takes all that follows the header of a SPHERE for sound.
  if (kind == AudioKind::kSphere) bytes = BytesOfStretches(std::move(bytes), {{0, end}});
  const bool checked = kind != AudioKind::kUnknown && kind != AudioKind::kRare;
  return Named(OpenSndfile(std::move(bytes), checked),
               kind == AudioKind::kUnknown
                   ? NotAudio(first)
                   : "is audio of a form that is not decoded here; convert it first: ffmpeg -i x "
                     "x.flac");
}

}  // namespace auricle
