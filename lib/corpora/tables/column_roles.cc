// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/tables/column_roles.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "lib/base/alike.h"

namespace auricle {
namespace {

constexpr const char* kPartColumns[] = {"split", "subset",     "part", "partition",
                                        "set",   "data_split", "fold", "usage"};
constexpr const char* kFoldColumns[] = {"fold", "folds", "cv_fold", "fold_id"};
constexpr const char* kStretches[][2] = {{"onset", "offset"},
                                         {"onset_s", "offset_s"},
                                         {"start", "end"},
                                         {"start_s", "end_s"},
                                         {"start_time", "end_time"},
                                         {"start", "stop"},
                                         {"begin", "end"},
                                         {"begin_time", "end_time"},
                                         {"tmin", "tmax"},
                                         {"start_seconds", "end_seconds"},
                                         {"start_time_s", "end_time_s"},
                                         {"t_start", "t_end"}};

// The column called `name` in any case that has no other use, or "".
std::string Unused(const Table& table, const CorpusRequest& request, absl::string_view name) {
  for (const std::string& column : table.columns) {
    if (absl::EqualsIgnoreCase(column, name) && !IsUsed(request, column)) return column;
  }
  return "";
}

// The cells of `column` that are filled, without the spaces around them.
std::vector<absl::string_view> Values(const Table& table, const std::string& column) {
  std::vector<absl::string_view> values;
  const size_t at = table.Find(column);
  for (const Table::Row& row : table.rows) {
    if (at >= row.cells.size()) continue;
    const absl::string_view value = absl::StripAsciiWhitespace(row.cells[at]);
    if (!value.empty()) values.push_back(value);
  }
  return values;
}

constexpr char kNoParts[] = "no part at all";

// "" if all of the values name parts; kNoParts if none does; else the first that does not.
std::string NoPart(const Table& table, const std::string& column) {
  std::string other;
  bool any = false;
  for (const absl::string_view value : Values(table, column)) {
    if (PartFromName(value).ok()) {
      any = true;
    } else if (other.empty()) {
      other = std::string(value);
    }
  }
  return any ? other : kNoParts;
}

// With a decimal comma, too.
bool HoldsNumbers(const Table& table, const std::string& column) {
  const std::vector<absl::string_view> values = Values(table, column);
  double number = 0;
  return !values.empty() && std::all_of(values.begin(), values.end(), [&](absl::string_view value) {
    return absl::SimpleAtod(absl::StrReplaceAll(value, {{",", "."}}), &number);
  });
}

void ChooseParts(const Table& table, CorpusRequest* request, std::vector<std::string>* notes) {
  for (const char* name : kPartColumns) {
    const std::string column = Unused(table, *request, name);
    if (column.empty() || !request->split_column.empty() || request->parts_known) continue;
    if (const std::string other = NoPart(table, column); !other.empty()) {
      if (other == kNoParts) continue;
      notes->push_back(absl::StrCat("'", column,
                                    "' is a task, for not all of its values are parts "
                                    "of the data: '",
                                    ShowSpelling(other), "' is none"));
      continue;
    }
    request->split_column = column;
    notes->push_back(absl::StrCat(
        "'", column, "' names parts of the data: it is the plan official (--split_column=", column,
        "), which --plan=official takes; --tasks=… says which columns are labels instead"));
  }
  for (const char* name : kFoldColumns) {
    const std::string column = Unused(table, *request, name);
    if (column.empty()) continue;
    notes->push_back(absl::StrCat("'", column, "' is a task; split_dataset --hold_one_out --by=",
                                  column, " --plan=cv makes a plan of each, with it as the test"));
  }
}

// The labels in a cell, sorted; empty if it holds one.
std::vector<std::string> LabelsIn(absl::string_view cell, char separator) {
  std::vector<std::string> labels;
  for (const absl::string_view part : absl::StrSplit(cell, separator)) {
    labels.emplace_back(absl::StripAsciiWhitespace(part));
    if (labels.back().empty()) return {};
  }
  if (labels.size() < 2) return {};
  std::sort(labels.begin(), labels.end());
  return labels;
}

// A cell of several labels, or "": one of its labels stands in a cell of its own, or its labels
// stand in another order elsewhere.
std::string SeveralIn(const std::set<std::string>& values, char separator) {
  std::map<std::vector<std::string>, std::string> seen;
  for (const std::string& value : values) {
    const std::vector<std::string> labels = LabelsIn(value, separator);
    if (labels.empty()) continue;
    const bool alone = std::any_of(labels.begin(), labels.end(), [&](const std::string& label) {
      return values.count(label) > 0;
    });
    if (alone || !seen.emplace(labels, value).second) return value;
  }
  return "";
}

}  // namespace

bool IsUsed(const CorpusRequest& request, const std::string& column) {
  for (const std::string* used :
       {&request.file_column, &request.label_column, &request.id_column, &request.source_column,
        &request.split_column, &request.start_column, &request.end_column,
        &request.channel_column}) {
    if (!column.empty() && *used == column) return true;
  }
  return column.empty();
}

absl::Status ChooseRoles(const Table& table, CorpusRequest* request,
                         std::vector<std::string>* notes) {
  if (!request->tasks.empty()) return absl::OkStatus();
  ChooseParts(table, request, notes);
  if (!request->start_column.empty() || !request->end_column.empty()) return absl::OkStatus();
  for (const auto& names : kStretches) {
    const std::string start = Unused(table, *request, names[0]);
    const std::string end = Unused(table, *request, names[1]);
    if (start.empty() || end.empty()) continue;
    if (!HoldsNumbers(table, start) || !HoldsNumbers(table, end)) continue;
    std::vector<std::string> others;
    for (const std::string& column : table.columns) {
      const bool other = column == request->label_column || !IsUsed(*request, column);
      if (other && column != start && column != end && !column.empty()) others.push_back(column);
    }
    return absl::InvalidArgumentError(absl::StrCat(
        "'", start, "' and '", end,
        "' hold numbers. If they are seconds between which each row's "
        "label holds in its file, say --start_column=",
        start, " --end_column=", end, "; if not, name the columns that are labels: --tasks=",
        others.empty() ? start : absl::StrJoin(others, ",")));
  }
  return absl::OkStatus();
}

void NoteSeveralLabels(const Table& table, const CorpusRequest& request,
                       std::vector<std::string>* notes) {
  for (const std::string& column : table.columns) {
    const bool is_label = column == request.label_column && !column.empty();
    if (!is_label && IsUsed(request, column)) continue;
    const auto is_column = [&](const std::string& name) { return name == column; };
    if (std::any_of(request.tags.begin(), request.tags.end(), is_column)) continue;
    const bool wanted = is_label || request.tasks.empty() ||
                        std::any_of(request.tasks.begin(), request.tasks.end(), is_column);
    if (!wanted) continue;
    std::set<std::string> values;
    for (const absl::string_view value : Values(table, column)) values.emplace(value);
    for (const char separator : {',', ';', '|'}) {
      const std::string several = SeveralIn(values, separator);
      if (several.empty()) continue;
      notes->push_back(absl::StrCat(
          "warning: cells of '", column, "' hold several labels ('", ShowSpelling(several),
          "'), and each combination is a class of its own; --tags=", column,
          " takes them as a set of tags"));
      break;
    }
  }
}

}  // namespace auricle
