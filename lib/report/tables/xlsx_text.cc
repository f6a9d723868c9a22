// SPDX-License-Identifier: Apache-2.0
#include "lib/report/tables/xlsx_text.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "lib/base/text.h"

namespace auricle {
namespace {

constexpr size_t kLongestCell = 32000;  // Excel's limit is 32767.

}  // namespace

std::string CellText(const std::string& text) {
  std::string clean = EscapeForTerminal(text);
  if (clean.size() > kLongestCell) {
    size_t end = kLongestCell;
    while (end > 0 && (clean[end] & 0xc0) == 0x80) --end;
    clean.resize(end);
  }
  return clean;
}

std::string SheetName(const std::string& title, std::set<std::string>* taken) {
  std::string name;
  size_t letters = 0;
  for (const char c : CellText(title)) {
    const bool starts = (c & 0xc0) != 0x80;
    if (starts && ++letters > 27) break;
    name += absl::string_view("[]:*?/\\'").find(c) != absl::string_view::npos ? '_' : c;
  }
  if (name.empty()) name = "results";
  std::string unique = name;
  for (int n = 2; !taken->insert(absl::AsciiStrToLower(unique)).second; ++n) {
    unique = absl::StrCat(name, " ", n);
  }
  return unique;
}

}  // namespace auricle
