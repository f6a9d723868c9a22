// SPDX-License-Identifier: Apache-2.0
// A row for each run, with all of its parameters and its figures on every part: the spreadsheet of
// the anti-transfer study, and what any other study has to keep.
#ifndef AURICLE_LIB_REPORT_TABLES_RUN_GRID_H_
#define AURICLE_LIB_REPORT_TABLES_RUN_GRID_H_

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "lib/evaluate/results_file.h"
#include "lib/metrics/intervals.h"
#include "lib/report/text/document.h"

namespace auricle {

// Over the folds of a run; with one fold the deviation (of the population) is 0.
struct GridFigure {
  double mean = std::numeric_limits<double>::quiet_NaN();
  double std = std::numeric_limits<double>::quiet_NaN();
};

inline constexpr int kGridMetrics = 8;
inline constexpr int kGridParts = 3;
// "cross_entropy", "accuracy", "macro_f1", "macro_precision", "macro_recall" (as published), "uar",
// "roc_auc", "pr_auc", and titles.
extern const std::array<const char*, kGridMetrics> kGridMetricNames;
extern const std::array<const char*, kGridMetrics> kGridMetricTitles;
extern const std::array<const char*, kGridParts> kGridPartTitles;  // "train", "val", "test"

// The folds (plans) of one name and seed.
struct GridRun {
  std::string name;
  uint64_t seed = 0;
  std::string comment1;  // "antitransfer", "no antitransfer", "finetune", …
  std::string comment2;
  std::array<std::array<GridFigure, kGridParts>, kGridMetrics> figures;
  Interval accuracy, uar;  // On the test part, all folds pooled.
  int64_t test_items = 0;  // Over all folds.
  int folds = 0;
  std::string plan;
  std::string model;                                            // Fingerprints.
  std::string files;                                            // Base names.
  std::vector<std::pair<std::string, std::string>> parameters;  // All that are known, by name.
};

// The runs of one task on one corpus under one way to divide it.
struct Grid {
  std::string title;
  std::vector<GridRun> runs;
  std::vector<std::string> parameters;  // Names, in the order of their first appearance.
};

// `of` is "" for figures of items, kOfWindows for figures of windows. Grids and runs are in the
// order of appearance. Results of one name, seed, plan and part that come again are another run.
std::vector<Grid> BuildGrids(const std::vector<RunResults>& runs, const std::string& of);

// A line for each run, after one line of names: ID, run, comment 1, comment 2, the 48 figures
// ("loss mean train" …), what follows them in the spreadsheet, and every parameter.
std::string RenderGridTsv(const std::vector<Grid>& grids);

// Folded tables for a page.
void AddGrids(const std::vector<Grid>& grids, Document* document);

}  // namespace auricle

#endif  // AURICLE_LIB_REPORT_TABLES_RUN_GRID_H_
