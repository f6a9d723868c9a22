// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/decode/joined.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "lib/base/status_macros.h"

namespace auricle {
namespace {

constexpr int64_t kBlockBytes = 1 << 16;
constexpr int64_t kHeadBytes = 28;  // Of the longest header that is looked at.

// The bytes that any header begins with, so that one look-up passes over all others.
std::array<bool, 256> FirstBytes() {
  std::array<bool, 256> first = {};
  for (const unsigned char c : absl::string_view("RBrfF.dcNO")) first[c] = true;
  return first;
}

bool IsZero(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c == '\0'; });
}

// ".snd", offset, size, coding, rate, channels: words of four bytes, of which the high ones are
// zero in any file.
bool IsAu(absl::string_view head) {
  const bool big = absl::StartsWith(head, ".snd");
  if (head.size() < 24 || (!big && !absl::StartsWith(head, "dns."))) return false;
  const auto small = [&](int word) {
    return IsZero(big ? head.substr(4 * word, 2) : head.substr(4 * word + 2, 2)) &&
           !IsZero(head.substr(4 * word, 4));
  };
  return small(1) && small(3) && small(5);
}

// Of at least 12 bytes.
const char* HeaderAt(absl::string_view head) {
  const absl::string_view word = head.substr(0, 4), form = head.substr(8, 4);
  if (form == "WAVE" && (word == "RIFF" || word == "RF64" || word == "BW64" || word == "RIFX"))
    return "WAV";
  if (word == "FORM" && (form == "AIFF" || form == "AIFC")) return "AIFF";
  if (word == "fLaC" && (head[4] & 0x7f) == 0 &&
      head.substr(5, 3) == absl::string_view("\0\0\42", 3))
    return "FLAC";
  if (word == "riff" &&
      head.substr(4, 8) == absl::string_view("\x2e\x91\xcf\x11\xa5\xd6\x28\xdb", 8))
    return "W64";
  if (head.substr(0, 8) == absl::string_view("caff\0\1\0\0", 8)) return "CAF";
  if (head.substr(0, 8) == "NIST_1A\n") return "SPHERE";
  // The first page of a stream: version 0, begins, position 0.
  if (word == "OggS" && head[4] == 0 && (head[5] & 2) != 0 && head.size() >= 14 &&
      IsZero(head.substr(6, 8))) {
    return "OGG";
  }
  return IsAu(head) ? "AU" : nullptr;
}

absl::Status Joined(const char* kind, int64_t at, int64_t size) {
  return absl::InvalidArgumentError(absl::StrFormat(
      "holds several files of audio after one another: at byte %d of %d the header of another %s "
      "stands, which would be left out or be heard as sound; part them (head -c %d x >1; tail -c "
      "+%d x >2) and join the sound itself (sox 1 2 x.flac)",
      at, size, kind, at, at + 1));
}

}  // namespace

absl::Status CheckNoneJoined(const Bytes& bytes, int64_t from) {
  static const std::array<bool, 256> kFirst = FirstBytes();
  if (bytes.size() - from < 12) return absl::OkStatus();
  std::vector<char> block(kBlockBytes + kHeadBytes);
  for (int64_t at = from; at < bytes.size(); at += kBlockBytes) {
    ASSIGN_OR_RETURN(const int64_t got, bytes.ReadAt(at, block.data(), block.size()));
    const absl::string_view text(block.data(), got);
    // What begins in the block's last bytes is looked at with the next.
    const int64_t end = std::min(kBlockBytes, got - 11);
    for (int64_t i = 0; i < end; ++i) {
      if (!kFirst[static_cast<unsigned char>(text[i])]) continue;
      const char* const kind = HeaderAt(text.substr(i, kHeadBytes));
      if (kind != nullptr) return Joined(kind, at + i, bytes.size());
    }
  }
  return absl::OkStatus();
}

}  // namespace auricle
