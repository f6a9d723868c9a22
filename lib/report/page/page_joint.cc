// SPDX-License-Identifier: Apache-2.0
// Several corpora side by side: every condition on each, and what each gained over the baseline.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "lib/report/page/page.h"

namespace auricle {
namespace {

// The place of condition `name` in `study`; -1 if it has none.
int Find(const Study& study, const std::string& name) {
  for (size_t c = 0; c < study.conditions.size(); ++c) {
    if (study.conditions[c].name == name) return static_cast<int>(c);
  }
  return -1;
}

const Comparison* FindComparison(const Study& study, const Analysis& analysis,
                                 const std::string& name) {
  for (const Comparison& c : analysis.comparisons) {
    if (study.conditions[c.condition].name == name) return &c;
  }
  return nullptr;
}

// Of all corpora, in the order of their first appearance.
std::vector<std::string> ConditionNames(const std::vector<Study>& studies) {
  std::vector<std::string> names;
  for (const Study& study : studies) {
    for (const Condition& condition : study.conditions) {
      if (std::count(names.begin(), names.end(), condition.name) == 0) {
        names.push_back(condition.name);
      }
    }
  }
  return names;
}

void AddFigures(const Study& study, const Analysis& analysis, const std::string& name,
                const std::vector<std::string>& conditions, Table* table) {
  std::vector<Cell> row = {{name}, {absl::StrCat(study.items.truth.size())}};
  double best = -1;
  for (const ConditionFigures& figures : analysis.conditions) {
    best = std::max(best, figures.metrics[analysis.main_metric].value);
  }
  for (const std::string& condition : conditions) {
    const int c = Find(study, condition);
    if (c < 0) {
      row.insert(row.end(), 2, {"–"});
      continue;
    }
    const Estimate& e = analysis.conditions[c].metrics[analysis.main_metric];
    row.push_back({Percent(e.value)});
    row.back().strong = analysis.conditions.size() > 1 && e.value == best;
    row.push_back({PercentRange(e.interval)});
  }
  table->rows.push_back(row);
}

void AddDifferences(const Study& study, const Analysis& analysis, const std::string& name,
                    const std::vector<std::string>& conditions, Table* table) {
  std::vector<Cell> row = {{name}};
  for (size_t i = 1; i < conditions.size(); ++i) {
    const Comparison* c = FindComparison(study, analysis, conditions[i]);
    if (c == nullptr) {
      row.insert(row.end(), 3, {"–"});
      continue;
    }
    const Estimate& difference = c->differences[analysis.main_metric];
    row.push_back({Points(difference.value)});
    row.back().strong = c->p_holm < 1 - study.interval;
    row.push_back({PercentRange(difference.interval, /*sign=*/true)});
    row.push_back({PText(c->p_holm)});
  }
  table->rows.push_back(row);
}

// "adapters: better on 15, worse on 3 of 26 corpora".
std::string CountText(const std::vector<Study>& studies, const std::vector<Analysis>& analyses,
                      const std::string& condition, const std::string& corpora) {
  int better = 0, worse = 0;
  for (size_t s = 0; s < studies.size(); ++s) {
    const Comparison* c = FindComparison(studies[s], analyses[s], condition);
    if (c == nullptr || !(c->p_holm < 1 - studies[s].interval)) continue;
    ++(c->differences[analyses[s].main_metric].value > 0 ? better : worse);
  }
  return absl::StrCat(condition, ": better on ", better, ", worse on ", worse, " of ", corpora);
}

std::string SetName(const Study& study, const Study& joint) {
  const bool by_task = joint.task.empty() || study.corpus.empty();
  return by_task ? absl::StrCat(study.task, study.corpus.empty() ? "" : " on ", study.corpus)
                 : study.corpus;
}

}  // namespace

void AddCorpora(const std::vector<Study>& studies, const std::vector<Analysis>& analyses,
                const Joint& joint, Document* document) {
  const std::vector<std::string> conditions = ConditionNames(studies);
  const std::string metric = WholeMetrics()[joint.analysis.main_metric].title;
  Table figures, differences;
  figures.caption = absl::StrCat(metric, ", %, mean over seeds; the best of a row is bold");
  figures.columns = {{"corpus", false}, {"items"}};
  differences.caption = absl::StrCat(metric, " against ", conditions[0],
                                     ", points; what is shown, all conditions counted, is bold");
  differences.columns = {{"corpus", false}};
  for (size_t i = 0; i < conditions.size(); ++i) {
    figures.columns.push_back({"mean", true, conditions[i]});
    figures.columns.push_back({"interval", true, conditions[i]});
    if (i == 0) continue;
    for (const char* title : {"difference", "interval", "p adjusted"}) {
      differences.columns.push_back({title, true, conditions[i]});
    }
  }
  for (size_t s = 0; s < studies.size(); ++s) {
    const std::string name = SetName(studies[s], joint.study);
    AddFigures(studies[s], analyses[s], name, conditions, &figures);
    AddDifferences(studies[s], analyses[s], name, conditions, &differences);
  }
  const std::string mean = absl::StrCat("mean of ", joint.study.corpus);
  AddFigures(joint.study, joint.analysis, mean, conditions, &figures);
  AddDifferences(joint.study, joint.analysis, mean, conditions, &differences);
  figures.rows.back()[0].strong = differences.rows.back()[0].strong = true;
  std::vector<Block>& blocks = document->blocks;
  blocks.push_back(Heading(2, "By corpus"));
  blocks.push_back(Tables({figures}));
  if (conditions.size() < 2) return;
  blocks.push_back(Tables({differences}));
  std::vector<std::string> counts;
  for (size_t i = 1; i < conditions.size(); ++i) {
    counts.push_back(CountText(studies, analyses, conditions[i], joint.study.corpus));
  }
  std::string text = "Against ";
  for (const std::string& count : counts) {
    absl::StrAppend(&text, &count == &counts[0] ? absl::StrCat(conditions[0], ": ") : "; ", count);
  }
  blocks.push_back(Text(absl::StrCat(
      text,
      ". p is adjusted for the conditions of a corpus, not for the corpora: of 20 without "
      "any difference one looks like this by chance.")));
}

}  // namespace auricle
