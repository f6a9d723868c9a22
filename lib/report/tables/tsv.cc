// SPDX-License-Identifier: Apache-2.0
#include "lib/report/tables/tsv.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "lib/metrics/classify.h"
#include "lib/metrics/compare.h"
#include "lib/metrics/intervals.h"
#include "lib/report/text/escape.h"

namespace auricle {
namespace {

// One line of the long table.
struct Line {
  std::string kind, condition, baseline, of, seed, metric;
  double value = std::nan("");
  Interval interval = {std::nan(""), std::nan("")};
  int64_t n = 0;
  int seeds = 0;
  double p = std::nan(""), p_holm = std::nan(""), detectable = std::nan("");
};

class LongTable {
 public:
  void Add(const Study& study, const Line& line) {
    const auto number = [](double v) { return std::isfinite(v) ? absl::StrFormat("%.6g", v) : ""; };
    const std::vector<std::string> cells = {line.kind,
                                            study.corpus,
                                            study.task,
                                            study.split,
                                            line.condition,
                                            line.baseline,
                                            line.of,
                                            line.seed,
                                            line.metric,
                                            number(line.value),
                                            number(line.interval.low),
                                            number(line.interval.high),
                                            absl::StrCat(line.n),
                                            line.seeds > 0 ? absl::StrCat(line.seeds) : "",
                                            number(line.p),
                                            number(line.p_holm),
                                            number(line.detectable)};
    std::vector<std::string> escaped;
    for (const std::string& cell : cells) escaped.push_back(EscapeTsv(cell));
    absl::StrAppend(&text_, absl::StrJoin(escaped, "\t"), "\n");
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_ =
      "kind\tcorpus\ttask\tsplit\tcondition\tbaseline\tof\tseed\tmetric\tvalue\tlow\thigh\tn\tseeds"
      "\t"
      "p\tp_holm\tdetectable\n";
};

void AddCondition(const Study& study, const Analysis& analysis, size_t c, LongTable* table) {
  const Condition& condition = study.conditions[c];
  const ConditionFigures& figures = analysis.conditions[c];
  const int64_t items = study.items.truth.size();
  for (size_t m = 0; m < figures.metrics.size(); ++m) {
    const Estimate& e = figures.metrics[m];
    Line line;
    line.kind = "mean";
    line.condition = condition.name;
    line.metric = WholeMetrics()[m].name;
    line.value = e.value;
    line.interval = e.interval;
    line.n = items;
    line.seeds = e.seeds;
    table->Add(study, line);
    line.kind = "seed";
    line.interval = {std::nan(""), std::nan("")};
    line.seeds = 0;
    for (size_t s = 0; s < condition.seeds.size(); ++s) {
      line.seed = absl::StrCat(condition.seeds[s]);
      line.value = figures.by_seed[m][s];
      table->Add(study, line);
    }
    line.kind = "group";
    line.seed.clear();
    line.seeds = e.seeds;
    for (size_t g = 0; g < study.groups.size(); ++g) {
      line.of = absl::StrCat(study.group_by, "=", study.groups[g]);
      line.value = figures.by_group[m][g];
      line.n = analysis.group_items[g];
      table->Add(study, line);
    }
  }
}

void AddClasses(const Study& study, const Analysis& analysis, size_t c, LongTable* table) {
  const std::vector<ClassScores>& scores = analysis.conditions[c].classes;
  for (size_t k = 0; k < scores.size(); ++k) {
    Line line;
    line.kind = "class";
    line.condition = study.conditions[c].name;
    line.of = study.classes[k];
    line.seeds = static_cast<int>(study.conditions[c].seeds.size());
    line.n = scores[k].items / line.seeds;
    const std::pair<const char*, double> figures[] = {
        {"precision", scores[k].precision}, {"recall", scores[k].recall}, {"f1", scores[k].f1}};
    for (const auto& [name, value] : figures) {
      line.metric = name;
      line.value = value;
      table->Add(study, line);
    }
  }
}

// Both directions of the stochastic order, and of McNemar's test by seed the share that the
// condition won of the items that only one got right, which are its n.
void AddTests(const Study& study, const Analysis& analysis, const Comparison& comparison,
              LongTable* table) {
  Line line;
  line.condition = study.conditions[comparison.condition].name;
  line.baseline = study.conditions[0].name;
  line.kind = "mcnemar";
  line.metric = "share_won";
  for (size_t s = 0; s < comparison.mcnemar.size(); ++s) {
    const McNemar& test = comparison.mcnemar[s];
    line.n = test.won + test.lost;
    line.value = double(test.won) / line.n;
    line.p = test.p;
    line.seed = absl::StrCat(study.conditions[0].seeds[s]);
    table->Add(study, line);
  }
  if (!std::isfinite(comparison.eps_min_above)) return;
  line.kind = "order";
  line.metric = absl::StrCat("eps_min of ", WholeMetrics()[analysis.main_metric].name);
  line.seed.clear();
  line.p = std::nan("");
  line.n = study.items.truth.size();
  line.seeds = std::min(study.conditions[0].seeds.size(),
                        study.conditions[comparison.condition].seeds.size());
  line.value = comparison.eps_min_above;
  table->Add(study, line);
  std::swap(line.condition, line.baseline);
  line.value = comparison.eps_min_below;
  table->Add(study, line);
}

void AddComparison(const Study& study, const Analysis& analysis, const Comparison& comparison,
                   LongTable* table) {
  for (size_t m = 0; m < comparison.differences.size(); ++m) {
    const Estimate& e = comparison.differences[m];
    Line line;
    line.kind = "difference";
    line.condition = study.conditions[comparison.condition].name;
    line.baseline = study.conditions[0].name;
    line.metric = WholeMetrics()[m].name;
    line.value = e.value;
    line.interval = e.interval;
    line.n = study.items.truth.size();
    line.seeds = e.seeds;
    line.p = PValue(e);
    if (static_cast<int>(m) == analysis.main_metric) {
      line.p_holm = comparison.p_holm;
      line.detectable = comparison.detectable;
    }
    table->Add(study, line);
  }
  AddTests(study, analysis, comparison, table);
}

}  // namespace

std::string RenderTsv(const std::vector<Study>& studies, const std::vector<Analysis>& analyses,
                      const Joint* joint) {
  LongTable table;
  const auto add = [&table](const Study& study, const Analysis& analysis) {
    for (size_t c = 0; c < study.conditions.size(); ++c) {
      AddCondition(study, analysis, c, &table);
      // Of one corpus: a mean over several has no classes.
      if (study.sets.empty()) AddClasses(study, analysis, c, &table);
    }
    for (const Comparison& comparison : analysis.comparisons) {
      AddComparison(study, analysis, comparison, &table);
    }
  };
  for (size_t i = 0; i < studies.size(); ++i) add(studies[i], analyses[i]);
  if (joint != nullptr) add(joint->study, joint->analysis);
  return table.text();
}

}  // namespace auricle
