// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/tables/table.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "lib/base/status_macros.h"
#include "lib/base/stop.h"
#include "lib/corpora/tables/cell_scanner.h"

namespace auricle {
namespace {

// Without the spaces around it, those that are none of ASCII's and show nothing included.
absl::string_view StripSpaces(absl::string_view text) {
  constexpr absl::string_view kSpaces[] = {"\xc2\xa0", "\xe2\x80\x8b", "\xe2\x80\xaf",
                                           "\xe3\x80\x80", "\xef\xbb\xbf"};
  for (bool stripped = true; stripped;) {
    stripped = false;
    text = absl::StripAsciiWhitespace(text);
    for (const absl::string_view space : kSpaces) {
      stripped |= absl::ConsumePrefix(&text, space);
      stripped |= absl::ConsumeSuffix(&text, space);
    }
  }
  return text;
}

// Excel saves rows that were once touched as ",,".
bool IsBlank(const Table::Row& row) {
  return std::all_of(row.cells.begin(), row.cells.end(),
                     [](const std::string& cell) { return StripSpaces(cell).empty(); });
}

// Cells that have no column and hold nothing go; columns without a name may be left out.
void FitToColumns(const std::vector<std::string>& columns, Table::Row* row) {
  while (row->cells.size() > columns.size() && StripSpaces(row->cells.back()).empty()) {
    row->cells.pop_back();
  }
  while (row->cells.size() < columns.size() && columns[row->cells.size()].empty() &&
         std::all_of(columns.begin() + row->cells.size(), columns.end(),
                     [](const std::string& column) { return column.empty(); })) {
    row->cells.emplace_back();
  }
}

// The delimiter that Excel's own line before the header names, "sep=;", or 0.
char SepLine(absl::string_view text) {
  if (!absl::StartsWithIgnoreCase(text, "sep=") || text.size() < 5 || IsLineEnd(text[4])) return 0;
  const bool more = text.size() > 5 && !IsLineEnd(text[5]);
  return text[4] == '"' || more ? 0 : text[4];
}

// A tab never stands in a name by accident; a comma may stand in a cell of a tabbed table.
char GuessDelimiter(absl::string_view text) {
  bool comma = false, semicolon = false, bar = false, quoted = false, blank = true;
  for (const char c : text) {
    if (!quoted && IsLineEnd(c)) {
      if (blank) continue;
      break;
    }
    blank = false;
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\t') return '\t';
    comma |= c == ',';
    semicolon |= c == ';';
    bar |= c == '|';
  }
  if (comma) return ',';
  if (semicolon) return ';';
  return bar ? '|' : ',';
}

// Files that are no text, by their first bytes, and what to do.
absl::Status CheckText(absl::string_view text) {
  if (absl::StartsWith(text, "PK\x03\x04") || absl::StartsWith(text, "\xd0\xcf\x11\xe0")) {
    return absl::InvalidArgumentError(
        "this is a spreadsheet (XLSX, ODS or XLS), not a table as text; save it as CSV, or: "
        "libreoffice --headless --convert-to csv FILE");
  }
  if (absl::StartsWith(text, "\x1f\x8b")) {
    return absl::InvalidArgumentError("the text is packed; unpack it: gunzip FILE");
  }
  if (absl::StartsWith(text, "\xff\xfe") || absl::StartsWith(text, "\xfe\xff")) {
    return absl::InvalidArgumentError("the text is UTF-16; convert it: iconv -f utf-16 -t utf-8");
  }
  if (absl::StrContains(text, '\0')) {
    return absl::InvalidArgumentError("this is no text: it holds NUL bytes");
  }
  return absl::OkStatus();
}

absl::Status CheckColumns(const std::vector<std::string>& columns) {
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].empty()) continue;  // A nameless column (pandas' index) is nobody's task.
    if (std::find(columns.begin(), columns.begin() + i, columns[i]) != columns.begin() + i) {
      return absl::InvalidArgumentError(
          absl::StrCat("two columns are called '", columns[i], "'; rename one"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

int Table::Find(absl::string_view name) const {
  const auto it = std::find(columns.begin(), columns.end(), name);
  return it == columns.end() || name.empty() ? -1 : static_cast<int>(it - columns.begin());
}

absl::StatusOr<Table> ParseTable(absl::string_view text, const std::vector<std::string>& columns) {
  RETURN_IF_ERROR(CheckText(text));
  absl::ConsumePrefix(&text, "\xef\xbb\xbf");
  CellScanner scanner(text);
  char delimiter = SepLine(text);
  if (delimiter != 0) scanner.SkipLine();
  if (delimiter == 0) delimiter = GuessDelimiter(text);
  Table table;
  table.columns = columns;
  bool has_header = !columns.empty();
  while (!scanner.done()) {
    Table::Row row;
    row.line = scanner.line();
    ASSIGN_OR_RETURN(row.cells, scanner.NextRow(delimiter));
    if (IsBlank(row)) continue;
    if (has_header) {
      FitToColumns(table.columns, &row);
      table.rows.push_back(std::move(row));
      continue;
    }
    for (std::string& column : row.cells) column = std::string(StripSpaces(column));
    table.columns = std::move(row.cells);
    has_header = true;
  }
  if (!has_header) return absl::InvalidArgumentError("the table is empty");
  RETURN_IF_ERROR(CheckColumns(table.columns));
  return table;
}

absl::StatusOr<std::string> ReadText(const std::string& path) {
  const int fd = path == "-" ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const auto failed = [&](int error) {
    const std::string message = absl::StrCat("cannot read '", path, "': ", strerror(error));
    if (error == EISDIR) {
      return absl::InvalidArgumentError(absl::StrCat(message, "; give the table's file"));
    }
    return error == ENOENT ? absl::NotFoundError(message) : absl::UnavailableError(message);
  };
  if (fd < 0) return failed(errno);
  std::string text;
  char buffer[1 << 16];
  absl::Status status;
  while (status.ok()) {
    const ssize_t n = read(fd, buffer, sizeof(buffer));
    if (n == 0) break;
    if (n > 0) {
      text.append(buffer, n);
    } else if (StopSignal() != 0) {
      status = absl::CancelledError("stopped while reading the table");
    } else if (errno != EINTR) {
      status = failed(errno);
    }
  }
  if (fd != STDIN_FILENO) close(fd);
  RETURN_IF_ERROR(status);
  return text;
}

}  // namespace auricle
