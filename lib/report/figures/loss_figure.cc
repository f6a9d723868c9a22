// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "lib/base/text.h"
#include "lib/report/figures/at_figures.h"
#include "lib/report/figures/figure_file.h"
#include "lib/report/figures/figures.h"
#include "lib/report/study/at_layer.h"

namespace auricle {
namespace {

constexpr int kWidth = 760;
constexpr int kPanelHeight = 210;
constexpr int kLeft = 66;

using Curve = std::map<int, double>;  // By epoch.

bool HasTerm(const Condition& condition) {
  for (const AntiTransferTerm& term :
       AntiTransferTerms(condition.runs[0]->model().training().loss())) {
    if (!term.NoGradient()) return true;
  }
  return false;
}

absl::StatusOr<const Condition*> Choose(const Study& study, const std::string& name) {
  std::vector<std::string> names;
  for (const Condition& condition : study.conditions) {
    names.push_back(EscapeForTerminal(condition.name));
    if (name.empty() ? HasTerm(condition) : condition.name == name) return &condition;
  }
  if (name.empty()) return &study.conditions[0];
  return absl::InvalidArgumentError(absl::StrCat("no condition is named '", EscapeForTerminal(name),
                                                 "'; there are '", absl::StrJoin(names, "', '"),
                                                 "'"));
}

// The models of a condition, each once.
std::vector<const Training*> Trainings(const Condition& condition) {
  std::vector<const Training*> trainings;
  std::set<uint64_t> models;
  for (const RunResults* run : condition.runs) {
    if (models.insert(run->run().model()).second && run->model().training().history_size() > 0) {
      trainings.push_back(&run->model().training());
    }
  }
  return trainings;
}

// The scalar by epoch, of every training that has it; the first of `names` that any has.
std::vector<Curve> Collect(const std::vector<const Training*>& trainings,
                           const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    std::vector<Curve> curves;
    for (const Training* training : trainings) {
      Curve curve;
      for (const Epoch& epoch : training->history()) {
        for (const Scalar& scalar : epoch.scalars()) {
          if (scalar.name() == name) curve[epoch.epoch()] = scalar.value();
        }
      }
      if (!curve.empty()) curves.push_back(curve);
    }
    if (!curves.empty()) return curves;
  }
  return {};
}

void AddCurves(const std::vector<Curve>& curves, int colour, const std::string& title, Plot* plot,
               std::vector<std::string>* parts) {
  if (curves.empty()) return;
  const std::string role = SeriesRole(colour);
  if (curves.size() > 1) {
    parts->push_back(absl::StrCat("$d", plot->data.size(), " using 1:2 with lines lw 1 lc ",
                                  Colour(role, 0.22), " notitle"));
    plot->data.push_back(AllCurves(curves));
  }
  parts->push_back(absl::StrCat("$d", plot->data.size(), " using 1:2 with lines lw 2.4 lc ",
                                Colour(role), " title '", title, "'"));
  plot->data.push_back(MeanCurve(curves));
}

// A circle where each training's epoch was chosen.
void AddChosen(const std::vector<const Training*>& trainings, Plot* plot,
               std::vector<std::string>* parts) {
  std::string data;
  for (const Training* training : trainings) {
    const std::vector<Curve> valid = Collect({training}, {"valid/cross_entropy", "valid/loss"});
    if (valid.empty() || valid[0].count(training->best_epoch()) == 0) continue;
    absl::StrAppend(&data, training->best_epoch(), "\t",
                    PlotNumber(valid[0].at(training->best_epoch())), "\n");
  }
  if (data.empty()) return;
  parts->push_back(absl::StrCat("$d", plot->data.size(),
                                " using 1:2 with points pt 6 ps 0.8 lw 1.2 lc ", Colour("ink"),
                                " title 'chosen epochs'"));
  plot->data.push_back(data);
}

void DrawPanel(const std::string& title, const std::vector<std::string>& parts, bool last, int top,
               const Frame& frame, Plot* plot) {
  std::vector<std::string>& script = plot->script;
  const int axes_top = top + 26;
  for (const std::string& line :
       PanelMargins(frame, kLeft, kWidth - 16, axes_top, axes_top + kPanelHeight)) {
    script.push_back(line);
  }
  script.push_back(
      absl::StrFormat("set label 1 %s at screen %.4f, screen %.4f left font ',13' textcolor %s",
                      LabelToken(title, plot), double(kLeft) / kWidth,
                      1 - double(frame.above + top + 14) / frame.height, Colour("ink")));
  script.push_back(absl::StrFormat(
      "set key at screen %.4f, screen %.4f right bottom horizontal samplen 1.6 font ',12' "
      "textcolor %s",
      double(kWidth - 16) / kWidth, 1 - double(frame.above + axes_top - 4) / frame.height,
      Colour("ink")));
  script.push_back(last ? absl::StrCat("set xlabel 'epoch' textcolor ", Colour("muted"))
                        : "unset xlabel");
  script.push_back(last ? "set format x" : "set format x ''");
  script.push_back(absl::StrCat("plot ", absl::StrJoin(parts, ", ")));
  script.push_back("unset label");
}

std::string Taps(const Condition& condition) {
  std::vector<std::string> taps;
  for (const AntiTransferTerm& term :
       AntiTransferTerms(condition.runs[0]->model().training().loss())) {
    for (const std::string& tap : term.Taps()) taps.push_back(tap);
  }
  return absl::StrJoin(taps, ", ");
}

}  // namespace

