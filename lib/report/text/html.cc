// SPDX-License-Identifier: Apache-2.0
#include "lib/report/text/html.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "lib/base/status_macros.h"
#include "lib/report/text/escape.h"
#include "lib/report/text/html_style.h"

namespace auricle {
namespace {

// The point shapes that gnuplot refers to by these names, once for all figures of the page.
constexpr char kShapes[] =
    "<svg width=\"0\" height=\"0\" style=\"position:absolute\" aria-hidden=\"true\"><defs>"
    "<circle id=\"gpDot\" r=\"0.5\" stroke-width=\"0.5\" stroke=\"currentColor\"/>"
    "<circle id=\"gpPt6\" r=\"1\" fill=\"currentColor\" stroke=\"none\"/></defs></svg>\n";

// Nothing may be loaded or run, should an escape ever be forgotten.
constexpr char kHead[] =
    "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
    "style-src 'unsafe-inline'\">\n";

// A name of a row so short is not broken, however many columns press on it.
constexpr size_t kShortName = 24;

std::string CellHtml(const Cell& cell, const Column& column, bool first) {
  std::string attributes;
  std::string classes =
      first ? (cell.text.size() <= kShortName ? "n" : "") : (column.number ? "" : "l");
  if (cell.shade >= 0) {
    // Half opaque at most: ink stays legible on it, by day and by night.
    const double alpha = 0.55 * std::min(1.0, std::max(0.0, cell.shade));
    absl::StrAppendFormat(&attributes, " style=\"--a:%.2f\"", alpha);
    absl::StrAppend(&classes, classes.empty() ? "" : " ", "h");
  }
  if (!classes.empty()) absl::StrAppend(&attributes, " class=\"", classes, "\"");
  if (!cell.hover.empty()) {
    absl::StrAppend(&attributes, " title=\"", EscapeHtml(cell.hover), "\"");
  }
  std::string text = EscapeHtml(cell.text);
  if (cell.strong) text = absl::StrCat("<b>", text, "</b>");
  return first ? absl::StrCat("<th scope=\"row\"", attributes, ">", text, "</th>")
               : absl::StrCat("<td", attributes, ">", text, "</td>");
}

// Titles that columns share, each over its columns; empty if there are none.
std::string SharedTitles(const std::vector<Column>& columns) {
  std::string out;
  bool any = false;
  for (size_t c = 0, end; c < columns.size(); c = end) {
    for (end = c + 1; end < columns.size() && !columns[c].over.empty() &&
                      columns[end].over == columns[c].over;) {
      ++end;
    }
    any |= !columns[c].over.empty();
    absl::StrAppend(&out, "<th", columns[c].over.empty() ? "" : " class=\"o\"", " colspan=\"",
                    end - c, "\">", EscapeHtml(columns[c].over), "</th>");
  }
  return any ? absl::StrCat("<tr>", out, "</tr>\n") : "";
}

std::string TableHtml(const Table& table) {
  std::string out =
      absl::StrCat("<div class=\"scroll\"><table", table.matrix ? " class=\"matrix\"" : "", ">\n");
  if (!table.caption.empty()) {
    absl::StrAppend(&out, "<caption>", EscapeHtml(table.caption), "</caption>\n");
  }
  absl::StrAppend(&out, "<thead>", SharedTitles(table.columns), "<tr>");
  for (const Column& column : table.columns) {
    absl::StrAppend(&out, "<th scope=\"col\"", column.number ? "" : " class=\"l\"", ">",
                    EscapeHtml(column.title), "</th>");
  }
  out += "</tr></thead>\n<tbody>\n";
  for (const std::vector<Cell>& row : table.rows) {
    out += "<tr>";
    for (size_t c = 0; c < row.size(); ++c) {
      out += CellHtml(row[c], table.columns[c], c == 0);
    }
    out += "</tr>\n";
  }
  return out + "</tbody></table></div>\n";
}

std::string FigureHtml(const Figure& figure, std::string svg) {
  // Who does not see the drawing hears its name.
  const size_t at = svg.find(" role=\"img\"");
  if (at != std::string::npos) {
    svg.insert(at, absl::StrCat(" aria-label=\"", EscapeHtml(figure.title), "\""));
  }
  std::string caption = EscapeHtml(figure.title);
  if (!figure.caption.empty()) {
    absl::StrAppend(&caption, "<small>", EscapeHtml(figure.caption), "</small>");
  }
  return absl::StrCat("<figure><figcaption>", caption, "</figcaption>\n", svg, "</figure>\n");
}

std::string LegendHtml(const std::vector<std::string>& names) {
  std::string out = "<ul class=\"legend\">";
  for (size_t i = 0; i < names.size(); ++i) {
    absl::StrAppend(&out, "<li><i style=\"background:var(--series", i % kSeriesColours, ")\"></i>",
                    EscapeHtml(names[i]), "</li>");
  }
  return out + "</ul>\n";
}

const char* ToneClass(Tone tone) {
  switch (tone) {
    case Tone::kBetter:
      return " better";
    case Tone::kWorse:
      return " worse";
    default:
      return "";
  }
}

std::string BlockHtml(const Block& block, std::vector<std::string>::const_iterator* svg) {
  std::string out;
  switch (block.kind) {
    case Block::Kind::kHeading:
      return absl::StrCat("<h", block.level, ">", EscapeHtml(block.text), "</h", block.level,
                          ">\n");
    case Block::Kind::kText:
      return absl::StrCat("<p class=\"", block.tone == Tone::kWarning ? "warning" : "note", "\">",
                          EscapeHtml(block.text), "</p>\n");
    case Block::Kind::kVerdict:
      return absl::StrCat("<p class=\"verdict", ToneClass(block.tone), "\"><b>",
                          EscapeHtml(block.lead), "</b> ", EscapeHtml(block.text), "</p>\n");
    case Block::Kind::kTable:
      for (const Table& table : block.tables) out += TableHtml(table);
      return block.tables.size() > 1 ? absl::StrCat("<div class=\"grid\">\n", out, "</div>\n")
                                     : out;
    case Block::Kind::kFigures:
      for (const Figure& figure : block.figures) out += FigureHtml(figure, *(*svg)++);
      return absl::StrCat("<div class=\"figures\">\n", out, "</div>\n");
    case Block::Kind::kLegend:
      return LegendHtml(block.legend);
    case Block::Kind::kOpen:
      return absl::StrCat("<details><summary>", EscapeHtml(block.text), "</summary>\n");
    case Block::Kind::kClose:
      return "</details>\n";
  }
  return out;
}

}  // namespace

absl::StatusOr<std::string> RenderHtml(const Document& document) {
  std::vector<Plot> plots;
  for (const Block& block : document.blocks) {
    for (const Figure& figure : block.figures) plots.push_back(figure.plot);
  }
  ASSIGN_OR_RETURN(const std::vector<std::string> svgs, DrawSvg(plots));
  std::string out = absl::StrCat(kHead, "<title>", EscapeHtml(document.title), "</title>\n<style>",
                                 kStyle, "</style>\n<body>\n", kShapes, "<header><h1>",
                                 EscapeHtml(document.title), "</h1>\n<p class=\"sub\">",
                                 EscapeHtml(document.subtitle), "</p></header>\n<main>\n");
  auto svg = svgs.begin();
  for (const Block& block : document.blocks) out += BlockHtml(block, &svg);
  return out +
         "</main>\n<footer>Made by Auricle's report from results of evaluate.</footer>\n</body>\n"
         "</html>\n";
}

}  // namespace auricle
