// SPDX-License-Identifier: Apache-2.0
// The third part of a page: how the runs came to be, and what in that should give one pause.
#include <algorithm>
#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "lib/report/figures/figures.h"
#include "lib/report/page/page.h"
#include "lib/report/page/parameters.h"

namespace auricle {
namespace {

bool KnowsTraining(const Study& study) {
  for (const Condition& condition : study.conditions) {
    for (const RunResults* run : condition.runs) {
      if (run->model().has_training()) return true;
    }
  }
  return false;
}

std::string Range(const Condition& condition,
                  const std::function<int64_t(const RunResults&)>& value) {
  int64_t low = 0, high = 0;
  for (size_t i = 0; i < condition.runs.size(); ++i) {
    const int64_t v = value(*condition.runs[i]);
    low = i == 0 ? v : std::min(low, v);
    high = i == 0 ? v : std::max(high, v);
  }
  return low == high ? absl::StrCat(low) : absl::StrCat(low, " … ", high);
}

// Conditions side by side; what differs between them stands out.
Table TrainingTable(const Study& study) {
  Table table;
  table.caption = "What differs between conditions is bold";
  table.columns = {{"", false}};
  for (const Condition& c : study.conditions) table.columns.push_back({c.name, false});
  const auto add = [&](const std::string& title,
                       const std::function<std::string(const Condition&)>& value, bool mark) {
    std::vector<Cell> row = {{title}};
    std::set<std::string> distinct;
    for (const Condition& c : study.conditions) {
      row.push_back({value(c)});
      distinct.insert(row.back().text);
    }
    if (distinct.size() == 1 && (*distinct.begin()).empty()) return;
    for (size_t i = 1; i < row.size(); ++i) {
      row[i].strong = mark && distinct.size() > 1;
      if (row[i].text.empty()) row[i].text = "–";
    }
    table.rows.push_back(row);
  };
  for (const Parameter& parameter : TrainingParameters()) {
    const auto value = [&](const Condition& c) {
      std::set<std::string> values;
      for (const RunResults* run : c.runs) values.insert(parameter.value(*run));
      return JoinValues(values);
    };
    add(parameter.title, value, true);
  }
  const auto number = [&](const char* title, int64_t (*value)(const RunResults&)) {
    add(
        title, [&](const Condition& c) { return Range(c, value); }, false);
  };
  number("best epoch",
         [](const RunResults& r) -> int64_t { return r.model().training().best_epoch(); });
  number("epochs run",
         [](const RunResults& r) -> int64_t { return r.model().training().history_size(); });
  number("training items",
         [](const RunResults& r) { return int64_t{r.model().training().train_items()}; });
  number("validation items",
         [](const RunResults& r) { return int64_t{r.model().training().valid_items()}; });
  return table;
}

Table RunTable(const Study& study, const Analysis& analysis) {
  const std::string main = WholeMetrics()[analysis.main_metric].name;
  Table table;
  table.columns = {{"run", false},
                   {"seed"},
                   {"plan", false},
                   {"items"},
                   {absl::StrCat(WholeMetrics()[analysis.main_metric].title, ", %")},
                   {"interval"},
                   {"best epoch"},
                   {"model", false},
                   {"evaluate", false},
                   {"file", false}};
  for (const Condition& condition : study.conditions) {
    for (const RunResults* run : condition.runs) {
      Metric figure;
      for (const Metric& metric : run->metrics) {
        if (metric.name() == main && metric.of().empty()) figure = metric;
      }
      const Training& training = run->model().training();
      table.rows.push_back(
          {{condition.name},
           {absl::StrCat(run->run().seed())},
           {run->run().plan()},
           {absl::StrCat(run->run().items())},
           {Percent(figure.value())},
           {PercentRange({figure.low(), figure.high()})},
           {training.history_size() == 0
                ? "–"
                : absl::StrCat(training.best_epoch(), " of ", training.history_size())},
           {absl::StrCat(absl::Hex(run->run().model(), absl::kZeroPad16))},
           {run->header.provenance().version()},
           {run->file}});
    }
  }
  return table;
}

}  // namespace

void AddTraining(const Study& study, const Analysis& analysis, bool figures, Document* document) {
  std::vector<Block>& blocks = document->blocks;
  std::vector<Figure> curves;
  if (figures) curves = LearningCurves(study);
  if (!curves.empty()) {
    blocks.push_back(Heading(2, "Learning curves"));
    blocks.push_back(
        Text("Validation is solid, training dashed. Bold lines are means over runs, as far as half "
             "of the "
             "runs went; faint ones are single runs."));
    Block legend;
    legend.kind = Block::Kind::kLegend;
    for (const Condition& condition : study.conditions) legend.legend.push_back(condition.name);
    // Beyond eight conditions each has its own figure, and colours would come twice.
    if (study.conditions.size() <= static_cast<size_t>(kSeriesColours)) blocks.push_back(legend);
    Block block;
    block.kind = Block::Kind::kFigures;
    block.figures = std::move(curves);
    blocks.push_back(block);
  }
  if (KnowsTraining(study)) {
    blocks.push_back(Heading(2, "How they were trained"));
    blocks.push_back(Tables({TrainingTable(study)}));
  }
  size_t runs = 0;
  for (const Condition& condition : study.conditions) runs += condition.runs.size();
  Block open;
  open.kind = Block::Kind::kOpen;
  open.text = absl::StrCat("All runs (", runs, ")");
  blocks.push_back(open);
  blocks.push_back(Tables({RunTable(study, analysis)}));
  Block close;
  close.kind = Block::Kind::kClose;
  blocks.push_back(close);
}

}  // namespace auricle
