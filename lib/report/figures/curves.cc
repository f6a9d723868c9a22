// SPDX-License-Identifier: Apache-2.0
// Learning curves, from the histories of the models that results carry.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "lib/report/figures/figures.h"

namespace auricle {
namespace {

constexpr size_t kMostFaintLines = 500;

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

// Whether the scalar is one that was trained on alone, so that it is the training loss again.
bool RepeatsLoss(const Curves& curves, const std::string& name) {
  if (name == "loss") return false;
  bool any = false;
  for (const auto& [key, runs] : curves) {
    if (key.second == name || key.second == absl::StrCat("valid/", name)) return false;
    if (key.second != absl::StrCat("train/", name)) continue;
    const auto loss = curves.find({key.first, "train/loss"});
    if (loss == curves.end() || loss->second != runs) return false;
    any = true;
  }
  return any;
}

// gnuplot rounds an axis beyond its data, but a loss, say, is never below 0.
bool AnyNegative(const Curves& curves, const std::string& what) {
  for (const auto& [key, runs] : curves) {
    if (!absl::EndsWith(key.second, what)) continue;
    for (const auto& run : runs) {
      for (const auto& [epoch, value] : run) {
        if (value < 0) return true;
      }
    }
  }
  return false;
}

// Curves of the scalar `what`, of all `conditions`: validation solid, training dashed.
Figure DrawCurves(const Curves& curves, const std::vector<int>& conditions, const std::string& what,
                  const std::string& title) {
  Figure figure;
  figure.title = title;
  Plot& plot = figure.plot;
  std::vector<std::string> faint, bold;
  size_t lines = 0;
  int last_epoch = 1;
  for (const auto& entry : curves) {
    lines += entry.second.size();
    for (const auto& run : entry.second) {
      if (!run.empty()) last_epoch = std::max(last_epoch, run.rbegin()->first);
    }
  }
  for (const int c : conditions) {
    for (const char* side : {"train/", "valid/", ""}) {
      const auto found = curves.find({c, absl::StrCat(side, what)});
      if (found == curves.end()) continue;
      const bool train = absl::StartsWith(side, "train");
      if (!train && found->second.size() > 1 && lines <= kMostFaintLines) {
        faint.push_back(absl::StrCat("$d", plot.data.size(), " using 1:2 with lines lw 1 lc ",
                                     Colour(SeriesRole(c), 0.22)));
        plot.data.push_back(AllCurves(found->second));
      }
      bold.push_back(absl::StrCat("$d", plot.data.size(), " using 1:2 with lines lw ",
                                  train ? "1.3 dt (5,4)" : "2.2", " lc ", Colour(SeriesRole(c))));
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
      absl::StrCat("set xtics ", (last_epoch + 7) / 8),  // Whole epochs.
      "set offsets 0, 0, graph 0.03, graph 0.03",
      AnyNegative(curves, what) ? "set yrange [*:*]" : "set yrange [0<*:*]",
      absl::StrCat("plot ", absl::StrJoin(faint, ", ")),
  };
  return figure;
}

}  // namespace

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
      absl::StrAppend(&out, epoch, "\t", PlotNumber(sum.first / sum.second), "\n");
    }
  }
  return out;
}

std::string AllCurves(const std::vector<std::map<int, double>>& runs) {
  std::string out;
  for (const auto& run : runs) {
    for (const auto& [epoch, value] : run) {
      absl::StrAppend(&out, epoch, "\t", PlotNumber(value), "\n");
    }
    absl::StrAppend(&out, "\n");
  }
  return out;
}

std::string PlotNumber(double value) {
  return std::isfinite(value) ? absl::StrFormat("%.6g", value) : "?";
}

std::string SeriesRole(int condition) { return absl::StrCat("series", condition % kSeriesColours); }

std::vector<Figure> LearningCurves(const Study& study) {
  const Curves curves = CollectCurves(study);
  std::vector<std::string> names;
  for (const auto& entry : curves) {
    const std::string& full = entry.first.second;
    const bool sided = absl::StartsWith(full, "train/") || absl::StartsWith(full, "valid/");
    const std::string name = sided ? full.substr(6) : full;
    if (std::count(names.begin(), names.end(), name) == 0) names.push_back(name);
  }
  names.erase(std::remove_if(names.begin(), names.end(),
                             [&](const std::string& name) { return RepeatsLoss(curves, name); }),
              names.end());
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
