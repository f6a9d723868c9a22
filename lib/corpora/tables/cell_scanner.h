// SPDX-License-Identifier: Apache-2.0
// The cells of a table's text, one row after another.
#ifndef AURICLE_LIB_CORPORA_TABLES_CELL_SCANNER_H_
#define AURICLE_LIB_CORPORA_TABLES_CELL_SCANNER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace auricle {

inline bool IsLineEnd(char c) { return c == '\n' || c == '\r'; }

// A cursor over the text that counts lines; CRLF counts as one.
class CellScanner {
 public:
  explicit CellScanner(absl::string_view text) : text_(text) {}

  bool done() const { return at_ == text_.size(); }
  int64_t line() const { return line_; }

  // The rest of the line, its end included, is passed over.
  void SkipLine();

  // The cells up to the line's end, or to that of the text. Spaces around a quoted cell are not of
  // it; around others they are. Errors: kInvalidArgument with the line, for a quote that is never
  // closed and for text after one that closes.
  absl::StatusOr<std::vector<std::string>> NextRow(char delimiter);

 private:
  char peek() const { return text_[at_]; }
  char Take();
  void TakeLineEnd();
  bool AtSpace(char delimiter) const;
  bool AtCellEnd(char delimiter) const;
  absl::StatusOr<std::string> Cell(char delimiter);
  absl::StatusOr<std::string> QuotedCell(char delimiter);

  absl::string_view text_;
  size_t at_ = 0;
  int64_t line_ = 1;
};

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_TABLES_CELL_SCANNER_H_