absl::StatusOr<Plot> LossFigure(const Study& study, const std::string& name) {
  absl::StatusOr<const Condition*> found = Choose(study, name);
  if (!found.ok()) return found.status();
  const Condition& condition = **found;
  const std::vector<const Training*> trainings = Trainings(condition);
  Plot plot;
  plot.width = kWidth;
  std::vector<std::string> above, below;
  AddCurves(Collect(trainings, {"train/cross_entropy", "train/loss"}), 1, "train", &plot, &above);
  AddCurves(Collect(trainings, {"valid/cross_entropy", "valid/loss"}), 2, "validation", &plot,
            &above);
  if (above.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the models of '", EscapeForTerminal(condition.name), "' have no history to draw"));
  }
  AddChosen(trainings, &plot, &above);
  AddCurves(Collect(trainings, {"train/antitransfer"}), 1, "train", &plot, &below);
  AddCurves(Collect(trainings, {"valid/antitransfer"}), 2, "validation", &plot, &below);
  int epochs = 1;
  for (const Training* training : trainings) epochs = std::max(epochs, training->history_size());
  Figure figure;
  figure.title = absl::StrCat("Loss by epoch: ", condition.name);
  figure.caption = absl::StrCat(TargetName(study), "; ", trainings.size(),
                                trainings.size() == 1 ? " training." : " trainings; ");
  if (trainings.size() > 1) {
    absl::StrAppend(&figure.caption,
                    "bold lines are means, as far as half of them went; faint ones "
                    "are single trainings.");
  }
  const int panels = below.empty() ? 1 : 2;
  const Frame frame = MakeFrame(figure, panels * (kPanelHeight + 36) + 68, &plot);
  plot.script = frame.script;
  for (const std::string& line : {absl::StrCat("set border 3 lc ", Colour("muted")),
                                  absl::StrCat("set tics out nomirror textcolor ", Colour("muted")),
                                  absl::StrCat("set grid ytics lt 1 lc ", Colour("grid")),
                                  absl::StrFormat("set xrange [0.5:%g]", epochs + 0.5),
                                  absl::StrCat("set xtics ", (epochs + 9) / 10),
                                  std::string("set yrange [0:*]"), std::string("set multiplot")}) {
    plot.script.push_back(line);
  }
  DrawPanel("cross-entropy alone, nats", above, panels == 1, 0, frame, &plot);
  if (panels == 2) {
    DrawPanel(absl::StrCat("anti-transfer term (at ", Taps(condition), ") as it is added"), below,
              true, kPanelHeight + 36, frame, &plot);
  }
  plot.script.push_back("unset multiplot");
  return plot;
}

}  // namespace auricle
