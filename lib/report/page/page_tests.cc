// SPDX-License-Identifier: Apache-2.0
// Conditions against the baseline: the differences, and the same question asked in other ways.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "lib/metrics/stochastic_order.h"
#include "lib/report/page/page.h"

namespace auricle {
namespace {

// Of two equal conditions (normal scores, 1500 simulated pairs) ε min of one direction is below 0.5
// in 18 to 21 of 100 cases whatever the number of seeds from 3 to 20; below this in 8 of 100 with 3
// seeds, 5 with 5, 4 with 10 and 3 with 20. So this is what stands out.
constexpr double kShownEps = 0.2;

Cell EpsCell(double eps) {
  Cell cell = {std::isfinite(eps) ? absl::StrFormat("%.2f", eps) : "–"};
  cell.strong = eps < kShownEps;
  return cell;
}

bool KnowsOrder(const Analysis& analysis) {
  return std::any_of(analysis.comparisons.begin(), analysis.comparisons.end(),
                     [](const Comparison& c) { return std::isfinite(c.eps_min_above); });
}

size_t FewestSeeds(const Study& study) {
  size_t fewest = study.conditions[0].seeds.size();
  for (const Condition& c : study.conditions) fewest = std::min(fewest, c.seeds.size());
  return fewest;
}

// "3", or "5 vs 3" where the baseline has another number.
std::string SeedsText(const Study& study, const Comparison& c) {
  const size_t own = study.conditions[c.condition].seeds.size();
  const size_t base = study.conditions[0].seeds.size();
  return own == base ? absl::StrCat(own) : absl::StrCat(own, " vs ", base);
}

Table ComparisonTable(const Study& study, const Analysis& analysis) {
  Table table;
  const std::string metric = WholeMetrics()[analysis.main_metric].title;
  table.caption = absl::StrCat(metric, " against ", study.conditions[0].name, ", points");
  table.columns = {{"condition", false}, {"difference"}, {"interval"}, {"p"},
                   {"p adjusted"},       {"detectable"}, {"seeds"}};
  const bool order = KnowsOrder(analysis);
  if (order) {
    table.columns.push_back({"above", true, "ε min, stochastic order"});
    table.columns.push_back({"below", true, "ε min, stochastic order"});
  }
  for (const Comparison& c : analysis.comparisons) {
    const Estimate& difference = c.differences[analysis.main_metric];
    table.rows.push_back({{study.conditions[c.condition].name},
                          {Points(difference.value)},
                          {PercentRange(difference.interval, true)},
                          {PText(c.p)},
                          {PText(c.p_holm)},
                          {Percent(c.detectable)},
                          {SeedsText(study, c)}});
    if (!order) continue;
    table.rows.back().push_back(EpsCell(c.eps_min_above));
    table.rows.back().push_back(EpsCell(c.eps_min_below));
  }
  return table;
}

// In which way this study can show little, and why its intervals are wide; "" if it is not one.
std::string Conservative(const Study& study) {
  std::vector<std::string> few;
  if (!study.groups.empty() && study.groups.size() < 4) {
    few.push_back(absl::StrCat(study.groups.size(), " groups (", study.group_by, ")"));
  }
  if (FewestSeeds(study) == 2) few.push_back("2 seeds");
  if (few.empty()) return "";
  return absl::StrCat("Over ", absl::StrJoin(few, " and "),
                      " the noise is hardly known: only very large differences can be shown, and "
                      "equal conditions are found different in fewer than 4 of 100. ");
}

// What ε min says, and what it cannot say of few seeds; or why it is not there.
std::string OrderText(const Study& study, const Analysis& analysis) {
  const size_t seeds = FewestSeeds(study);
  if (!KnowsOrder(analysis)) {
    return absl::StrCat("Almost stochastic order is not shown: it compares the distributions of ",
                        kLeastScores, " seeds or more on either side, here are ", seeds, ".");
  }
  return absl::StrFormat(
      "ε min: almost stochastic order of the scores over seeds (del Barrio and others 2018, Dror "
      "and others 2019) at level %g, each comparison for itself. 0 says that the condition always "
      "scores above (or below) the baseline, less than 0.5 almost always, 0.5 and more nothing. It "
      "knows the noise between seeds, none between items, and is lenient: of two equal conditions "
      "it is below 0.5 either way in 2 of 5 cases, below %g (bold) in 1 of 6 with 3 seeds and in 1 "
      "of 10 with 5.",
      1 - study.interval, kShownEps);
}

// For who wants to know whether the answer hangs on the way of asking.
Table OtherTests(const Study& study, const Analysis& analysis) {
  Table table;
  table.caption = absl::StrCat("On the same ", study.items.truth.size(), " items");
  table.columns = {{"condition", false}};
  const bool groups = !study.groups.empty();
  if (groups) {
    table.columns.push_back({absl::StrCat("over ", study.group_by), true, "p, sign flips"});
  }
  table.columns.push_back({"over seeds", true, "p, sign flips"});
  table.columns.push_back({"McNemar, by seed: p (items won : lost)", false});
  for (const Comparison& c : analysis.comparisons) {
    std::vector<Cell> row = {{study.conditions[c.condition].name}};
    if (groups) row.push_back({PText(c.p_units)});
    row.push_back({PText(c.p_seeds)});
    std::vector<std::string> tests;
    for (const McNemar& test : c.mcnemar) {
      const std::string text = absl::StrCat(PText(test.p), " (", test.won, " : ", test.lost, ")");
      tests.push_back(absl::StrReplaceAll(text, {{" ", "\u00a0"}}));  // Lines break between tests.
    }
    row.push_back({tests.empty() ? "–" : absl::StrJoin(tests, ", ")});
    table.rows.push_back(row);
  }
  return table;
}

}  // namespace

void AddTests(const Study& study, const Analysis& analysis, Document* document) {
  std::vector<Block>& blocks = document->blocks;
  blocks.push_back(Tables({ComparisonTable(study, analysis)}));
  blocks.push_back(Text(
      absl::StrCat("p and interval: two rules must both hold, Student's t over units alone, and "
                   "over units and seeds together (Cochran and Cox); p is adjusted by Holm. "
                   "In simulated studies of equal conditions p < 0.05 came up in 3 to 6 of 100, "
                   "in 1 or 2 where few seeds hardly differed. ",
                   Conservative(study),
                   "Detectable: the true difference that is found with power 0.8 at this "
                   "noise.")));
  blocks.push_back(Text(OrderText(study, analysis)));
  Block fold;
  fold.kind = Block::Kind::kOpen;
  fold.text = "Other tests of the same: sign flips, McNemar";
  blocks.push_back(fold);
  blocks.push_back(Tables({OtherTests(study, analysis)}));
  blocks.push_back(Text(
      "Sign flips: a permutation test that assumes no distribution; with n seeds its p is never "
      "below 2^(1-n). Items won and lost: what only the condition, or only the baseline, got "
      "right. McNemar's exact test is of these, and of two given models: it knows no noise between "
      "trainings."));
  fold.kind = Block::Kind::kClose;
  blocks.push_back(fold);
}

}  // namespace auricle
