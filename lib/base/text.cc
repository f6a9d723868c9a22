// SPDX-License-Identifier: Apache-2.0
#include "lib/base/text.h"

#include <algorithm>
#include <charconv>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace auricle {
namespace {

// Length of the well-formed UTF-8 sequence at the start of `text`, or 0 (RFC 3629, table 3-7 of the
// Unicode standard).
size_t Utf8Length(absl::string_view text) {
  const auto byte = [&](size_t i) -> unsigned { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  const size_t length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (length == 0 || lead > 0xf4 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  if (lead == 0xe0 && byte(1) < 0xa0) return 0;  // overlong
  if (lead == 0xed && byte(1) > 0x9f) return 0;  // surrogate
  if (lead == 0xf0 && byte(1) < 0x90) return 0;  // overlong
  if (lead == 0xf4 && byte(1) > 0x8f) return 0;  // beyond U+10FFFF
  return length;
}

// Whether the character is a C1 control (U+0080 … U+009F), turns the order of what follows (U+061C,
// U+200E, U+200F, U+202A … U+202E, U+2066 … U+2069) or breaks the line (U+2028, U+2029): it would
// make a line read as another.
bool MovesText(absl::string_view character) {
  if (character == "\xd8\x9c") return true;
  if (character.size() == 2) return character[0] == '\xc2' && character[1] < '\xa0';
  if (character.size() != 3) return false;
  const bool general = character.substr(0, 2) == "\xe2\x80";
  const unsigned last = static_cast<unsigned char>(character[2]);
  if (general) return last == 0x8e || last == 0x8f || (last >= 0xa8 && last <= 0xae);
  return character.substr(0, 2) == "\xe2\x81" && last >= 0xa6 && last <= 0xa9;
}

size_t EditDistance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t substitute = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substitute});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string EscapeForTerminal(absl::string_view text) {
  std::string out;
  while (!text.empty()) {
    const unsigned char c = text[0];
    const size_t length = Utf8Length(text);
    if (length == 0 || c < 0x20 || c == 0x7f || MovesText(text.substr(0, length))) {
      out += absl::StrFormat("\\x%02x", c);
      text.remove_prefix(1);
    } else {
      out.append(text.data(), length);
      text.remove_prefix(length);
    }
  }
  return out;
}

bool IsUtf8(absl::string_view text) {
  while (!text.empty()) {
    const size_t length = Utf8Length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string ShortestNumber(float value) {
  char digits[64];
  return std::string(digits, std::to_chars(digits, digits + sizeof(digits), value).ptr);
}

std::string Nearest(absl::string_view word, const std::vector<std::string>& candidates) {
  std::string best;
  size_t best_distance = std::max<size_t>(2, word.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    const size_t distance = EditDistance(word, candidate);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

std::string InsteadOf(absl::string_view word, const std::vector<std::string>& candidates) {
  const std::string near = Nearest(word, candidates);
  return absl::StrCat(
      near.empty() ? "; there are " : absl::StrCat("; did you mean '", near, "'? There are "),
      absl::StrJoin(candidates, ", "));
}

}  // namespace auricle
