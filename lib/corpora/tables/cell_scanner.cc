// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/tables/cell_scanner.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"

namespace auricle {

char CellScanner::Take() {
  const char c = text_[at_++];
  if (c == '\n' || (c == '\r' && (done() || peek() != '\n'))) ++line_;
  return c;
}

void CellScanner::TakeLineEnd() {
  if (!done() && Take() == '\r' && !done() && peek() == '\n') Take();
}

void CellScanner::SkipLine() {
  while (!done() && !IsLineEnd(peek())) Take();
  TakeLineEnd();
}

bool CellScanner::AtSpace(char delimiter) const {
  return !done() && (peek() == ' ' || peek() == '\t') && peek() != delimiter;
}

bool CellScanner::AtCellEnd(char delimiter) const {
  return done() || peek() == delimiter || IsLineEnd(peek());
}

absl::StatusOr<std::string> CellScanner::QuotedCell(char delimiter) {
  const int64_t opened = line_;
  std::string cell;
  Take();
  while (!done()) {
    const char c = Take();
    if (c != '"') {
      cell.push_back(c);
      continue;
    }
    if (!done() && peek() == '"') {
      cell.push_back(Take());
      continue;
    }
    while (AtSpace(delimiter)) Take();
    if (AtCellEnd(delimiter)) return cell;
    return absl::InvalidArgumentError(absl::StrCat(
        "line ", line_, ": text follows a closing quote; a quote inside a quoted cell is doubled"));
  }
  return absl::InvalidArgumentError(
      absl::StrCat("line ", opened, ": the quote that opens here is never closed"));
}

absl::StatusOr<std::string> CellScanner::Cell(char delimiter) {
  std::string cell;
  while (AtSpace(delimiter)) cell.push_back(Take());
  if (!done() && peek() == '"') return QuotedCell(delimiter);
  while (!AtCellEnd(delimiter)) cell.push_back(Take());
  return cell;
}

absl::StatusOr<std::vector<std::string>> CellScanner::NextRow(char delimiter) {
  std::vector<std::string> cells;
  while (true) {
    ASSIGN_OR_RETURN(std::string cell, Cell(delimiter));
    cells.push_back(std::move(cell));
    if (done() || peek() != delimiter) break;
    Take();
  }
  TakeLineEnd();
  return cells;
}

}  // namespace auricle
