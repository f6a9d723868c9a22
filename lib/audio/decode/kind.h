// SPDX-License-Identifier: Apache-2.0
// What a file of audio is, by its first bytes: whatever its name says.
#ifndef AURICLE_LIB_AUDIO_DECODE_KIND_H_
#define AURICLE_LIB_AUDIO_DECODE_KIND_H_

#include <string>

#include "absl/strings/string_view.h"

namespace auricle {

enum class AudioKind {
  kUnknown,
  kWav,   // RIFF, RF64, BW64
  kW64,   // Sony's Wave64
  kRifx,  // WAV in big endian
  kFlac,
  kOgg,   // Vorbis, Opus or FLAC within
  kMpeg,  // A frame of MPEG audio (MP3, MP2); two bytes tell, so it is asked last.
  kId3,   // A tag that stands before any of the others
  kAu,
  kAiff,
  kCaf,
  kSphere,  // NIST's, as of TIMIT
  kRare,    // Others that libsndfile knows: VOC, 8SVX, IRCAM, PAF, PVF, AVR …
  kForeign  // Audio or video that is not decoded here: ForeignKind names it.
};

// How many bytes KindOf and ForeignKind look at.
constexpr int kKindBytes = 12;

AudioKind KindOf(absl::string_view first_bytes);

// For kForeign: {"M4A or MP4 (AAC, ALAC)", "m4a"}, the second as a file's ending. Else empty.
struct Foreign {
  std::string name, ending;
};
Foreign ForeignKind(absl::string_view first_bytes);

// "; convert it first: ffmpeg -i x.m4a x.flac"
std::string ConvertHint(absl::string_view ending);

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_DECODE_KIND_H_
