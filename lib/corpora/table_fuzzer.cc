// SPDX-License-Identifier: Apache-2.0
// Tables from arbitrary bytes: no crash, and what was read, written with every cell quoted, is read
// again as the same cells.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "lib/corpora/table.h"

namespace {

void WriteRow(const std::vector<std::string>& cells, std::string* text) {
  for (size_t i = 0; i < cells.size(); ++i) {
    *text += i == 0 ? "\"" : ",\"";
    *text += absl::StrReplaceAll(cells[i], {{"\"", "\"\""}});
    *text += '"';
  }
  *text += '\n';
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  // The header "x","y" makes the comma the delimiter, whatever follows.
  const auto table = auricle::ParseTable(text, {});
  if (!table.ok()) return 0;
  std::string quoted = "\"x\",\"y\"\n";
  WriteRow(table->columns, &quoted);
  for (const auto& row : table->rows) WriteRow(row.cells, &quoted);
  const auto again = auricle::ParseTable(quoted, {});
  if (!again.ok()) std::abort();
  // A first row of one empty cell is passed over, as a blank line is.
  const bool blank = table->columns.size() == 1 && table->columns[0].empty();
  const size_t first = blank ? 0 : 1;
  if (again->rows.size() != table->rows.size() + first) std::abort();
  for (size_t r = 0; r < table->rows.size(); ++r) {
    if (again->rows[r + first].cells != table->rows[r].cells) std::abort();
  }
  return 0;
}
