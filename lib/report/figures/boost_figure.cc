// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "lib/report/figures/at_figures.h"
#include "lib/report/figures/figure_file.h"
#include "lib/report/figures/figures.h"

namespace auricle {
namespace {

constexpr int kRowHeight = 27;
constexpr int kWidth = 980;
constexpr int kValueWidth = 200;
constexpr double kLetterWidth = 8.3;
constexpr size_t kLongestLabel = 62;

struct Bar {
  std::string label;
  double value = 0;
  Interval interval = {std::nan(""), std::nan("")};
  bool published = false;
  bool mean = false;
};

// The curve's point that did best on validation; without any knowledge of that the mean of all.
Bar Chosen(const LayerCurve& curve) {
  const LayerPoint* best = nullptr;
  LayerCurves alone;
  alone.curves = {curve};
  for (const LayerPoint& point : curve.points) {
    if (!std::isfinite(point.validation)) continue;
    if (best == nullptr || point.validation > best->validation) best = &point;
  }
  Bar bar;
  if (best != nullptr) {
    bar = {absl::StrCat(curve.target, ": ", curve.pretraining, " (", best->name, ")"), best->value,
           best->interval};
    return bar;
  }
  bar.label = absl::StrCat(curve.target, ": ", curve.pretraining, " (mean of ", curve.points.size(),
                           " layers)");
  double low = 0, high = 0;
  for (const LayerPoint& point : curve.points) {
    bar.value += point.value / curve.points.size();
    low += point.interval.low / curve.points.size();
    high += point.interval.high / curve.points.size();
  }
  bar.interval = {low, high};
  return bar;
}

Bar MeanBar(const std::string& label, const std::vector<Bar>& bars) {
  Bar mean;
  mean.label = label;
  mean.mean = true;
  mean.interval = {0, 0};
  for (const Bar& bar : bars) {
    mean.value += bar.value / bars.size();
    mean.interval.low += bar.interval.low / bars.size();
    mean.interval.high += bar.interval.high / bars.size();
  }
  return mean;
}

// A mean is over choices: a pretraining that was tried at one layer is another question (a control,
// say).
bool HadChoice(const LayerCurve& curve) { return curve.points.size() > 1; }

// Means by what `of` says of a curve, where there are several groups and one has several bars.
void AddGroups(const std::vector<LayerCurve>& curves, const std::vector<Bar>& chosen,
               std::string LayerCurve::*of, std::vector<Bar>* bars) {
  std::vector<std::string> names;
  for (const LayerCurve& curve : curves) {
    if (std::count(names.begin(), names.end(), curve.*of) == 0) names.push_back(curve.*of);
  }
  if (names.size() < 2 || names.size() == curves.size()) return;
  for (const std::string& name : names) {
    std::vector<Bar> members;
    for (size_t c = 0; c < curves.size(); ++c) {
      if (curves[c].*of == name) members.push_back(chosen[c]);
    }
    bars->push_back(MeanBar(absl::StrCat(name, " (mean of ", members.size(), ")"), members));
  }
}

std::vector<Bar> MakeBars(const LayerCurves& layers,
                          const std::vector<PublishedFigure>& published) {
  std::vector<LayerCurve> ours;
  std::vector<Bar> chosen, all, bars;
  for (const LayerCurve& curve : layers.curves) {
    if (curve.published) continue;
    all.push_back(Chosen(curve));
    if (!HadChoice(curve)) continue;
    ours.push_back(curve);
    chosen.push_back(all.back());
  }
  if (chosen.size() > 1) {
    bars.push_back(MeanBar(absl::StrCat("overall (mean of ", chosen.size(), ")"), chosen));
  }
  AddGroups(ours, chosen, &LayerCurve::target, &bars);
  AddGroups(ours, chosen, &LayerCurve::pretraining, &bars);
  bars.insert(bars.end(), all.begin(), all.end());
  for (const PublishedFigure& figure : published) {
    if (figure.kind != "boost") continue;
    Bar bar;
    bar.label = absl::StrCat("published: ", figure.target);
    bar.value = figure.value;
    bar.published = true;
    bars.push_back(bar);
  }
  return bars;
}

std::string ValueText(const Bar& bar) {
  const auto points = [](double value, int digits = 1) {
    return absl::StrReplaceAll(absl::StrFormat("%+.*f", digits, value), {{"-", "−"}});
  };
  if (!std::isfinite(bar.interval.low)) return points(bar.value, 2);
  return absl::StrCat(points(bar.value), " (", points(bar.interval.low), " … ",
                      points(bar.interval.high), ")");
}

std::string Shorten(const std::string& label) {
  if (label.size() <= kLongestLabel) return label;
  size_t end = kLongestLabel;
  while (end > 0 && (label[end] & 0xc0) == 0x80) --end;
  return absl::StrCat(label.substr(0, end), "…");
}

// One row: its name, its bar from zero, its interval, its value in figures.
void DrawBar(const Bar& bar, int row, const Frame& frame, int left, int right, Plot* plot,
             std::vector<std::string>* parts) {
  const std::string block = absl::StrCat("$d", plot->data.size());
  plot->data.push_back(absl::StrJoin(
      {PlotNumber(bar.value), PlotNumber(row), PlotNumber(std::min(0.0, bar.value)),
       PlotNumber(std::max(0.0, bar.value)), PlotNumber(row - 0.32), PlotNumber(row + 0.32),
       PlotNumber(bar.interval.low), PlotNumber(bar.interval.high)},
      "\t"));
  const int colour = bar.published ? 2 : bar.mean ? 0 : 1;
  parts->push_back(
      absl::StrCat(block, " using 1:2:3:4:5:6 with boxxyerror ",
                   bar.published ? "fs empty lw 1.6 lc " : "fs solid 0.45 noborder lw 1 lc ",
                   Colour(SeriesRole(colour))));
  if (std::isfinite(bar.interval.low)) {
    parts->push_back(
        absl::StrCat(block, " using 1:2:7:8 with xerrorbars pt 7 ps 0.01 lw 2 lc ", Colour("ink")));
  }
  const double y = 1 - (frame.above + 10 + kRowHeight * (row + 0.5)) / frame.height;
  const auto label = [&](const std::string& text, double x, const char* side) {
    plot->script.push_back(
        absl::StrFormat("set label %s at screen %.4f, screen %.4f %s font ',12' textcolor %s",
                        LabelToken(text, plot), x / frame.width, y, side, Colour("ink")));
  };
  label(Shorten(bar.label), left - 10, "right");
  label(ValueText(bar), right + 12, "left");
}

}  // namespace

absl::StatusOr<Plot> BoostFigure(const LayerCurves& layers,
                                 const std::vector<PublishedFigure>& published) {
  const std::vector<Bar> bars = MakeBars(layers, published);
  if (bars.empty()) {
    return absl::InvalidArgumentError(
        "no condition has an anti-transfer term at a layer and a baseline beside it, and no bar "
        "was published; give results of train_antitransfer and of a baseline, or --published=FILE");
  }
  const bool ours = !bars[0].published, theirs = bars.back().published;
  size_t longest = 0;
  for (const Bar& bar : bars) longest = std::max(longest, Shorten(bar.label).size());
  Plot plot;
  plot.width = kWidth;
  Figure figure;
  figure.title = "Improvement over the baseline, points of " + layers.metric;
  if (ours) {
    figure.caption = absl::StrFormat(
        "Each pretraining at the layer that did best on validation, so the choice flatters no test "
        "figure; lines are %g %% intervals of the difference, of means the mean of theirs. Means "
        "are over those that had several layers to choose from.",
        100 * layers.level);
    for (const std::string& sizes : layers.sizes) {
      absl::StrAppend(&figure.caption, " ", sizes, ".");
    }
  }
  if (theirs) {
    absl::StrAppend(&figure.caption, ours ? " " : "",
                    "Published bars, hollow, are means of headline values over targets; each is of "
                    "one run against the mean of 20, and no interval is known.");
  }
  const int rows = static_cast<int>(bars.size());
  const Frame frame = MakeFrame(figure, 10 + kRowHeight * rows + 74, &plot);
  const int left = 24 + static_cast<int>(kLetterWidth * longest), right = kWidth - kValueWidth;
  plot.script = frame.script;
  std::vector<std::string> parts;
  for (int r = 0; r < rows; ++r) DrawBar(bars[r], r, frame, left, right, &plot, &parts);
  for (const std::string& line : PanelMargins(frame, left, right, 10, 10 + kRowHeight * rows)) {
    plot.script.push_back(line);
  }
  for (const std::string& line :
       {std::string("unset key"), std::string("unset ytics"), std::string("set bars 0"),
        absl::StrCat("set border 1 lc ", Colour("muted")),
        absl::StrCat("set xtics out nomirror textcolor ", Colour("muted")),
        absl::StrCat("set grid xtics lt 1 lc ", Colour("grid")),
        absl::StrCat("set xlabel 'points' textcolor ", Colour("muted")),
        absl::StrFormat("set yrange [%g:-0.5]", rows - 0.5), std::string("set xrange [*<0:0<*]"),
        absl::StrCat("set yzeroaxis lt 1 lw 1.4 lc ", Colour("zero")),
        absl::StrCat("plot ", absl::StrJoin(parts, ", "))}) {
    plot.script.push_back(line);
  }
  return plot;
}

}  // namespace auricle
