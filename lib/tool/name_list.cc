// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/name_list.h"

#include <sys/stat.h>

#include <algorithm>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"

namespace auricle {
namespace {

constexpr int64_t kLongestName = 4096;  // PATH_MAX.
constexpr absl::string_view kByteOrderMark = "\xef\xbb\xbf";

bool Exists(const std::string& path) {
  struct stat info;
  return stat(path.c_str(), &info) == 0;
}

absl::StatusOr<std::string> Front(const Bytes& bytes, int64_t most) {
  std::string text(std::min(bytes.size(), most), '\0');
  ASSIGN_OR_RETURN(const int64_t got, bytes.ReadAt(0, &text[0], text.size()));
  text.resize(got);
  return text;
}

// Sound has NULs and other control bytes in its first bytes, whatever the format; but the header of
// SPHERE is lines of text.
bool IsText(absl::string_view line) {
  return !absl::StartsWith(line, "NIST_1A") && std::none_of(line.begin(), line.end(), [](char c) {
    return absl::ascii_iscntrl(c) && c != '\t' && c != '\r';
  });
}

}  // namespace

std::vector<std::string> ParseNameList(absl::string_view text) {
  absl::ConsumePrefix(&text, kByteOrderMark);
  const bool nul = absl::StrContains(text, '\0');
  std::vector<std::string> names;
  for (absl::string_view name : absl::StrSplit(text, nul ? '\0' : '\n')) {
    if (!nul) absl::ConsumeSuffix(&name, "\r");
    if (!name.empty()) names.emplace_back(name);
  }
  return names;
}

absl::StatusOr<std::vector<std::string>> ReadNameList(const std::string& path) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const Bytes> bytes, OpenFile(path));
  ASSIGN_OR_RETURN(const std::string text, Front(*bytes, bytes->size()));
  std::vector<std::string> names = ParseNameList(text);
  if (names.empty()) return absl::InvalidArgumentError(absl::StrCat("'", path, "' names no file"));
  return names;
}

absl::StatusOr<std::vector<std::string>> NamesInPipe(const Bytes& bytes) {
  ASSIGN_OR_RETURN(const std::string front, Front(bytes, kLongestName));
  absl::string_view first = front;
  absl::ConsumePrefix(&first, kByteOrderMark);
  first = absl::StripLeadingAsciiWhitespace(first);  // Empty lines.
  const size_t end = first.find_first_of(absl::string_view("\n\0", 2));
  const bool nul = end != absl::string_view::npos && first[end] == '\0';
  first = first.substr(0, end);
  absl::ConsumeSuffix(&first, "\r");
  if (first.empty() || !IsText(first)) return std::vector<std::string>();
  if (Exists(std::string(first))) {
    ASSIGN_OR_RETURN(const std::string text, Front(bytes, bytes.size()));
    return ParseNameList(text);
  }
  // "fLaC\0…", "caff\0…"; without a line's end it is no list, though the decoder will say so.
  if (nul || !IsUtf8(first)) return std::vector<std::string>();
  return absl::InvalidArgumentError(absl::StrCat(
      "it is text, and its first line, '", first.substr(0, 80),
      "', is the name of no file; give audio, a stream of clips, or names of files, one a line "
      "(a table goes through list_corpus --corpus=csv -)"));
}

}  // namespace auricle
