// SPDX-License-Identifier: Apache-2.0
#include "lib/report/study/published.h"

#include <cmath>
#include <set>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"

namespace auricle {
namespace {

constexpr char kNames[] = "kind\ttarget\tpretraining\tgroup\tpart\tat_layer\tvalue";

absl::StatusOr<PublishedFigure> ParseLine(absl::string_view line) {
  const std::vector<std::string> cells = absl::StrSplit(line, '\t');
  if (cells.size() != 7) {
    return absl::InvalidArgumentError(absl::StrCat("has ", cells.size(), " cells, want 7"));
  }
  PublishedFigure figure = {cells[0], cells[1], cells[2], cells[3], cells[4], -1, 0};
  const std::set<std::string> kinds = {"baseline", "boost", "headline", "layer"};
  if (kinds.count(figure.kind) == 0) {
    return absl::InvalidArgumentError(absl::StrCat("kind '", EscapeForTerminal(figure.kind),
                                                   "' is none of ", absl::StrJoin(kinds, ", ")));
  }
  const bool layer = figure.kind == "layer";
  if (layer != !cells[5].empty() ||
      (layer && (!absl::SimpleAtoi(cells[5], &figure.at_layer) || figure.at_layer < 0))) {
    return absl::InvalidArgumentError("a layer, and nothing else, has an at_layer, 0 or more");
  }
  if (!absl::SimpleAtod(cells[6], &figure.value) || !std::isfinite(figure.value)) {
    return absl::InvalidArgumentError(
        absl::StrCat("value '", EscapeForTerminal(cells[6]), "' is no number"));
  }
  return figure;
}

}  // namespace

absl::StatusOr<std::vector<PublishedFigure>> ParsePublished(const std::string& text) {
  std::vector<PublishedFigure> figures;
  int number = 0;
  bool named = false;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    if (line.empty() || line[0] == '#') continue;
    if (!named) {
      if (line != kNames) {
        return absl::InvalidArgumentError(
            absl::StrCat("line ", number, ": the names of the columns are not ",
                         absl::StrJoin(absl::StrSplit(kNames, '\t'), ", ")));
      }
      named = true;
      continue;
    }
    absl::StatusOr<PublishedFigure> figure = ParseLine(line);
    RETURN_IF_ERROR(Annotate(figure.status(), absl::StrCat("line ", number)));
    figures.push_back(*std::move(figure));
  }
  if (figures.empty()) return absl::InvalidArgumentError("there are no published figures in it");
  return figures;
}

}  // namespace auricle
