// SPDX-License-Identifier: Apache-2.0
// The second part of a page: where the errors are, by group, by class, and in confusion matrices.
#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "lib/report/page/page.h"

namespace auricle {
namespace {

// More would be no picture; the commonest confusions are listed instead.
constexpr size_t kMostMatrixClasses = 24;
constexpr size_t kListedConfusions = 15;
constexpr size_t kMostOpenMatrices = 6;

// Spreads the shades of a table from its smallest value to its largest: what is asked of it is
// where values are low, not how far they are from 0.
void Spread(Table* table) {
  double low = 1, high = 0;
  for (const auto& row : table->rows) {
    for (const Cell& cell : row) {
      if (!(cell.shade >= 0)) continue;
      low = std::min(low, cell.shade);
      high = std::max(high, cell.shade);
    }
  }
  for (auto& row : table->rows) {
    for (Cell& cell : row) {
      if (cell.shade >= 0 && high > low) {
        cell.shade = 0.05 + 0.6 * (cell.shade - low) / (high - low);
      } else {
        cell.shade = -1;
      }
    }
  }
}

Table GroupTable(const Study& study, const Analysis& analysis) {
  Table table;
  table.caption = absl::StrCat(WholeMetrics()[analysis.main_metric].title, " by ", study.group_by,
                               ", %, mean over seeds");
  table.columns = {{study.group_by, false}, {"items"}};
  for (const Condition& condition : study.conditions) table.columns.push_back({condition.name});
  for (size_t g = 0; g < study.groups.size(); ++g) {
    std::vector<Cell> row = {{study.groups[g]}, {absl::StrCat(analysis.group_items[g])}};
    for (const ConditionFigures& figures : analysis.conditions) {
      const double value = figures.by_group[analysis.main_metric][g];
      row.push_back({Percent(value), value});
    }
    table.rows.push_back(row);
  }
  Spread(&table);
  return table;
}

Table ClassTable(const Study& study, const Analysis& analysis) {
  Table table;
  table.caption = "Recall and F1 by class, %, all seeds together";
  table.columns = {{"class", false}, {"items"}};
  std::vector<std::vector<ClassScores>> scores;
  for (size_t c = 0; c < study.conditions.size(); ++c) {
    for (const char* title : {"recall", "F1"}) {
      table.columns.push_back({title, true, study.conditions[c].name});
    }
    scores.push_back(analysis.conditions[c].classes);
  }
  for (size_t k = 0; k < study.classes.size(); ++k) {
    const int64_t seeds = study.conditions[0].seeds.size();
    std::vector<Cell> row = {{study.classes[k]}, {absl::StrCat(scores[0][k].items / seeds)}};
    for (const std::vector<ClassScores>& of : scores) {
      for (const double value : {of[k].recall, of[k].f1}) {
        row.push_back({Percent(value), value});
      }
    }
    table.rows.push_back(row);
  }
  Spread(&table);
  return table;
}

Table MatrixTable(const Study& study, const Condition& condition, const ConditionFigures& figures) {
  Table table;
  table.matrix = true;
  table.caption = condition.name;
  table.columns = {{"", false}};
  for (const std::string& name : study.classes) table.columns.push_back({name});
  const std::vector<ClassScores>& scores = figures.classes;
  const int classes = static_cast<int>(scores.size());
  for (int t = 0; t < classes; ++t) {
    std::vector<Cell> row = {{study.classes[t]}};
    row[0].hover = study.classes[t];  // Long names are cut.
    for (int d = 0; d < classes; ++d) {
      const auto found = figures.confusions.find({t, d});
      const int64_t count = found == figures.confusions.end() ? 0 : found->second;
      const double share = scores[t].items > 0 ? double(count) / scores[t].items : 0;
      Cell cell = {count > 0 ? absl::StrFormat("%.0f", 100 * share) : "", share};
      cell.strong = t == d;
      cell.hover = absl::StrCat(study.classes[t], " decided as ", study.classes[d], ": ", count,
                                " of ", scores[t].items);
      row.push_back(cell);
    }
    table.rows.push_back(row);
  }
  return table;
}

Table ConfusionList(const Study& study, const Condition& condition,
                    const ConditionFigures& figures) {
  struct Pair {
    int64_t count;
    int truth;
    int decision;
  };
  std::vector<Pair> pairs;
  for (const auto& [cell, count] : figures.confusions) {
    if (cell.first != cell.second) pairs.push_back({count, cell.first, cell.second});
  }
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const Pair& a, const Pair& b) { return a.count > b.count; });
  pairs.resize(std::min(pairs.size(), kListedConfusions));
  const std::vector<ClassScores>& scores = figures.classes;
  Table table;
  table.caption = absl::StrCat(condition.name, ": the commonest confusions");
  table.columns = {{"truth", false}, {"decided", false}, {"times"}, {"of"}};
  for (const Pair& pair : pairs) {
    table.rows.push_back({{study.classes[pair.truth]},
                          {study.classes[pair.decision]},
                          {absl::StrCat(pair.count)},
                          {absl::StrCat(scores[pair.truth].items)}});
  }
  return table;
}

}  // namespace

void AddDetail(const Study& study, const Analysis& analysis, Document* document) {
  std::vector<Block>& blocks = document->blocks;
  if (!study.groups.empty() && study.group_by != "source") {
    blocks.push_back(Heading(2, absl::StrCat("By ", study.group_by)));
    blocks.push_back(Tables({GroupTable(study, analysis)}));
  }
  blocks.push_back(Heading(2, "By class"));
  blocks.push_back(Tables({ClassTable(study, analysis)}));
  blocks.push_back(Heading(2, "Confusions"));
  const bool matrices = study.classes.size() <= kMostMatrixClasses;
  std::vector<Table> tables;
  for (size_t c = 0; c < study.conditions.size(); ++c) {
    const ConditionFigures& of = analysis.conditions[c];
    tables.push_back(matrices ? MatrixTable(study, study.conditions[c], of)
                              : ConfusionList(study, study.conditions[c], of));
  }
  if (matrices) {
    blocks.push_back(
        Text("Rows are truths, columns decisions; a row sums to 100 %. All seeds together."));
  }
  const bool fold = tables.size() > kMostOpenMatrices;
  Block fold_block;
  fold_block.kind = Block::Kind::kOpen;
  fold_block.text = absl::StrCat("Of all ", tables.size(), " conditions");
  if (fold) blocks.push_back(fold_block);
  blocks.push_back(Tables(tables));
  fold_block.kind = Block::Kind::kClose;
  if (fold) blocks.push_back(fold_block);
}

}  // namespace auricle
