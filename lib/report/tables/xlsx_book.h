// SPDX-License-Identifier: Apache-2.0
// The sheets of a workbook, as RenderXlsx describes them.
#ifndef AURICLE_LIB_REPORT_TABLES_XLSX_BOOK_H_
#define AURICLE_LIB_REPORT_TABLES_XLSX_BOOK_H_

#include <xlsxwriter.h>

#include <string>
#include <vector>

#include "lib/report/tables/run_grid.h"

namespace auricle {

inline constexpr char kParameterSheet[] = "parameters";

// Writes one workbook to the file `path`.
class Book {
 public:
  explicit Book(const std::string& path);

  void AddGrid(const Grid& grid, const std::string& sheet_name, int first_parameter_row);
  void AddParameters(const std::vector<Grid>& grids);
  void AddNotes(const std::vector<Grid>& grids);
  lxw_error Close() { return workbook_close(book_); }

 private:
  lxw_format* Format(bool bold, lxw_color_t colour, const char* number);
  void Text(int row, int column, const std::string& text, lxw_format* format = nullptr);
  void Number(int row, int column, double value, lxw_format* format = nullptr);
  // `text` over columns `from` … `to`.
  void Across(int row, int from, int to, const std::string& text);
  void AddHeader(const Grid& grid);
  void AddRun(const GridRun& run, int index, int parameter_row);
  void MarkBest(int column, int runs, bool highest, lxw_format* format);

  lxw_workbook* book_;
  lxw_worksheet* sheet_ = nullptr;
  lxw_format *title_, *header_, *number_, *link_, *best_, *steady_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_REPORT_TABLES_XLSX_BOOK_H_
