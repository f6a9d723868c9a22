// SPDX-License-Identifier: Apache-2.0
#include "lib/base/alike.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "lib/base/text.h"

namespace auricle {
namespace {

constexpr size_t kSpellingsToSay = 4;

const utf8proc_uint8_t* Bytes(absl::string_view text) {
  return reinterpret_cast<const utf8proc_uint8_t*>(text.data());
}

// Whether the character alone, or beside others, can be taken for another one.
bool IsTreacherous(utf8proc_int32_t c) {
  if (c < 0x80) return c < 0x20 || c == 0x7f;
  switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_PD:
      return true;
    default:
      break;
  }
  utf8proc_int32_t parts[4];
  const utf8proc_ssize_t n =
      utf8proc_decompose_char(c, parts, 4, UTF8PROC_DECOMPOSE, /*last_boundclass=*/nullptr);
  return n != 1 || parts[0] != c;
}

}  // namespace

std::string AlikeKey(absl::string_view text) {
  if (!IsUtf8(text)) return std::string(text);
  utf8proc_uint8_t* folded = nullptr;
  const auto options =
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT |
                                     UTF8PROC_CASEFOLD | UTF8PROC_IGNORE | UTF8PROC_LUMP);
  const utf8proc_ssize_t size =
      utf8proc_map(Bytes(text), static_cast<utf8proc_ssize_t>(text.size()), &folded, options);
  if (size < 0) return std::string(text);
  std::string key(reinterpret_cast<const char*>(folded), size);
  free(folded);
  for (char& c : key) c = absl::ascii_isspace(c) ? ' ' : c;
  absl::RemoveExtraAsciiWhitespace(&key);
  const bool kept = key.size() > 1 && key[0] == '\'';
  if (kept && std::string("=+-@").find(key[1]) != std::string::npos) key.erase(0, 1);
  return key.empty() ? std::string(text) : key;
}

std::string ShowSpelling(absl::string_view text) {
  if (!IsUtf8(text)) return EscapeForTerminal(text);
  std::string shown;
  for (size_t at = 0; at < text.size();) {
    utf8proc_int32_t c = 0;
    const utf8proc_ssize_t size =
        utf8proc_iterate(Bytes(text) + at, static_cast<utf8proc_ssize_t>(text.size() - at), &c);
    if (size <= 0) return EscapeForTerminal(text);
    if (IsTreacherous(c) && c > 0xffff) {
      absl::StrAppendFormat(&shown, "\\U%08x", c);
    } else if (IsTreacherous(c)) {
      absl::StrAppendFormat(&shown, "\\u%04x", c);
    } else {
      absl::StrAppend(&shown, text.substr(at, size));
    }
    at += size;
  }
  return shown;
}

std::vector<std::vector<std::string>> AlikeNames(const std::vector<std::string>& names) {
  std::map<std::string, std::set<std::string>> by_key;
  for (const std::string& name : names) by_key[AlikeKey(name)].insert(name);
  std::vector<std::vector<std::string>> alike;
  for (const auto& [key, spellings] : by_key) {
    if (spellings.size() > 1) alike.emplace_back(spellings.begin(), spellings.end());
  }
  std::sort(alike.begin(), alike.end());
  return alike;
}

std::string ShowSpellings(const std::vector<std::string>& names) {
  std::vector<std::string> shown;
  for (size_t i = 0; i < names.size() && i < kSpellingsToSay; ++i) {
    shown.push_back(absl::StrCat("'", ShowSpelling(names[i]), "'"));
  }
  if (names.size() > kSpellingsToSay) {
    shown.push_back(absl::StrCat(names.size() - kSpellingsToSay, " more"));
  }
  return absl::StrJoin(shown, " and ");
}

}  // namespace auricle
