// SPDX-License-Identifier: Apache-2.0
#include "lib/report/figures/figure_file.h"

#include <algorithm>
#include <cstddef>
#include <tuple>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/report/figures/figures.h"
#include "lib/report/figures/gnuplot_process.h"
#include "lib/report/text/escape.h"

namespace auricle {
namespace {

constexpr int kTitleHeight = 34;
constexpr int kLineHeight = 17;
constexpr double kLetterWidth = 7.7;  // Of the caption's font, pixels, on average.
constexpr int kUnderAxes = 70;        // Numbers and the name of the x axis.
constexpr int kFrameTag = 100;        // Of labels; panels have lower ones.

constexpr std::pair<const char*, const char*> kRoleColours[] = {
    {"ink", "#1c2128"},     {"grid", "#e6e9ee"},    {"muted", "#5b6470"},   {"zero", "#8a93a0"},
    {"series0", "#5b6470"}, {"series1", "#0072b2"}, {"series2", "#c4500a"}, {"series3", "#00805c"},
    {"series4", "#a63d85"}, {"series5", "#8a6d00"}, {"series6", "#2b8fcb"}, {"series7", "#7a3fc0"}};

// In single quotes gnuplot expands no backquote, macro or escape; a quote is doubled. A backquote
// is drawn as its look-alike all the same.
std::string Quoted(const std::string& label) {
  return absl::StrCat(
      "'", absl::StrReplaceAll(EscapeForTerminal(label), {{"'", "''"}, {"`", "\xcb\x8b"}}), "'");
}

// The tokens of a plot, in quotes, each with its label.
std::vector<std::pair<std::string, std::string>> Tokens(const Plot& plot) {
  std::vector<std::pair<std::string, std::string>> tokens;
  Plot probe;
  for (const std::string& label : plot.labels)
    tokens.emplace_back(LabelToken(label, &probe), label);
  return tokens;
}

std::string Terminal(const Plot& plot, absl::string_view format) {
  if (format == "svg") {
    return absl::StrFormat(
        "svg size %d,%d font 'sans-serif,13' noenhanced background rgb '#ffffff'", plot.width,
        plot.height);
  }
  if (format == "png") {
    return absl::StrFormat(
        "pngcairo size %d,%d font 'sans,13' fontscale 2 linewidth 2 pointscale 2 noenhanced "
        "background rgb '#ffffff'",
        2 * plot.width, 2 * plot.height);
  }
  return absl::StrFormat(
      "pdfcairo size %.3fin,%.3fin font 'sans,13' fontscale 0.75 "
      "linewidth 1.3 pointscale 1.1 noenhanced",
      plot.width / 96.0, plot.height / 96.0);
}

// "'#AA0000NN'", a role with its transparency, → "'#AArrggbb'".
std::vector<std::pair<std::string, std::string>> Colours() {
  std::vector<std::pair<std::string, std::string>> colours;
  for (const auto& [role, hex] : kRoleColours) {
    const std::string opaque = Colour(role);  // rgb '#000000NN'
    colours.emplace_back(opaque.substr(opaque.size() - 7),
                         absl::StrCat(absl::string_view(hex).substr(1), "'"));
  }
  return colours;
}

std::vector<std::string> Wrap(const std::string& text, int width) {
  std::vector<std::string> lines = {""};
  const size_t most = std::max<size_t>(20, width / kLetterWidth);
  for (const absl::string_view word : absl::StrSplit(text, ' ')) {
    if (!lines.back().empty() && lines.back().size() + 1 + word.size() > most) lines.emplace_back();
    absl::StrAppend(&lines.back(), lines.back().empty() ? "" : " ", word);
  }
  if (lines.back().empty()) lines.pop_back();
  return lines;
}

// Code points, as a fair guess of letters.
size_t Points(const std::string& text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; });
}

std::string ScreenLabel(int tag, const std::string& token, int height, int x, int width, int y,
                        const std::string& look) {
  return absl::StrFormat("set label %d %s at screen %.4f, screen %.4f left %s", kFrameTag + tag,
                         token, double(x) / width, 1 - double(y) / height, look);
}

}  // namespace

std::string RoleColour(absl::string_view role) {
  for (const auto& [name, hex] : kRoleColours) {
    if (role == name) return hex;
  }
  return kRoleColours[0].second;
}

