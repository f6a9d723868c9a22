// SPDX-License-Identifier: Apache-2.0
// Tables from arbitrary bytes: no crash, and what was read, written with every cell quoted, is read
// again as the same cells.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "lib/corpora/tables/table.h"

namespace {

void WriteRow(const std::vector<std::string>& cells, std::string* text) {
  for (size_t i = 0; i < cells.size(); ++i) {
    *text += i == 0 ? "\"" : ",\"";
    *text += absl::StrReplaceAll(cells[i], {{"\"", "\"\""}});
    *text += '"';
  }
  *text += '\n';
}

// Whether `cells` are those of `again`, and beyond the second column nothing but spaces went.
bool IsSame(const std::vector<std::string>& cells, const std::vector<std::string>& again) {
  if (again.size() > cells.size() || again.size() < std::min<size_t>(cells.size(), 2)) return false;
  return std::equal(again.begin(), again.end(), cells.begin());
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
  if (again->rows.size() != table->rows.size() + 1) std::abort();
  for (size_t r = 0; r < table->rows.size(); ++r) {
    if (!IsSame(table->rows[r].cells, again->rows[r + 1].cells)) std::abort();
  }
  return 0;
}
