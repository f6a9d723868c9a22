// SPDX-License-Identifier: Apache-2.0
#include "lib/report/figures/figures.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace auricle {
namespace {

// A long name would leave no room for the drawing; the page's tables have it whole.
std::string Shorten(const std::string& name) {
  constexpr size_t kMost = 30;
  size_t bytes = 0, points = 0;
  while (bytes < name.size() && points < kMost) {
    do {
      ++bytes;
    } while (bytes < name.size() && (name[bytes] & 0xc0) == 0x80);
    ++points;
  }
  return bytes == name.size() ? name : absl::StrCat(name.substr(0, bytes), "…");
}

// Rows from top to bottom, each a mean with its interval, in the condition's colour.
struct Rows {
  std::vector<int> conditions;
  std::vector<Estimate> estimates;
  std::vector<std::vector<double>> dots;
};

Plot DrawRows(const Study& study, const Rows& rows, const std::string& x_label) {
  Plot plot;
  const int n = static_cast<int>(rows.conditions.size());
  plot.height = 88 + 30 * n;
  std::vector<std::string> tics, parts;
  size_t widest = 0;
  for (int r = 0; r < n; ++r) {
    const std::string label = LabelToken(Shorten(study.conditions[rows.conditions[r]].name), &plot);
    widest = std::max(widest, label.size());
    tics.push_back(absl::StrCat(label, " ", r));
    std::string dots;
    for (const double dot : rows.dots[r]) {
      absl::StrAppend(&dots, PlotNumber(100 * dot), "\t", r + 0.22, "\n");
    }
    const Estimate& e = rows.estimates[r];
    const std::string colour = Colour(SeriesRole(rows.conditions[r]));
    if (!dots.empty()) {
      parts.push_back(absl::StrCat("$d", plot.data.size(),
                                   " using 1:2 with points pt 7 ps 0.45 lc ",
                                   Colour(SeriesRole(rows.conditions[r]), 0.45)));
      plot.data.push_back(dots);
    }
    const std::string block = absl::StrCat("$d", plot.data.size());
    plot.data.push_back(
        absl::StrJoin({PlotNumber(100 * e.value), absl::StrCat(r), PlotNumber(100 * e.interval.low),
                       PlotNumber(100 * e.interval.high)},
                      "\t"));
    if (std::isfinite(e.interval.low)) {
      parts.push_back(
          absl::StrCat(block, " using 1:2:3:4 with xerrorbars pt 7 ps 0.01 lw 2 lc ", colour));
    }
    parts.push_back(absl::StrCat(block, " using 1:2 with points pt 7 ps 0.9 lc ", colour));
  }
  plot.script = {
      "unset key",
      absl::StrCat("set border 1 lc ", Colour("muted")),
      "set bars 0",
      // gnuplot's own guess leaves room for letters that are all as wide as m.
      absl::StrFormat("set lmargin %.1f", 1 + 0.85 * widest),
      absl::StrFormat("set yrange [%g:-0.6]", n - 0.4),
      absl::StrCat("set ytics scale 0 textcolor ", Colour("ink"), " (", absl::StrJoin(tics, ", "),
                   ")"),
      absl::StrCat("set xtics out nomirror textcolor ", Colour("muted")),
      absl::StrCat("set grid xtics lt 1 lc ", Colour("grid")),
      absl::StrCat("set xlabel ", LabelToken(x_label, &plot), " textcolor ", Colour("muted")),
      "set offsets graph 0.05, graph 0.05, 0, 0",
  };
  plot.script.push_back(absl::StrCat("plot ", absl::StrJoin(parts, ", ")));
  return plot;
}

}  // namespace

Figure ConditionsFigure(const Study& study, const Analysis& analysis) {
  Rows rows;
  for (size_t c = 0; c < study.conditions.size(); ++c) {
    const ConditionFigures& figures = analysis.conditions[c];
    rows.conditions.push_back(static_cast<int>(c));
    rows.estimates.push_back(figures.metrics[analysis.main_metric]);
    rows.dots.emplace_back();
    if (study.conditions[c].seeds.size() > 1) {
      rows.dots.back() = figures.by_seed[analysis.main_metric];
    }
  }
  const std::string metric = WholeMetrics()[analysis.main_metric].title;
  Figure figure;
  figure.title = absl::StrCat(metric, " by condition");
  figure.caption = absl::StrFormat("Mean and %g %% interval", 100 * study.interval);
  figure.caption += study.conditions[0].seeds.size() > 1 ? "; small dots are seeds." : ".";
  figure.plot = DrawRows(study, rows, absl::StrCat(metric, ", %"));
  return figure;
}

Figure DifferencesFigure(const Study& study, const Analysis& analysis) {
  Rows rows;
  for (const Comparison& comparison : analysis.comparisons) {
    rows.conditions.push_back(comparison.condition);
    rows.estimates.push_back(comparison.differences[analysis.main_metric]);
    rows.dots.emplace_back();
    if (!comparison.paired_seeds || study.conditions[0].seeds.size() < 2) continue;
    const auto& base = analysis.conditions[0].by_seed[analysis.main_metric];
    const auto& other = analysis.conditions[comparison.condition].by_seed[analysis.main_metric];
    for (size_t s = 0; s < base.size(); ++s) rows.dots.back().push_back(other[s] - base[s]);
  }
  Figure figure;
  figure.title = absl::StrCat("Difference from ", study.conditions[0].name);
  figure.caption = "Right of the line is better than the baseline.";
  figure.plot =
      DrawRows(study, rows, absl::StrCat(WholeMetrics()[analysis.main_metric].title, ", points"));
  figure.plot.script.insert(
      figure.plot.script.end() - 1,
      {absl::StrCat("set arrow from 0, graph 0 to 0, graph 1 nohead lw 1.5 lc ", Colour("zero")),
       "set xrange [*<0:0<*]"});
  return figure;
}

}  // namespace auricle
