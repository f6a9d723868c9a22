// SPDX-License-Identifier: Apache-2.0
#include "lib/report/figures.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace auricle {
namespace {

constexpr size_t kMostFaintLines = 80;

std::string Number(double value) {
  return std::isfinite(value) ? absl::StrFormat("%.6g", value) : "?";
}

std::string Series(int condition) { return absl::StrCat("series", condition % kSeriesColours); }

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
      absl::StrAppend(&dots, Number(100 * dot), "\t", r + 0.22, "\n");
    }
    const Estimate& e = rows.estimates[r];
    const std::string colour = Colour(Series(rows.conditions[r]));
    plot.data.push_back(dots.empty() ? "?\t?\n" : dots);
    plot.data.push_back(absl::StrJoin({Number(100 * e.value), absl::StrCat(r),
                                       Number(100 * e.interval.low), Number(100 * e.interval.high)},
                                      "\t"));
    parts.push_back(absl::StrCat("'d", 2 * r, ".tsv' using 1:2 with points pt 7 ps 0.45 lc ",
                                 Colour(Series(rows.conditions[r]), 0.45)));
    if (std::isfinite(e.interval.low)) {
      parts.push_back(absl::StrCat(
          "'d", 2 * r + 1, ".tsv' using 1:2:3:4 with xerrorbars pt 7 ps 0.01 lw 2 lc ", colour));
    }
    parts.push_back(
        absl::StrCat("'d", 2 * r + 1, ".tsv' using 1:2 with points pt 7 ps 0.9 lc ", colour));
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

// (condition, "train/loss") → one curve a run, from epoch 1.
using Curves = std::map<std::pair<int, std::string>, std::vector<std::map<int, double>>>;

Curves CollectCurves(const Study& study) {
  Curves curves;
  for (size_t c = 0; c < study.conditions.size(); ++c) {
    std::set<uint64_t> models;
    for (const RunResults* run : study.conditions[c].runs) {
      if (!models.insert(run->run().model()).second) continue;
      std::map<std::string, std::map<int, double>> by_name;
      for (const Epoch& epoch : run->model().training().history()) {
        for (const Scalar& scalar : epoch.scalars()) {
          by_name[scalar.name()][epoch.epoch()] = scalar.value();
        }
      }
      for (auto& [name, curve] : by_name) {
        curves[{static_cast<int>(c), name}].push_back(std::move(curve));
      }
    }
  }
  return curves;
}

// The mean over runs, as far as half of them went: the few that train longest are no fair sample.
std::string MeanCurve(const std::vector<std::map<int, double>>& runs) {
  std::map<int, std::pair<double, size_t>> sums;
  for (const auto& run : runs) {
    for (const auto& [epoch, value] : run) {
      sums[epoch].first += value;
      ++sums[epoch].second;
    }
  }
  std::string out;
  for (const auto& [epoch, sum] : sums) {
    if (2 * sum.second >= runs.size()) {
      absl::StrAppend(&out, epoch, "\t", Number(sum.first / sum.second), "\n");
    }
  }
  return out;
}

std::string AllCurves(const std::vector<std::map<int, double>>& runs) {
  std::string out;
  for (const auto& run : runs) {
    for (const auto& [epoch, value] : run) {
      absl::StrAppend(&out, epoch, "\t", Number(value), "\n");
    }
    absl::StrAppend(&out, "\n");
  }
  return out;
}

// Curves of the scalar `what`, of all `conditions`: validation solid, training dashed.
Figure DrawCurves(const Curves& curves, const std::vector<int>& conditions, const std::string& what,
                  const std::string& title) {
  Figure figure;
  figure.title = title;
  Plot& plot = figure.plot;
  std::vector<std::string> faint, bold;
  size_t lines = 0;
  for (const auto& entry : curves) lines += entry.second.size();
  for (const int c : conditions) {
    for (const char* side : {"train/", "valid/", ""}) {
      const auto found = curves.find({c, absl::StrCat(side, what)});
      if (found == curves.end()) continue;
      const bool train = absl::StartsWith(side, "train");
      if (!train && found->second.size() > 1 && lines <= 6 * kMostFaintLines) {
        faint.push_back(absl::StrCat("'d", plot.data.size(), ".tsv' using 1:2 with lines lw 1 lc ",
                                     Colour(Series(c), 0.22)));
        plot.data.push_back(AllCurves(found->second));
      }
      bold.push_back(absl::StrCat("'d", plot.data.size(), ".tsv' using 1:2 with lines lw ",
                                  train ? "1.3 dt (5,4)" : "2.2", " lc ", Colour(Series(c))));
      plot.data.push_back(MeanCurve(found->second));
    }
  }
  faint.insert(faint.end(), bold.begin(), bold.end());
  plot.script = {
      "unset key",
      absl::StrCat("set border 3 lc ", Colour("muted")),
      absl::StrCat("set tics out nomirror textcolor ", Colour("muted")),
      absl::StrCat("set grid ytics lt 1 lc ", Colour("grid")),
      absl::StrCat("set xlabel 'epoch' textcolor ", Colour("muted")),
      "set offsets 0, 0, graph 0.03, graph 0.03",
      absl::StrCat("plot ", absl::StrJoin(faint, ", ")),
  };
  return figure;
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
  figure.caption =
      absl::StrFormat("Mean and %g %% interval; small dots are seeds.", 100 * study.interval);
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

std::vector<Figure> LearningCurves(const Study& study) {
  const Curves curves = CollectCurves(study);
  std::vector<std::string> names;
  for (const auto& entry : curves) {
    const std::string& full = entry.first.second;
    const bool sided = absl::StartsWith(full, "train/") || absl::StartsWith(full, "valid/");
    const std::string name = sided ? full.substr(6) : full;
    if (std::count(names.begin(), names.end(), name) == 0) names.push_back(name);
  }
  std::sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) {
    return (a != "loss") != (b != "loss") ? a == "loss" : a < b;
  });
  std::vector<int> all;
  for (size_t c = 0; c < study.conditions.size(); ++c) all.push_back(static_cast<int>(c));
  std::vector<Figure> figures;
  if (all.size() <= static_cast<size_t>(kSeriesColours)) {
    for (const std::string& name : names) {
      figures.push_back(DrawCurves(curves, all, name, name));
    }
  } else if (!names.empty()) {
    for (const int c : all) {
      figures.push_back(DrawCurves(curves, {c}, names[0],
                                   absl::StrCat(names[0], ", ", study.conditions[c].name)));
    }
  }
  return figures;
}

}  // namespace auricle
