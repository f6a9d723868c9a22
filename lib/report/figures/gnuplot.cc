// SPDX-License-Identifier: Apache-2.0
#include "lib/report/figures/gnuplot.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/report/figures/gnuplot_process.h"
#include "lib/report/text/escape.h"

namespace auricle {
namespace {

// Roles by the last byte of the colour that gnuplot is told.
const char* const kRoles[] = {"",        "ink",     "grid",    "muted",   "zero",
                              "series0", "series1", "series2", "series3", "series4",
                              "series5", "series6", "series7"};

// rgb(  0,   0,   5) → var(--series0); other colours (black, the background) are of nothing drawn.
std::string NameColours(absl::string_view svg) {
  std::string out;
  while (!svg.empty()) {
    const size_t at = svg.find("rgb(");
    out.append(svg.substr(0, at).data(), std::min(at, svg.size()));
    if (at == absl::string_view::npos) break;
    svg.remove_prefix(at);
    const size_t close = svg.find(')');
    const std::vector<std::string> parts =
        absl::StrSplit(svg.substr(4, close - 4), absl::ByAnyChar(", "), absl::SkipEmpty());
    int role = 0;
    const bool ours = parts.size() == 3 && parts[0] == "0" && parts[1] == "0" &&
                      absl::SimpleAtoi(parts[2], &role) && role > 0 &&
                      role < static_cast<int>(std::size(kRoles));
    absl::StrAppend(&out, "var(--", ours ? kRoles[role] : "ink", ")");
    svg.remove_prefix(close + 1);
  }
  return out;
}

// What of gnuplot's file belongs into a page: the drawing, without its own definitions, hover
// titles and empty groups.
std::string Clean(const std::string& file, const Plot& plot) {
  std::string body;
  bool definitions = false;
  std::string open_group;
  for (const absl::string_view whole : absl::StrSplit(file, '\n')) {
    const absl::string_view line = absl::StripAsciiWhitespace(whole);
    if (absl::StartsWith(line, "<defs>")) definitions = true;
    const bool skip =
        definitions || line.empty() || absl::StartsWith(line, "<rect x=\"0\" y=\"0\"");
    if (absl::StartsWith(line, "</defs>")) definitions = false;
    if (skip) continue;
    std::string kept(line);
    if (const size_t title = kept.find("<title>"); title != std::string::npos) {
      kept.erase(title, kept.find("</title>") + 8 - title);
    }
    if (const size_t id = kept.find(" id=\""); id != std::string::npos) {
      kept.erase(id, kept.find('"', id + 5) + 1 - id);
    }
    absl::StrAppend(&body, kept, "\n");
  }
  body.erase(0, std::min(body.find("<g>"), body.size()));  // The canvas, without its id.
  const std::string empty_end = "miter\">\n</g>\n";
  for (size_t at; (at = body.find(empty_end)) != std::string::npos;) {
    const size_t from = body.rfind("<g ", at);
    body.erase(from, at + empty_end.size() - from);
  }
  std::vector<std::pair<std::string, std::string>> labels;
  for (size_t i = 0; i < plot.labels.size(); ++i) {
    Plot probe;
    probe.labels.assign(plot.labels.begin(), plot.labels.begin() + i);
    const std::string quoted = LabelToken(plot.labels[i], &probe);
    labels.emplace_back(absl::StrCat(">", quoted.substr(1, quoted.size() - 2), "<"),
                        absl::StrCat(">", EscapeHtml(plot.labels[i]), "<"));
  }
  return absl::StrReplaceAll(
      absl::StrFormat("<svg viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">\n%s",
                      plot.width, plot.height, plot.width, plot.height, NameColours(body)),
      labels);
}

}  // namespace

std::string LabelToken(const std::string& label, Plot* plot) {
  const std::string shown = EscapeForTerminal(label);
  const size_t width =
      std::count_if(shown.begin(), shown.end(), [](char c) { return (c & 0xc0) != 0x80; });
  std::string token = absl::StrCat("q", plot->labels.size(), "q");
  if (token.size() < width) token.append(width - token.size(), 'n');
  plot->labels.push_back(label);
  return absl::StrCat("'", token, "'");
}

std::string Colour(const std::string& role, double opacity) {
  const auto found = std::find(std::begin(kRoles), std::end(kRoles), role);
  const int index = found == std::end(kRoles) ? 1 : static_cast<int>(found - std::begin(kRoles));
  return absl::StrFormat("rgb '#%02x0000%02x'", static_cast<int>(255 * (1 - opacity)), index);
}

absl::StatusOr<std::vector<std::string>> DrawSvg(absl::Span<const Plot> plots) {
  std::vector<std::string> out;
  if (plots.empty()) return out;
  std::string script = "set encoding utf8\n";
  for (const Plot& plot : plots) {
    absl::StrAppendFormat(&script,
                          "reset\nset datafile separator tab missing '?'\nset terminal svg size "
                          "%d,%d font 'sans-serif,13' noenhanced "
                          "dynamic background rgb '#fefefe'\n",
                          plot.width, plot.height);
    absl::StrAppend(&script, DataBlocks(plot.data), absl::StrJoin(plot.script, "\n"),
                    "\nset output\n");
  }
  ASSIGN_OR_RETURN(const std::string drawn, RunGnuplot(script));
  constexpr absl::string_view kEnd = "</svg>";
  absl::string_view left = drawn;
  for (const Plot& plot : plots) {
    const size_t end = left.find(kEnd);
    const absl::string_view svg =
        end == absl::string_view::npos ? left : left.substr(0, end + kEnd.size());
    RETURN_IF_ERROR(CheckDrawing(svg, "svg"));
    out.push_back(Clean(std::string(svg), plot));
    left.remove_prefix(svg.size());
  }
  return out;
}

}  // namespace auricle