absl::StatusOr<std::string> DrawFile(const Plot& plot, absl::string_view format) {
  std::vector<std::pair<std::string, std::string>> replaced, in_tics;
  if (format != "svg") {
    for (const auto& [token, label] : Tokens(plot)) {
      replaced.emplace_back(token, Quoted(label));
      // Labels of tics are formats of their positions.
      in_tics.emplace_back(token, absl::StrReplaceAll(replaced.back().second, {{"%", "%%"}}));
    }
  }
  const std::vector<std::pair<std::string, std::string>> colours = Colours();
  std::string script =
      absl::StrCat("set encoding utf8\nset datafile separator tab missing '?'\nset terminal ",
                   Terminal(plot, format), "\n", DataBlocks(plot.data));
  for (const std::string& line : plot.script) {
    const bool tics = absl::StartsWith(line, "set xtics") || absl::StartsWith(line, "set ytics");
    absl::StrAppend(
        &script, absl::StrReplaceAll(absl::StrReplaceAll(line, colours), tics ? in_tics : replaced),
        "\n");
  }
  script += "set output\n";
  ASSIGN_OR_RETURN(const std::string bytes, RunGnuplot(script));
  RETURN_IF_ERROR(CheckDrawing(bytes, format));
  if (format != "svg") return bytes;
  std::vector<std::pair<std::string, std::string>> labels;
  for (const auto& [token, label] : Tokens(plot)) {
    labels.emplace_back(absl::StrCat(">", token.substr(1, token.size() - 2), "<"),
                        absl::StrCat(">", EscapeHtml(label), "<"));
  }
  return absl::StrReplaceAll(bytes, labels);
}

Frame MakeFrame(const Figure& figure, int body_height, Plot* plot) {
  Frame frame;
  frame.width = plot->width;
  const std::vector<std::string> caption = Wrap(figure.caption, plot->width - 24);
  frame.above = kTitleHeight;
  frame.below = caption.empty() ? 0 : kLineHeight * static_cast<int>(caption.size()) + 12;
  frame.height = plot->height = frame.above + body_height + frame.below;
  frame.script.push_back(ScreenLabel(0, LabelToken(figure.title, plot), frame.height, 12,
                                     frame.width, 20,
                                     absl::StrCat("font ',15' textcolor ", Colour("ink"))));
  for (size_t i = 0; i < caption.size(); ++i) {
    const int y = frame.above + body_height + 10 + kLineHeight * static_cast<int>(i);
    frame.script.push_back(ScreenLabel(1 + static_cast<int>(i), LabelToken(caption[i], plot),
                                       frame.height, 12, frame.width, y,
                                       absl::StrCat("font ',11' textcolor ", Colour("muted"))));
  }
  return frame;
}

std::vector<std::string> PanelMargins(const Frame& frame, int left, int right, int top,
                                      int bottom) {
  const double w = frame.width, h = frame.height;
  return {absl::StrFormat("set lmargin at screen %.4f", left / w),
          absl::StrFormat("set rmargin at screen %.4f", right / w),
          absl::StrFormat("set tmargin at screen %.4f", 1 - (frame.above + top) / h),
          absl::StrFormat("set bmargin at screen %.4f", 1 - (frame.above + bottom) / h)};
}

Plot Framed(const Figure& figure, const std::vector<std::string>& legend) {
  Plot plot = figure.plot;
  const int body = plot.height + 18;
  int x = 12, y = kTitleHeight + 8;
  std::vector<std::tuple<std::string, std::string, int, int>> names;
  for (size_t i = 0; i < legend.size(); ++i) {
    const std::string name = absl::StrCat("■ ", legend[i]);
    const int wide = 20 + static_cast<int>(8.6 * Points(name));
    if (x > 12 && x + wide > plot.width) {
      x = 12;
      y += kLineHeight;
    }
    names.emplace_back(LabelToken(name, &plot), SeriesRole(static_cast<int>(i)), x, y);
    x += wide;
  }
  const int legend_height = legend.empty() ? 0 : y + kLineHeight - kTitleHeight;
  const Frame frame = MakeFrame(figure, legend_height + body, &plot);
  std::vector<std::string> script = frame.script;
  int tag = 50;
  for (const auto& [token, role, at_x, at_y] : names) {
    script.push_back(ScreenLabel(tag++, token, frame.height, at_x, frame.width, at_y,
                                 absl::StrCat("font ',12' textcolor ", Colour(role))));
  }
  const double h = frame.height;
  script.push_back(
      absl::StrFormat("set tmargin at screen %.4f", 1 - (frame.above + legend_height + 8) / h));
  script.push_back(absl::StrFormat("set bmargin at screen %.4f",
                                   1 - (frame.above + legend_height + body - kUnderAxes) / h));
  plot.script.insert(plot.script.begin(), script.begin(), script.end());
  return plot;
}

}  // namespace auricle
