// SPDX-License-Identifier: Apache-2.0
#include "lib/report/tables/xlsx_book.h"

#include <cmath>
#include <cstdint>
#include <map>

#include "absl/strings/str_cat.h"
#include "lib/report/tables/xlsx_text.h"

namespace auricle {
namespace {

constexpr int kFirstRow = 3;  // Run r stands in row r + 2, from 0.
constexpr int kFirstFigure = 4;
constexpr int kFigureColumns = 2 * kGridParts;  // Of a metric: means and deviations.

}  // namespace

Book::Book(const std::string& path) : book_(workbook_new(path.c_str())) {
  lxw_doc_properties properties = {};
  properties.created = 946684800;  // 2000-01-01: no time of its own, so the same bytes again.
  workbook_set_properties(book_, &properties);
  title_ = Format(true, LXW_COLOR_UNSET, nullptr);
  header_ = Format(true, LXW_COLOR_UNSET, nullptr);
  format_set_align(header_, LXW_ALIGN_CENTER);
  format_set_bottom(header_, LXW_BORDER_THIN);
  number_ = Format(false, LXW_COLOR_UNSET, "0.0000");
  link_ = Format(false, LXW_COLOR_BLUE, nullptr);
  format_set_underline(link_, LXW_UNDERLINE_SINGLE);
  best_ = Format(true, 0x18794E, nullptr);
  steady_ = Format(false, 0x0072B2, nullptr);
}

lxw_format* Book::Format(bool bold, lxw_color_t colour, const char* number) {
  lxw_format* format = workbook_add_format(book_);
  if (bold) format_set_bold(format);
  if (colour != static_cast<lxw_color_t>(LXW_COLOR_UNSET)) format_set_font_color(format, colour);
  if (number != nullptr) format_set_num_format(format, number);
  return format;
}

void Book::Text(int row, int column, const std::string& text, lxw_format* format) {
  worksheet_write_string(sheet_, row, column, CellText(text).c_str(), format);
}

void Book::Number(int row, int column, double value, lxw_format* format) {
  if (std::isfinite(value)) worksheet_write_number(sheet_, row, column, value, format);
}

void Book::Across(int row, int from, int to, const std::string& text) {
  worksheet_merge_range(sheet_, row, from, row, to, CellText(text).c_str(), header_);
}

void Book::AddHeader(const Grid& grid) {
  Text(0, 0, "RESULTS", title_);
  Text(0, 2, grid.title, title_);
  const char* const first[] = {"ID", "link to parameters", "comment 1", "comment 2"};
  for (int c = 0; c < kFirstFigure; ++c) Text(2, c, first[c], header_);
  const auto group = [&](int metric, int column) {
    Across(1, column, column + kFigureColumns - 1, kGridMetricTitles[metric]);
    for (int p = 0; p < kGridParts; ++p) {
      Text(2, column + p, absl::StrCat("mean ", kGridPartTitles[p]), header_);
      Text(2, column + kGridParts + p, absl::StrCat("std ", kGridPartTitles[p]), header_);
    }
  };
  for (int m = 0; m < kGridMetrics; ++m) group(m, kFirstFigure + kFigureColumns * m);
  int column = kFirstFigure + kFigureColumns * kGridMetrics;
  for (const char* of : {"accuracy test, interval", "UAR test, interval"}) {
    Across(1, column, column + 1, of);
    Text(2, column++, "low", header_);
    Text(2, column++, "high", header_);
  }
  for (const char* name : {"n test", "folds", "seed", "plan", "model", "results"}) {
    Text(2, column++, name, header_);
  }
  worksheet_freeze_panes(sheet_, kFirstRow, 2);
  worksheet_set_column(sheet_, 0, 0, 5, nullptr);
  worksheet_set_column(sheet_, 1, 2, 24, nullptr);
  worksheet_set_column(sheet_, 3, 3, 44, nullptr);
  worksheet_set_column(sheet_, kFirstFigure, column - 4, 10.5, nullptr);
  worksheet_set_column(sheet_, column - 3, column - 1, 20, nullptr);
}

void Book::AddRun(const GridRun& run, int index, int parameter_row) {
  const int row = kFirstRow + index;
  Number(row, 0, index + 1);
  // Within the workbook, so that it leads there wherever the file lies.
  const std::string target = absl::StrCat("internal:", kParameterSheet, "!A", parameter_row + 1);
  const std::string shown = CellText(absl::StrCat(run.name, ", seed ", run.seed));
  worksheet_write_url_opt(sheet_, row, 1, target.c_str(), link_, shown.c_str(), nullptr);
  Text(row, 2, run.comment1);
  Text(row, 3, run.comment2);
  int column = kFirstFigure;
  for (const auto& metric : run.figures) {
    for (const GridFigure& figure : metric) Number(row, column++, figure.mean, number_);
    for (const GridFigure& figure : metric) Number(row, column++, figure.std, number_);
  }
  for (const double end : {run.accuracy.low, run.accuracy.high, run.uar.low, run.uar.high}) {
    Number(row, column++, end, number_);
  }
  Number(row, column++, run.test_items);
  Number(row, column++, run.folds);
  // A double holds 53 bits of a seed; a longer one is text.
  if (run.seed < (uint64_t{1} << 53)) {
    Number(row, column++, run.seed);
  } else {
    Text(row, column++, absl::StrCat(run.seed));
  }
  for (const std::string& text : {run.plan, run.model, run.files}) Text(row, column++, text);
}

void Book::MarkBest(int column, int runs, bool highest, lxw_format* format) {
  char name[LXW_MAX_COL_NAME_LENGTH];
  lxw_col_to_name(name, column, 0);
  const std::string range =
      absl::StrCat("$", name, "$", kFirstRow + 1, ":$", name, "$", kFirstRow + runs);
  const std::string rule =
      absl::StrCat("=AND(ISNUMBER($", name, kFirstRow + 1, "),$", name, kFirstRow + 1, "=",
                   highest ? "MAX(" : "MIN(", range, "),MAX(", range, ")>MIN(", range, "))");
  std::string text = rule;
  lxw_conditional_format condition = {};
  condition.type = LXW_CONDITIONAL_TYPE_FORMULA;
  condition.value_string = text.data();
  condition.format = format;
  worksheet_conditional_format_range(sheet_, kFirstRow, column, kFirstRow + runs - 1, column,
                                     &condition);
}

void Book::AddGrid(const Grid& grid, const std::string& sheet_name, int first_parameter_row) {
  sheet_ = workbook_add_worksheet(book_, sheet_name.c_str());
  AddHeader(grid);
  const int runs = static_cast<int>(grid.runs.size());
  for (int r = 0; r < runs; ++r) AddRun(grid.runs[r], r, first_parameter_row + r);
  for (int m = 0; m < kGridMetrics; ++m) {
    for (int p = 0; p < kGridParts; ++p) {
      const int column = kFirstFigure + kFigureColumns * m + p;
      MarkBest(column, runs, /*highest=*/m != 0, best_);
      MarkBest(column + kGridParts, runs, /*highest=*/false, steady_);
    }
  }
}

void Book::AddParameters(const std::vector<Grid>& grids) {
  sheet_ = workbook_add_worksheet(book_, kParameterSheet);
  std::map<std::string, int> columns;
  std::vector<std::string> names = {"table", "ID"};
  for (const Grid& grid : grids) {
    for (const std::string& name : grid.parameters) {
      if (columns.emplace(name, static_cast<int>(names.size())).second) names.push_back(name);
    }
  }
  for (size_t c = 0; c < names.size(); ++c) Text(0, static_cast<int>(c), names[c], header_);
  int row = 1;
  for (const Grid& grid : grids) {
    int id = 0;
    for (const GridRun& run : grid.runs) {
      Text(row, 0, grid.title);
      Number(row, 1, ++id);
      for (const auto& [name, value] : run.parameters) Text(row, columns[name], value);
      ++row;
    }
  }
  worksheet_freeze_panes(sheet_, 1, 3);
  worksheet_set_column(sheet_, 0, static_cast<int>(names.size()) - 1, 18, nullptr);
}

void Book::AddNotes(const std::vector<Grid>& grids) {
  sheet_ = workbook_add_worksheet(book_, "notes");
  size_t runs = 0;
  for (const Grid& grid : grids) runs += grid.runs.size();
  const std::string lines[] = {
      absl::StrCat(runs,
                   " runs. A run is one name and one seed; its folds (plans) are summarised by "
                   "their mean and population standard deviation, 0 for one fold."),
      "Every figure is computed over the whole part by the chosen model, not averaged over batches "
      "or epochs.",
      "loss: cross-entropy, the mean of -ln p(truth), nats; p is taken as no less than 1.2e-38.",
      "F1, precision, recall: means over classes that have items or were decided; UAR: over those "
      "that have items. ROC AUC, PR AUC (average precision): means over classes, each against the "
      "rest; of items, not of windows.",
      "Intervals are of the test part with all folds pooled, over groups where there are "
      "some. They know nothing of other seeds: rows that differ in the seed show that.",
      "The best mean of a column is green and bold, the least deviation blue, unless all are "
      "alike. "
      "The best of many rows is best by chance too: choose on val, read test.",
      "An empty cell: not evaluated."};
  int row = 0;
  for (const std::string& line : lines) Text(row++, 0, line);
}

}  // namespace auricle
