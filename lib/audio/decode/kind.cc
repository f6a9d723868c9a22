// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/decode/kind.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace auricle {
namespace {

// `at`: where the magic word stands.
struct ForeignMagic {
  size_t at;
  absl::string_view magic;
  const char* name;
  const char* ending;
};

constexpr absl::string_view Magic(const char* text, size_t size) {
  return absl::string_view(text, size);
}

constexpr ForeignMagic kForeign[] = {
    {4, Magic("ftyp", 4), "M4A or MP4 (AAC, ALAC)", "m4a"},
    {4, Magic("moov", 4), "M4A or QuickTime (AAC, ALAC)", "m4a"},
    {4, Magic("mdat", 4), "M4A or QuickTime (AAC, ALAC)", "m4a"},
    {4, Magic("wide", 4), "QuickTime", "mov"},
    {0, Magic("\x30\x26\xb2\x75\x8e\x66\xcf\x11", 8), "WMA (Windows Media)", "wma"},
    {0, Magic("\x1a\x45\xdf\xa3", 4), "WebM or Matroska", "webm"},
    {0, Magic("#!AMR", 5), "AMR", "amr"},
    {0, Magic("#!SILK", 6), "SILK", "silk"},
    {0, Magic("MAC ", 4), "Monkey's Audio", "ape"},
    {0, Magic("wvpk", 4), "WavPack", "wv"},
    {0, Magic("TTA1", 4), "TrueAudio", "tta"},
    {0, Magic("TTA2", 4), "TrueAudio", "tta"},
    {0, Magic("MP+", 3), "Musepack", "mpc"},
    {0, Magic("MPCK", 4), "Musepack", "mpc"},
    {0, Magic("ajkg", 4), "Shorten", "shn"},
    {0, Magic("\x0b\x77", 2), "AC-3", "ac3"},
    {0, Magic("\x7f\xfe\x80\x01", 4), "DTS", "dts"},
    {0, Magic("DSD ", 4), "DSD", "dsf"},
    {0, Magic("FRM8", 4), "DSDIFF", "dff"},
    {0, Magic(".RMF", 4), "RealAudio", "rm"},
    {0, Magic(".ra\xfd", 4), "RealAudio", "ra"},
    {0, Magic("FLV\x01", 4), "Flash video", "flv"},
    {0, Magic("OMA\0", 4), "ATRAC", "oma"},
    {0, Magic("ea3\3", 4), "ATRAC", "oma"},
    {0, Magic("ADIF", 4), "AAC", "aac"},
    {0, Magic("caff\0\2", 6), "a later version of CAF", "caf"},
    {8, Magic("AVI ", 4), "AVI", "avi"},
    {0, Magic("\0\0\1\xba", 4), "MPEG video", "mpg"},
    {0, Magic("\0\0\1\xb3", 4), "MPEG video", "mpg"},
};

// What libsndfile reads besides, by the words it looks for itself.
constexpr absl::string_view kRare[] = {
    Magic("Creative Voi", 12),  Magic("\x64\xa3\x01\0", 4),  // IRCAM, in four ways
    Magic("\x64\xa3\x02\0", 4), Magic("\x64\xa3\x03\0", 4), Magic("\0\x01\xa3\x64", 4),
    Magic("\0\x02\xa3\x64", 4), Magic("\0\x03\xa3\x64", 4), Magic(" paf", 4),
    Magic("fap ", 4),           Magic("PVF1", 4),           Magic("2BIT", 4),
    Magic("Extended Ins", 12),  Magic("MATLAB 5.0 M", 12),  Magic("ALawSoundFil", 12),
    Magic("SOUND SAMPLE", 12),  Magic("\x01\x04", 2),  // MPC 2000
    Magic("\xf0\x7e", 2),                              // MIDI sample dump
};

// Words behind four bytes of size.
bool IsForm(absl::string_view first, absl::string_view word, absl::string_view form) {
  return first.size() >= 12 && absl::StartsWith(first, word) &&
         absl::StartsWith(first.substr(8), form);
}

// Sync, and neither a reserved version nor layer nor rate. Layer 0 is AAC's.
bool IsMpegFrame(absl::string_view first) {
  if (first.size() < 4 || first[0] != '\xff') return false;
  const int second = static_cast<unsigned char>(first[1]);
  const int third = static_cast<unsigned char>(first[2]);
  const bool sync = (second & 0xe0) == 0xe0 && (second & 0x18) != 0x08 && (second & 0x06) != 0;
  return sync && (third & 0xf0) != 0xf0 && (third & 0x0c) != 0x0c;
}

bool IsAdts(absl::string_view first) {
  return first.size() >= 2 && first[0] == '\xff' && (first[1] & 0xf6) == 0xf0;
}

}  // namespace

AudioKind KindOf(absl::string_view first) {
  if (IsForm(first, "RIFF", "WAVE") || IsForm(first, "RF64", "WAVE") ||
      IsForm(first, "BW64", "WAVE")) {
    return AudioKind::kWav;
  }
  if (absl::StartsWith(first, Magic("riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb", 12)))
    return AudioKind::kW64;
  if (IsForm(first, "RIFX", "WAVE")) return AudioKind::kRifx;
  if (absl::StartsWith(first, "fLaC")) return AudioKind::kFlac;
  if (absl::StartsWith(first, "OggS")) return AudioKind::kOgg;
  if (absl::StartsWith(first, "ID3")) return AudioKind::kId3;
  if (absl::StartsWith(first, ".snd") || absl::StartsWith(first, "dns.")) return AudioKind::kAu;
  if (IsForm(first, "FORM", "AIFF") || IsForm(first, "FORM", "AIFC")) return AudioKind::kAiff;
  if (absl::StartsWith(first, Magic("caff\0\1", 6))) return AudioKind::kCaf;
  if (absl::StartsWith(first, "NIST_1A\n")) return AudioKind::kSphere;
  if (IsForm(first, "FORM", "8SVX") || IsForm(first, "FORM", "16SV")) return AudioKind::kRare;
  for (const absl::string_view rare : kRare) {
    if (absl::StartsWith(first, rare)) return AudioKind::kRare;
  }
  if (!ForeignKind(first).name.empty()) return AudioKind::kForeign;
  return IsMpegFrame(first) ? AudioKind::kMpeg : AudioKind::kUnknown;
}

Foreign ForeignKind(absl::string_view first) {
  for (const ForeignMagic& foreign : kForeign) {
    if (first.size() > foreign.at && absl::StartsWith(first.substr(foreign.at), foreign.magic))
      return {foreign.name, foreign.ending};
  }
  if (IsAdts(first)) return {"AAC", "aac"};
  return {};
}

std::string ConvertHint(absl::string_view ending) {
  return absl::StrCat("; convert it first: ffmpeg -i x.", ending, " x.flac");
}

}  // namespace auricle
