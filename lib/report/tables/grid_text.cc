// SPDX-License-Identifier: Apache-2.0
// Grids as lines of a TSV and as tables of a page.
#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "lib/report/tables/run_grid.h"
#include "lib/report/text/escape.h"

namespace auricle {
namespace {

std::string Number(double value) {
  return std::isfinite(value) ? absl::StrFormat("%.6g", value) : "";
}

// Those that a page shows; areas stand among its further figures.
constexpr int kShownMetrics = 6;

// Names of the columns before the parameters; a line has as many cells.
std::vector<std::string> ColumnNames() {
  std::vector<std::string> names = {"ID", "run", "comment 1", "comment 2"};
  for (const char* metric : kGridMetricTitles) {
    for (const char* statistic : {"mean", "std"}) {
      for (const char* part : kGridPartTitles) {
        names.push_back(absl::StrCat(metric, " ", statistic, " ", part));
      }
    }
  }
  for (const char* name :
       {"accuracy test low", "accuracy test high", "UAR test low", "UAR test high", "n test",
        "folds", "seed", "plan", "model", "results"}) {
    names.push_back(name);
  }
  return names;
}

std::vector<std::string> Cells(const GridRun& run, int id) {
  std::vector<std::string> cells = {absl::StrCat(id), run.name, run.comment1, run.comment2};
  for (const auto& metric : run.figures) {
    for (const GridFigure& figure : metric) cells.push_back(Number(figure.mean));
    for (const GridFigure& figure : metric) cells.push_back(Number(figure.std));
  }
  for (const double end : {run.accuracy.low, run.accuracy.high, run.uar.low, run.uar.high}) {
    cells.push_back(Number(end));
  }
  cells.push_back(absl::StrCat(run.test_items));
  cells.push_back(absl::StrCat(run.folds));
  cells.push_back(absl::StrCat(run.seed));
  for (const std::string& text : {run.plan, run.model, run.files}) cells.push_back(text);
  return cells;
}

// Shown with three digits; what is best of its column stands out.
Cell Shown(double value, double best) {
  Cell cell = {std::isfinite(value) ? absl::StrFormat("%.3f", value) : "–"};
  cell.strong = std::isfinite(value) && value == best;
  return cell;
}

double BestMean(const Grid& grid, int metric, int part) {
  double best = std::nan("");
  for (const GridRun& run : grid.runs) {
    const double value = run.figures[metric][part].mean;
    if (std::isnan(best) || (metric == 0 ? value < best : value > best)) best = value;
  }
  return grid.runs.size() > 1 ? best : std::nan("");
}

Table GridTable(const Grid& grid) {
  const bool folds = std::any_of(grid.runs.begin(), grid.runs.end(),
                                 [](const GridRun& run) { return run.folds > 1; });
  Table table;
  table.caption = absl::StrCat(
      grid.title, folds ? ": means over folds, ± their standard deviation; the best mean is bold"
                        : ": the best of a column is bold");
  table.columns = {{"run", false}, {"seed"}};
  for (int m = 0; m < kShownMetrics; ++m) {
    const std::string over = m == 0 ? "loss (cross-entropy, nats)" : kGridMetricTitles[m];
    for (const char* part : kGridPartTitles) table.columns.push_back({part, true, over});
  }
  table.columns.push_back({"n test"});
  for (const GridRun& run : grid.runs) {
    std::vector<Cell> row = {{run.name}, {absl::StrCat(run.seed)}};
    row[0].hover = absl::StrCat(run.comment1, ": ", run.comment2);
    for (int m = 0; m < kShownMetrics; ++m) {
      for (int p = 0; p < kGridParts; ++p) {
        const GridFigure& figure = run.figures[m][p];
        row.push_back(Shown(figure.mean, BestMean(grid, m, p)));
        if (run.folds > 1 && std::isfinite(figure.std)) {
          absl::StrAppendFormat(&row.back().text, " ± %.3f", figure.std);
        }
      }
    }
    row.push_back({absl::StrCat(run.test_items)});
    table.rows.push_back(row);
  }
  return table;
}

}  // namespace

std::string RenderGridTsv(const std::vector<Grid>& grids) {
  std::vector<std::string> names = ColumnNames(), parameters;
  names.insert(names.begin(), "table");
  for (const Grid& grid : grids) {
    for (const std::string& name : grid.parameters) {
      if (std::count(parameters.begin(), parameters.end(), name) == 0) parameters.push_back(name);
    }
  }
  const auto escaped = [](std::string* out, const std::string& cell) {
    out->append(EscapeTsv(cell));
  };
  names.insert(names.end(), parameters.begin(), parameters.end());
  std::string out = absl::StrCat(absl::StrJoin(names, "\t", escaped), "\n");
  for (const Grid& grid : grids) {
    int id = 0;
    for (const GridRun& run : grid.runs) {
      std::vector<std::string> cells = Cells(run, ++id);
      cells.insert(cells.begin(), grid.title);
      const std::map<std::string, std::string> known(run.parameters.begin(), run.parameters.end());
      for (const std::string& name : parameters) {
        const auto found = known.find(name);
        cells.push_back(found == known.end() ? "" : found->second);
      }
      absl::StrAppend(&out, absl::StrJoin(cells, "\t", escaped), "\n");
    }
  }
  return out;
}

void AddGrids(const std::vector<Grid>& grids, Document* document) {
  size_t runs = 0;
  Block tables;
  tables.kind = Block::Kind::kTable;
  for (const Grid& grid : grids) {
    runs += grid.runs.size();
    tables.tables.push_back(GridTable(grid));
  }
  Block fold;
  fold.kind = Block::Kind::kOpen;
  fold.text = absl::StrCat("Every run on every part (", runs, ")");
  document->blocks.push_back(fold);
  document->blocks.push_back(tables);
  fold.kind = Block::Kind::kClose;
  document->blocks.push_back(fold);
}

}  // namespace auricle
