// SPDX-License-Identifier: Apache-2.0
// The first part of a page: what came out, how sure it is, and the figures that say so.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "lib/report/figures/figures.h"
#include "lib/report/page/page.h"

namespace auricle {
namespace {

// With more comparisons than this those that show nothing share one paragraph.
constexpr size_t kMostVerdicts = 5;

// Better, worse, or (kNeutral) not shown to be either, all comparisons counted.
Tone ToneOf(const Study& study, const Analysis& analysis, const Comparison& comparison) {
  if (!(comparison.p_holm < 1 - study.interval)) return Tone::kNeutral;
  return comparison.differences[analysis.main_metric].value > 0 ? Tone::kBetter : Tone::kWorse;
}

std::string InPoints(const Estimate& difference, const std::string& unit) {
  if (!std::isfinite(difference.interval.low)) return absl::StrCat(Points(difference.value), unit);
  return absl::StrCat(Points(difference.value), unit, " (",
                      PercentRange(difference.interval, /*sign=*/true), ")");
}

// "antitransfer conv4_2 vs baseline: +1.2 points UAR (−0.4 … +2.7)", "p = 0.12: no difference
// shown".
Block Verdict(const Study& study, const Analysis& analysis, const Comparison& comparison) {
  const Estimate& difference = comparison.differences[analysis.main_metric];
  const size_t comparisons = analysis.comparisons.size();
  Block block;
  block.kind = Block::Kind::kVerdict;
  block.tone = ToneOf(study, analysis, comparison);
  block.lead = absl::StrCat(
      study.conditions[comparison.condition].name, " vs ", study.conditions[0].name, ": ",
      InPoints(difference,
               absl::StrCat(" points ", WholeMetrics()[analysis.main_metric].title,
                            study.sets.empty() ? "" : absl::StrCat(", mean of ", study.corpus))));
  if (!std::isfinite(comparison.p)) {
    block.text =
        "cannot be judged: an interval or a p takes two items, or groups, of every corpus.";
    return block;
  }
  block.text = absl::StrCat(comparison.p < 0.001 ? "p " : "p = ", PText(comparison.p));
  if (comparisons > 1) {
    absl::StrAppend(&block.text, " (", PText(comparison.p_holm), " adjusted for ", comparisons,
                    " comparisons)");
  }
  if (block.tone == Tone::kBetter) {
    absl::StrAppend(&block.text, ": better.");
  } else if (block.tone == Tone::kWorse) {
    absl::StrAppend(&block.text, ": worse.");
  } else if (comparison.p < 1 - study.interval) {
    absl::StrAppend(&block.text, ": no difference shown; of ", comparisons,
                    " comparisons one may look like this by chance.");
  } else if (difference.value == 0 && difference.noise.still) {
    absl::StrAppend(&block.text, ": no difference at all on these items.");
  } else {
    absl::StrAppendFormat(&block.text,
                          ": no difference shown. With this noise a true difference of %.1f points "
                          "would be found 4 times out of 5.",
                          100 * comparison.detectable);
  }
  return block;
}

void AddVerdicts(const Study& study, const Analysis& analysis, std::vector<Block>* blocks) {
  const bool many = analysis.comparisons.size() > kMostVerdicts;
  std::vector<std::string> unshown;
  for (const Comparison& comparison : analysis.comparisons) {
    if (many && ToneOf(study, analysis, comparison) == Tone::kNeutral) {
      unshown.push_back(absl::StrCat(study.conditions[comparison.condition].name, " ",
                                     InPoints(comparison.differences[analysis.main_metric], "")));
    } else {
      blocks->push_back(Verdict(study, analysis, comparison));
    }
  }
  if (unshown.empty()) return;
  Block block;
  block.kind = Block::Kind::kVerdict;
  block.tone = Tone::kNeutral;
  block.lead = absl::StrCat("No difference from ", study.conditions[0].name, " shown for ",
                            unshown.size(), " of ", analysis.comparisons.size(), " conditions");
  block.text =
      absl::StrCat(absl::StrJoin(unshown, ", "), "; points ",
                   WholeMetrics()[analysis.main_metric].title, ", all comparisons counted.");
  blocks->push_back(block);
}

// Which conditions were not trained under the baseline's seeds, so that a missing run is seen; ""
// if all were.
std::string Unpaired(const Study& study, const Analysis& analysis) {
  const auto seeds = [](const Condition& condition) {
    return absl::StrCat(condition.name, " (", absl::StrJoin(condition.seeds, ", "), ")");
  };
  std::vector<std::string> others;
  for (const Comparison& c : analysis.comparisons) {
    if (!c.paired_seeds) others.push_back(seeds(study.conditions[c.condition]));
  }
  if (others.empty()) return "";
  return absl::StrCat("Compared unpaired, for want of the seeds of ", seeds(study.conditions[0]),
                      ", each once: ", absl::StrJoin(others, ", "), ".");
}

// Where simulations found other shares of intervals that hold than they say; "" elsewhere.
std::string SmallClasses(const Study& study) {
  constexpr int kSmall = 10;
  std::vector<int> items(study.items.classes);
  for (const int truth : study.items.truth) ++items[truth];
  const auto small =
      std::count_if(items.begin(), items.end(), [](int n) { return n > 0 && n <= kSmall; });
  if (small == 0) return "";
  return absl::StrCat(" Of ", small, small == 1 ? " class" : " classes", " there are ", kSmall,
                      " items or fewer: in simulations of such, 95 % intervals of UAR and of macro "
                      "F1 held the truth in 92 to 99 of 100 cases, as it lay.");
}

// What the intervals speak of, and what not.
Block Speaks(const Study& study) {
  size_t fewest = study.conditions[0].seeds.size(), most = fewest;
  for (const Condition& c : study.conditions) {
    fewest = std::min(fewest, c.seeds.size());
    most = std::max(most, c.seeds.size());
  }
  const std::string units =
      !study.sets.empty() ? absl::StrCat("those of each of the ", study.corpus)
      : study.groups.empty()
          ? absl::StrCat("the ", study.items.units, " items here")
          : absl::StrCat("the ", study.groups.size(), " groups (", study.group_by, ") here");
  const std::string text = absl::StrFormat("Intervals (%g %%) speak of further items like %s",
                                           100 * study.interval, units);
  if (fewest > 1) {
    return Text(absl::StrCat(text, " and of further trainings like those under ",
                             fewest < most ? absl::StrCat(fewest, " … ", most) : absl::StrCat(most),
                             " seeds.", SmallClasses(study)));
  }
  if (most > 1) {
    return Text(absl::StrCat(text, " and of further trainings like those under up to ", most,
                             " seeds, but for conditions of one seed: the noise between their "
                             "trainings is unknown and not in their intervals.",
                             SmallClasses(study)),
                Tone::kWarning);
  }
  return Text(absl::StrCat(text,
                           ", but not of further trainings: with one seed the noise between "
                           "trainings is unknown and not in them.",
                           SmallClasses(study)),
              study.conditions.size() > 1 ? Tone::kWarning : Tone::kPlain);
}

Table ConditionTable(const Study& study, const Analysis& analysis) {
  Table table;
  table.caption = study.sets.empty() ? "Mean over seeds, %, with interval"
                                     : absl::StrCat("Mean over ", study.corpus,
                                                    " and over seeds, %, with interval");
  table.columns = {{"condition", false}, {"seeds"}, {"items"}};
  const int shown[] = {0, 1, 2};  // Accuracy, UAR, macro F1.
  for (const int m : shown) {
    table.columns.push_back({"mean", true, WholeMetrics()[m].title});
    table.columns.push_back({"interval", true, WholeMetrics()[m].title});
  }
  table.columns.push_back(
      {absl::StrCat("SD of seeds, ", WholeMetrics()[analysis.main_metric].title)});
  std::vector<double> best(WholeMetrics().size(), -1);
  for (const ConditionFigures& figures : analysis.conditions) {
    for (const int m : shown) best[m] = std::max(best[m], figures.metrics[m].value);
  }
  for (size_t c = 0; c < study.conditions.size(); ++c) {
    const ConditionFigures& figures = analysis.conditions[c];
    std::vector<Cell> row = {{study.conditions[c].name},
                             {absl::StrCat(study.conditions[c].seeds.size())},
                             {absl::StrCat(study.items.truth.size())}};
    for (const int m : shown) {
      Cell value = {Percent(figures.metrics[m].value)};
      value.strong = study.conditions.size() > 1 && figures.metrics[m].value == best[m];
      row.push_back(value);
      row.push_back({PercentRange(figures.metrics[m].interval)});
    }
    row.push_back({Percent(figures.metrics[analysis.main_metric].sd_seeds)});
    table.rows.push_back(row);
  }
  return table;
}

}  // namespace

void AddAnswer(const Study& study, const Analysis& analysis, bool figures, Document* document) {
  std::vector<Block>& blocks = document->blocks;
  for (const std::string& note : study.notes) blocks.push_back(Text(note, Tone::kWarning));
  for (const std::string& note : Warnings(study)) blocks.push_back(Text(note, Tone::kWarning));
  AddVerdicts(study, analysis, &blocks);
  if (const std::string text = Unpaired(study, analysis); !text.empty()) {
    blocks.push_back(Text(text, Tone::kWarning));
  }
  blocks.push_back(Speaks(study));
  blocks.push_back(Heading(2, "Conditions"));
  if (figures) {
    Block block;
    block.kind = Block::Kind::kFigures;
    block.figures.push_back(ConditionsFigure(study, analysis));
    if (!analysis.comparisons.empty()) {
      block.figures.push_back(DifferencesFigure(study, analysis));
    }
    blocks.push_back(block);
  }
  blocks.push_back(Tables({ConditionTable(study, analysis)}));
  if (study.sets.empty()) blocks.push_back(Tables({FurtherTable(study)}));
  if (analysis.comparisons.empty()) return;
  AddTests(study, analysis, document);
}

}  // namespace auricle
