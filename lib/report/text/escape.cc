// SPDX-License-Identifier: Apache-2.0
#include "lib/report/text/escape.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "lib/base/text.h"

namespace auricle {

std::string EscapeHtml(absl::string_view text) {
  return absl::StrReplaceAll(
      EscapeForTerminal(text),
      {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}});
}

std::string EscapeMarkdown(absl::string_view text) {
  std::string out;
  for (const char c : EscapeForTerminal(text)) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '\\':
      case '`':
      case '*':
      case '_':
      case '{':
      case '}':
      case '[':
      case ']':
      case '#':
      case '|':
      case '~':
      case '!':
      case '$':
        out += '\\';
        out += c;
        break;
      case '@':  // A mention on some forges.
        out += "&#64;";
        break;
      default:
        out += c;
    }
  }
  return absl::StrReplaceAll(out, {{"://", "\\://"}, {"www.", "www\\."}});  // No links.
}

std::string EscapeTsv(absl::string_view text) {
  std::string out = EscapeForTerminal(text);
  double number = 0;
  if (!out.empty() && absl::string_view("=+-@\"").find(out[0]) != absl::string_view::npos &&
      !absl::SimpleAtod(out, &number)) {
    out.insert(0, "'");
  }
  return out;
}

}  // namespace auricle
