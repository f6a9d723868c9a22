// SPDX-License-Identifier: Apache-2.0
// Tables as text: RFC 4180 (quotes, doubled quotes, line breaks inside quotes), with commas,
// semicolons or tabs; LF, CRLF or CR; with or without a byte order mark.
#ifndef AURICLE_LIB_CORPORA_TABLES_TABLE_H_
#define AURICLE_LIB_CORPORA_TABLES_TABLE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace auricle {

struct Table {
  struct Row {
    int64_t line = 0;  // Where it begins, from 1.
    std::vector<std::string> cells;
  };
  std::vector<std::string> columns;
  std::vector<Row> rows;  // Rows whose number of cells is not that of the columns are kept.

  // Index of the column called `name`, or -1.
  int Find(absl::string_view name) const;
};

// Parses `text`. `columns` empty: the first line names the columns, without the spaces around them;
// the delimiter is the one that a line "sep=;" before it names (Excel's), else the first of tab,
// comma, semicolon, bar that stands in the first line outside quotes. Rows without a filled cell
// are passed over; spaces around a quoted cell are not of it, nor are empty cells beyond the last
// column of the row. Errors: kInvalidArgument with the line's number for an open quote, text after
// a closing quote, two columns of one name; for no text at all, UTF-16, spreadsheets, binary data.
absl::StatusOr<Table> ParseTable(absl::string_view text, const std::vector<std::string>& columns);

// All of the file at `path`, or of stdin for "-". Errors: kNotFound, kInvalidArgument (a
// directory).
absl::StatusOr<std::string> ReadText(const std::string& path);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_TABLES_TABLE_H_
