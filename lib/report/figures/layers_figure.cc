// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "lib/report/figures/at_figures.h"
#include "lib/report/figures/figure_file.h"
#include "lib/report/figures/figures.h"
#include "lib/report/study/at_layer.h"

namespace auricle {
namespace {

constexpr int kPanelWidth = 480;
constexpr int kLeft = 76;  // The name of the y axis and its numbers.
constexpr int kAxesHeight = 230;
constexpr int kTicsHeight = 76;
constexpr int kKeyLine = 17;

// A panel before it is placed.
struct Panel {
  std::string title;
  std::vector<LayerCurve> curves;
  std::vector<int> colours;  // Of each curve.
  std::vector<LayerControl> controls;
};

std::vector<Panel> MakePanels(const LayerCurves& layers) {
  std::vector<Panel> panels;
  std::vector<std::string> names;
  for (const LayerCurve& curve : layers.curves) {
    auto panel = std::find_if(panels.begin(), panels.end(),
                              [&](const Panel& p) { return p.title == curve.target; });
    if (panel == panels.end()) {
      panel = panels.insert(panels.end(), Panel());
      panel->title = curve.target;
    }
    auto name = std::find(names.begin(), names.end(), curve.pretraining);
    if (name == names.end()) name = names.insert(names.end(), curve.pretraining);
    panel->curves.push_back(curve);
    panel->colours.push_back(1 + static_cast<int>(name - names.begin()) % (kSeriesColours - 1));
  }
  for (const LayerControl& control : layers.controls) {
    for (Panel& panel : panels) {
      if (panel.title == control.target) panel.controls.push_back(control);
    }
  }
  Panel mean;
  mean.title = "mean over the curves";
  for (const bool published : {false, true}) {
    const size_t of = std::count_if(layers.curves.begin(), layers.curves.end(),
                                    [&](const LayerCurve& c) { return c.published == published; });
    LayerCurve curve = MeanCurve(layers, published);
    if (of < 2 || curve.points.size() < 2) continue;
    curve.pretraining = absl::StrCat("mean of ", of, " curves");
    mean.curves.push_back(curve);
    mean.colours.push_back(0);
  }
  if (!mean.curves.empty()) panels.push_back(mean);
  return panels;
}

// The curve's points, shifted a little so that intervals of several curves stay apart.
std::string PointData(const LayerCurve& curve, double shift) {
  std::string data;
  for (const LayerPoint& p : curve.points) {
    absl::StrAppend(&data,
                    absl::StrJoin({PlotNumber(p.depth + shift), PlotNumber(p.value),
                                   PlotNumber(p.interval.low), PlotNumber(p.interval.high)},
                                  "\t"),
                    "\n");
  }
  return data;
}

void AddControl(const LayerControl& control, Plot* plot, std::vector<std::string>* parts) {
  const LayerPoint& p = control.point;
  std::string data;
  for (const double x : {-0.6, 13.6}) {
    absl::StrAppendFormat(&data, "%g\t%s\t%s\t%s\n", x, PlotNumber(p.value),
                          PlotNumber(p.interval.low), PlotNumber(p.interval.high));
  }
  const std::string block = absl::StrCat("$d", plot->data.size());
  plot->data.push_back(data);
  if (std::isfinite(p.interval.low)) {
    parts->push_back(absl::StrCat(block, " using 1:3:4 with filledcurves fs solid noborder lc ",
                                  Colour("muted", 0.18), " notitle"));
  }
  parts->push_back(
      absl::StrCat(block, " using 1:2 with lines lw 1.6 dt (2,3) lc ", Colour("muted"), " title ",
                   LabelToken(absl::StrCat("control: ", p.name, " without gradient"), plot)));
}

void AddCurve(const LayerCurve& curve, int colour, double shift, Plot* plot,
              std::vector<std::string>* parts) {
  const std::string block = absl::StrCat("$d", plot->data.size());
  plot->data.push_back(PointData(curve, shift));
  const std::string lc = Colour(SeriesRole(colour));
  const bool intervals = std::any_of(curve.points.begin(), curve.points.end(),
                                     [](const auto& p) { return std::isfinite(p.interval.low); });
  if (intervals) {
    parts->push_back(absl::StrCat(block, " using 1:2:3:4 with yerrorbars pt 7 ps 0.01 lw 1.4 lc ",
                                  lc, " notitle"));
  }
  const std::string name = curve.pretraining + (curve.published ? ", published" : "");
  parts->push_back(
      absl::StrCat(block, " using 1:2 with linespoints lc ", lc,
                   curve.published ? " lw 1.3 dt (6,4) pt 6 ps 0.8" : " lw 2 pt 7 ps 0.7",
                   " title ", LabelToken(name, plot)));
}

std::vector<std::string> Axes(const Panel& panel) {
  bool input = false;
  for (const LayerCurve& curve : panel.curves) input |= curve.points[0].depth == 0;
  std::vector<std::string> tics;
  for (int d = input ? 0 : 1; d < kDepths; ++d) {
    tics.push_back(absl::StrCat("'", DepthName(d), "' ", d));
  }
  return {absl::StrCat("set border 3 lc ", Colour("muted")),
          absl::StrCat("set xtics out nomirror rotate by 55 right font ',11' textcolor ",
                       Colour("muted"), " (", absl::StrJoin(tics, ", "), ")"),
          absl::StrCat("set ytics out nomirror textcolor ", Colour("muted")),
          absl::StrCat("set grid ytics lt 1 lc ", Colour("grid")),
          absl::StrCat("set xzeroaxis lt 1 lw 1.4 lc ", Colour("zero")),
          absl::StrFormat("set xrange [%g:13.6]", input ? -0.6 : 0.4),
          "set yrange [*<0:0<*]",
          "set bars 0.4"};
}

int KeyLines(const Panel& panel) {
  return static_cast<int>(panel.curves.size() + panel.controls.size());
}

// Draws `panel` at (left, top) of the body; its axes begin below `key_lines` lines.
void DrawPanel(const Panel& panel, const std::string& y_label, const Frame& frame, int left,
               int top, int key_lines, Plot* plot) {
  std::vector<std::string>& script = plot->script;
  const int axes_top = top + 30 + kKeyLine * key_lines;
  for (const std::string& line : PanelMargins(frame, left + kLeft, left + kPanelWidth - 12,
                                              axes_top, axes_top + kAxesHeight)) {
    script.push_back(line);
  }
  for (const std::string& line : Axes(panel)) script.push_back(line);
  top += kKeyLine * (key_lines - KeyLines(panel));  // The key stands on its axes.
  const double x = double(left + kLeft) / frame.width;
  const auto y = [&](int pixel) { return 1 - double(frame.above + pixel) / frame.height; };
  script.push_back(
      absl::StrFormat("set label 1 %s at screen %.4f, screen %.4f left font ',13' "
                      "textcolor %s",
                      LabelToken(panel.title, plot), x, y(top + 12), Colour("ink")));
  script.push_back(
      absl::StrFormat("set key at screen %.4f, screen %.4f left top Left reverse "
                      "samplen 2 font ',12' textcolor %s",
                      x, y(top + 22), Colour("ink")));
  script.push_back(absl::StrFormat(
      "set label 2 %s at screen %.4f, screen %.4f center rotate by 90 font ',12' textcolor %s",
      LabelToken(y_label, plot), double(left + 13) / frame.width, y(axes_top + kAxesHeight / 2),
      Colour("muted")));
  std::vector<std::string> parts;
  for (const LayerControl& control : panel.controls) AddControl(control, plot, &parts);
  const double middle = (panel.curves.size() - 1) / 2.0;
  for (size_t c = 0; c < panel.curves.size(); ++c) {
    AddCurve(panel.curves[c], panel.colours[c], 0.12 * (c - middle), plot, &parts);
  }
  script.push_back(absl::StrCat("plot ", absl::StrJoin(parts, ", ")));
  script.push_back("unset label");
}

std::string Caption(const LayerCurves& layers) {
  bool ours = false, published = false;
  for (const LayerCurve& curve : layers.curves) (curve.published ? published : ours) = true;
  std::string text = absl::StrCat("Test ", layers.metric,
                                  " minus the baseline's; a curve is named for what its frozen "
                                  "network was trained on.");
  for (const std::string& sizes : layers.sizes) absl::StrAppend(&text, " ", sizes, ".");
  if (ours) {
    absl::StrAppendFormat(&text,
                          " Bars: %g %% intervals of each difference, not adjusted for how many "
                          "there are; the best of many layers is best by chance too.",
                          100 * layers.level);
  }
  if (published) {
    absl::StrAppend(&text,
                    " Published: one run a layer against the mean of 20 runs; no interval is "
                    "known. A published at_layer stands at the last convolution that it holds; "
                    "at the input there is no gradient, so that it is a control.");
  }
  return text;
}

}  // namespace

absl::StatusOr<Plot> LayersFigure(const LayerCurves& layers) {
  if (layers.curves.empty()) {
    return absl::InvalidArgumentError(
        "no condition has an anti-transfer term at a layer and a baseline beside it; give results "
        "of train_antitransfer and of a baseline, or --published=FILE");
  }
  const std::vector<Panel> panels = MakePanels(layers);
  const int columns = panels.size() == 1 ? 1 : 2;
  const int rows = (static_cast<int>(panels.size()) + columns - 1) / columns;
  int key_lines = 0;
  for (const Panel& panel : panels) key_lines = std::max(key_lines, KeyLines(panel));
  const int panel_height = 30 + kKeyLine * key_lines + kAxesHeight + kTicsHeight;
  Plot plot;
  plot.width = kPanelWidth * columns + 12;
  Figure figure;
  figure.title = "Improvement over the baseline by layer";
  figure.caption = Caption(layers);
  const Frame frame = MakeFrame(figure, rows * panel_height, &plot);
  plot.script = frame.script;
  plot.script.push_back("set multiplot");
  const std::string y_label = absl::StrCat(layers.metric, " minus baseline, points");
  for (size_t p = 0; p < panels.size(); ++p) {
    DrawPanel(panels[p], y_label, frame, kPanelWidth * static_cast<int>(p % columns),
              panel_height * static_cast<int>(p / columns), key_lines, &plot);
  }
  plot.script.push_back("unset multiplot");
  return plot;
}

}  // namespace auricle
