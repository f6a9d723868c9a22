// SPDX-License-Identifier: Apache-2.0
#include "lib/report/tables/run_grid.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lib/evaluate/score.h"
#include "lib/report/study/group_runs.h"
#include "lib/report/study/run_parameters.h"

namespace auricle {

const std::array<const char*, kGridMetrics> kGridMetricNames = {
    "cross_entropy", "accuracy", "macro_f1", "macro_precision",
    "macro_recall",  "uar",      "roc_auc",  "pr_auc"};
const std::array<const char*, kGridMetrics> kGridMetricTitles = {
    "loss", "accuracy", "F1", "precision", "recall", "UAR", "ROC AUC", "PR AUC"};
const std::array<const char*, kGridParts> kGridPartTitles = {"train", "val", "test"};

namespace {

constexpr const char* kParts[kGridParts] = {"train", "valid", "test"};
constexpr int kTest = 2;

// The results of one row, by (plan, part).
using Folds = std::map<std::pair<std::string, std::string>, const RunResults*>;

GridFigure Summarise(const std::vector<double>& values) {
  GridFigure figure;
  if (values.empty()) return figure;
  double sum = 0, squares = 0;
  for (const double value : values) sum += value;
  figure.mean = sum / values.size();
  for (const double value : values) squares += (value - figure.mean) * (value - figure.mean);
  figure.std = std::sqrt(squares / values.size());
  return figure;
}

// What the folds say of a parameter: once if they agree, else all, in order.
void AddParameters(const Folds& folds, GridRun* row) {
  std::vector<std::string> order;
  std::map<std::string, std::vector<std::string>> values;
  for (const auto& entry : folds) {
    for (const auto& [name, value] : RunParameters(*entry.second)) {
      std::vector<std::string>& seen = values[name];
      if (seen.empty()) order.push_back(name);
      if (std::count(seen.begin(), seen.end(), value) == 0) seen.push_back(value);
    }
  }
  for (const std::string& name : order) {
    row->parameters.emplace_back(name, absl::StrJoin(values[name], ", "));
  }
}

// Outcomes of all folds, decisions and truths by class name: folds may have other classes (those of
// evaluate --unseen=wrong). `pooled` gets the classes of all. Without scores.
std::vector<Outcome> PoolFolds(const std::vector<const RunResults*>& folds, RunInfo* pooled) {
  std::vector<Outcome> all;
  std::map<std::string, int> index;
  pooled->clear_classes();
  for (const RunResults* fold : folds) {
    std::vector<int> place;
    for (const std::string& name : fold->run().classes()) {
      const auto [at, added] = index.emplace(name, pooled->classes_size());
      if (added) pooled->add_classes(name);
      place.push_back(at->second);
    }
    for (const Outcome& outcome : fold->outcomes) {
      all.push_back(outcome);
      all.back().set_truth(place[outcome.truth()]);
      all.back().set_decision(place[outcome.decision()]);
      all.back().clear_scores();
    }
  }
  return all;
}

// Intervals on the test part with all folds in one, as items (or groups) of several folds say more
// than the spread of a few folds does.
void AddIntervals(const std::vector<const RunResults*>& tests, const std::string& of,
                  GridRun* row) {
  if (tests.empty()) return;
  std::vector<Metric> metrics = tests[0]->metrics;
  std::string found = of;
  if (tests.size() > 1) {
    RunInfo pooled = tests[0]->run();
    const std::vector<Outcome> all = PoolFolds(tests, &pooled);
    absl::StatusOr<std::vector<Metric>> scored = ScoreWindows(pooled, all);
    // Stopped: the tool ends, and nobody reads the row.
    if (!scored.ok()) return;
    metrics = *std::move(scored);
    found = kOfWindows;
  }
  for (const Metric& metric : metrics) {
    if (metric.of() != found) continue;
    if (metric.name() == "accuracy") row->accuracy = {metric.low(), metric.high()};
    if (metric.name() == "uar") row->uar = {metric.low(), metric.high()};
  }
}

GridRun MakeRow(const Folds& folds, const std::string& of) {
  const RunResults& first = *folds.begin()->second;
  GridRun row;
  row.name = first.run().name();
  row.seed = first.run().seed();
  row.accuracy = row.uar = {std::nan(""), std::nan("")};
  std::set<std::string> plans;
  std::vector<const RunResults*> tests;
  std::vector<std::string> models, files;
  const auto add = [](const std::string& value, std::vector<std::string>* values) {
    if (std::count(values->begin(), values->end(), value) == 0) values->push_back(value);
  };
  for (const auto& [key, results] : folds) {
    plans.insert(key.first);
    if (key.second == kParts[kTest]) {
      tests.push_back(results);
      row.test_items += results->run().items();
    }
    add(absl::StrCat(absl::Hex(results->run().model(), absl::kZeroPad16)), &models);
    add(results->file.substr(results->file.rfind('/') + 1), &files);
  }
  row.folds = plans.size();
  row.plan = plans.size() == 1 ? *plans.begin() : PlanFamily(*plans.begin());
  row.model = absl::StrJoin(models, " ");
  row.files = absl::StrJoin(files, " ");
  for (int m = 0; m < kGridMetrics; ++m) {
    for (int p = 0; p < kGridParts; ++p) {
      std::vector<double> values;
      for (const auto& [key, results] : folds) {
        if (key.second != kParts[p]) continue;
        const double value =
            FigureOf(results->run(), results->metrics, results->outcomes, kGridMetricNames[m], of);
        if (std::isfinite(value)) values.push_back(value);
      }
      row.figures[m][p] = Summarise(values);
    }
  }
  AddIntervals(tests, of, &row);
  AddParameters(folds, &row);
  std::tie(row.comment1, row.comment2) = RunComments(first);
  return row;
}

std::string TitleOf(const RunInfo& run, bool name_plan) {
  std::string title = run.task().empty() ? "results" : run.task();
  if (!run.corpus().empty()) absl::StrAppend(&title, " on ", run.corpus());
  if (name_plan) absl::StrAppend(&title, ", plan ", PlanFamily(run.plan()));
  return title;
}

// Rows in the order in which their first results come.
std::vector<Folds> GatherRows(const std::vector<const RunResults*>& runs) {
  std::vector<Folds> rows;
  for (const RunResults* run : runs) {
    const RunInfo& info = run->run();
    const auto fits = [&](const Folds& folds) {
      const RunInfo& other = folds.begin()->second->run();
      if (other.name() != info.name() || other.seed() != info.seed()) return false;
      if (folds.count({info.plan(), info.split()}) > 0) return false;
      for (const auto& [key, results] : folds) {
        if (key.first == info.plan() && results->run().model() != info.model()) return false;
      }
      return true;
    };
    auto row = std::find_if(rows.begin(), rows.end(), fits);
    if (row == rows.end()) row = rows.insert(rows.end(), Folds());
    (*row)[{info.plan(), info.split()}] = run;
  }
  return rows;
}

}  // namespace

std::vector<Grid> BuildGrids(const std::vector<RunResults>& runs, const std::string& of) {
  using Key = std::pair<std::string, std::string>;  // corpus, task
  std::map<Key, std::set<std::string>> families;
  std::vector<std::pair<std::string, std::vector<const RunResults*>>> by_title;
  for (const RunResults& run : runs) {
    families[{run.run().corpus(), run.run().task()}].insert(PlanFamily(run.run().plan()));
  }
  for (const RunResults& run : runs) {
    const bool several = families[{run.run().corpus(), run.run().task()}].size() > 1;
    const std::string title = TitleOf(run.run(), several);
    auto found = std::find_if(by_title.begin(), by_title.end(),
                              [&](const auto& entry) { return entry.first == title; });
    if (found == by_title.end()) found = by_title.insert(by_title.end(), {title, {}});
    found->second.push_back(&run);
  }
  std::vector<Grid> grids;
  for (const auto& [title, members] : by_title) {
    Grid grid;
    grid.title = title;
    std::set<std::string> known;
    for (const Folds& folds : GatherRows(members)) {
      grid.runs.push_back(MakeRow(folds, of));
      for (const auto& parameter : grid.runs.back().parameters) {
        if (known.insert(parameter.first).second) grid.parameters.push_back(parameter.first);
      }
    }
    grids.push_back(std::move(grid));
  }
  return grids;
}

}  // namespace auricle
