// SPDX-License-Identifier: Apache-2.0
// How conditions did on the parts that they learned from and were chosen on, beside the one that
// counts.
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "lib/evaluate/score.h"
#include "lib/report/page/page.h"

namespace auricle {
namespace {

// "54.2 ± 3.1" over runs (every fold and seed is one); "–" without any.
std::string MeanOfRuns(const Condition& condition, const std::string& part, const char* metric,
                       double scale, int digits) {
  std::vector<double> values;
  for (const auto* runs : {&condition.runs, &condition.other_parts}) {
    for (const RunResults* run : *runs) {
      if (run->run().split() != part) continue;
      const double value = FigureOf(run->run(), run->metrics, run->outcomes, metric, "");
      if (std::isfinite(value)) values.push_back(scale * value);
    }
  }
  if (values.empty()) return "–";
  double mean = 0, squares = 0;
  for (const double value : values) mean += value / values.size();
  for (const double value : values) squares += (value - mean) * (value - mean);
  std::string text = absl::StrFormat("%.*f", digits, mean);
  if (values.size() > 1) {
    absl::StrAppendFormat(&text, " ± %.*f", digits, std::sqrt(squares / (values.size() - 1)));
  }
  return text;
}

// Parts in the order of a training's life, then what else there is.
std::vector<std::string> PartsOf(const Study& study) {
  std::vector<std::string> parts = {study.split};
  for (const Condition& condition : study.conditions) {
    for (const RunResults* run : condition.other_parts) {
      const std::string& part = run->run().split();
      if (std::count(parts.begin(), parts.end(), part) == 0) parts.push_back(part);
    }
  }
  const auto rank = [](const std::string& part) {
    return part == "train" ? 0 : part == "valid" ? 1 : part == "test" ? 2 : 3;
  };
  std::stable_sort(parts.begin(), parts.end(),
                   [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  return parts;
}

}  // namespace

Table FurtherTable(const Study& study) {
  const std::pair<const char*, double> shown[] = {{"macro_precision", 100},
                                                  {"macro_recall", 100},
                                                  {kRocAuc, 100},
                                                  {kPrAuc, 100},
                                                  {kCrossEntropy, 1}};
  Table table;
  table.caption =
      "Further figures: mean over runs ± their standard deviation; every fold and seed is a run";
  table.columns = {{"condition", false}};
  for (const auto& [name, scale] : shown) {
    table.columns.push_back({absl::StrCat(MetricTitle(name), scale > 1 ? ", %" : "")});
  }
  for (const Condition& condition : study.conditions) {
    std::vector<Cell> row = {{condition.name}};
    for (const auto& [name, scale] : shown) {
      row.push_back({MeanOfRuns(condition, study.split, name, scale, scale > 1 ? 1 : 3)});
    }
    table.rows.push_back(row);
  }
  return table;
}

void AddParts(const Study& study, const Analysis& analysis, Document* document) {
  const std::vector<std::string> parts = PartsOf(study);
  if (parts.size() < 2) return;
  const NamedMetric& main = WholeMetrics()[analysis.main_metric];
  Table table;
  table.caption = "Mean over runs ± their standard deviation; every fold and seed is a run";
  table.columns = {{"condition", false}};
  for (const std::string& part : parts) {
    table.columns.push_back({part, true, absl::StrCat(main.title, ", %")});
  }
  for (const std::string& part : parts) {
    table.columns.push_back({part, true, "cross-entropy, nats"});
  }
  for (const Condition& condition : study.conditions) {
    std::vector<Cell> row = {{condition.name}};
    for (const std::string& part : parts) {
      row.push_back({MeanOfRuns(condition, part, main.name, 100, 1)});
    }
    for (const std::string& part : parts) {
      row.push_back({MeanOfRuns(condition, part, kCrossEntropy, 1, 3)});
    }
    table.rows.push_back(row);
  }
  document->blocks.push_back(Heading(2, "On every part"));
  document->blocks.push_back(
      Text("Train is what the models learned from, valid what their best epoch was chosen on: "
           "both flatter. Only the comparison above has intervals."));
  document->blocks.push_back(Tables({table}));
}

}  // namespace auricle
