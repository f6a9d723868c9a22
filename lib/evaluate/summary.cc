// SPDX-License-Identifier: Apache-2.0
#include "lib/evaluate/summary.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "lib/base/text.h"
#include "lib/evaluate/score.h"
#include "lib/metrics/classify.h"

namespace auricle {
namespace {

constexpr size_t kMostRows = 30;
constexpr size_t kWorstRows = 10;

using Row = std::vector<std::string>;

// Code points, as a fair guess of columns.
size_t Width(const std::string& text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; });
}

// First and last column to the left, numbers between to the right.
std::string Align(const std::vector<Row>& rows) {
  std::vector<size_t> widths;
  for (const Row& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], Width(row[c]));
  }
  std::string out;
  for (const Row& row : rows) {
    std::string line;
    for (size_t c = 0; c < row.size(); ++c) {
      const std::string pad(widths[c] - Width(row[c]), ' ');
      const bool left = c == 0 || c + 1 == widths.size();
      absl::StrAppend(&line, "  ", left ? row[c] + pad : pad + row[c]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    absl::StrAppend(&out, line, "\n");
  }
  return out;
}

std::string Number(double value) {
  return std::isnan(value) ? "–" : absl::StrFormat("%.3f", value);
}

std::string Range(const Metric& metric) {
  return std::isnan(metric.low()) ? ""
                                  : absl::StrFormat("(%.3f … %.3f)", metric.low(), metric.high());
}

// What was decided of items of each class, from the confusion.
struct Decided {
  std::vector<ClassScores> scores;
  std::vector<std::pair<int, int64_t>> taken_for;  // [class]: most often, and how often; -1: never.
};

Decided Count(const Evaluation& evaluation) {
  const int64_t classes = evaluation.header.run().classes_size();
  const Confusion& confusion = evaluation.confusion;
  Decided decided;
  std::vector<ClassScores>& counts = decided.scores;
  counts.resize(classes);
  decided.taken_for.assign(classes, {-1, 0});
  for (int i = 0; i < confusion.counts_size(); ++i) {
    const int64_t cell = confusion.cells_size() > 0 ? confusion.cells(i) : i;
    const int64_t truth = cell / classes, decision = cell % classes, count = confusion.counts(i);
    counts[truth].items += count;
    counts[decision].decided += count;
    if (truth == decision) {
      counts[truth].hits += count;
    } else if (count > decided.taken_for[truth].second) {
      decided.taken_for[truth] = {static_cast<int>(decision), count};
    }
  }
  FillScores(&counts);
  return decided;
}

// Keeps the worst rows by `scores` where there are too many; says so.
std::string Shorten(const std::vector<double>& scores, std::vector<Row>* rows) {
  if (rows->size() <= kMostRows) return "";
  std::vector<size_t> order(rows->size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto score = [&](size_t i) { return std::isnan(scores[i]) ? 2 : scores[i]; };
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return score(a) < score(b); });
  const size_t all = rows->size();
  std::vector<Row> kept;
  for (size_t i = 0; i < kWorstRows; ++i) kept.push_back((*rows)[order[i]]);
  *rows = kept;
  return absl::StrCat("  (the ", kWorstRows, " worst of ", all, ")\n");
}

// Values of figures by what they are of and their name.
using Values = std::map<std::pair<std::string, std::string>, double>;

Values ValuesOf(const Evaluation& evaluation) {
  Values values;
  for (const Metric& metric : evaluation.metrics) {
    values[{metric.of(), metric.name()}] = metric.value();
  }
  return values;
}

// The figures `names` of `of`, in their order.
Row Figures(const Values& values, const std::string& of, const std::vector<std::string>& names) {
  Row row;
  for (const std::string& name : names) {
    const auto found = values.find({of, name});
    row.push_back(Number(found == values.end() ? std::nan("") : found->second));
  }
  return row;
}

std::string ClassTable(const Evaluation& evaluation) {
  const RunInfo& run = evaluation.header.run();
  const Decided decided = Count(evaluation);
  const Values values = ValuesOf(evaluation);
  std::vector<Row> rows;
  std::vector<double> f1;
  for (int c = 0; c < run.classes_size(); ++c) {
    const ClassScores& s = decided.scores[c];
    const std::string& name = run.classes(c);
    rows.push_back({EscapeForTerminal(name), absl::StrCat(s.items), Number(s.recall),
                    Number(s.precision), Number(s.f1)});
    for (const std::string& area :
         Figures(values, absl::StrCat("class:", name), {kRocAuc, kPrAuc})) {
      rows.back().push_back(area);
    }
    const auto [other, count] = decided.taken_for[c];
    rows.back().push_back(
        other < 0 ? "" : absl::StrCat(EscapeForTerminal(run.classes(other)), " (", count, ")"));
    f1.push_back(s.f1);
  }
  const std::string note = Shorten(f1, &rows);
  rows.insert(rows.begin(), {"class", "items", "recall", "precision", "F1", "ROC AUC", "PR AUC",
                             "most often taken for"});
  return absl::StrCat("\n", Align(rows), note);
}

// Of tags: how many items have each, and how well it is told.
std::string TagTable(const Evaluation& evaluation) {
  const RunInfo& run = evaluation.header.run();
  std::vector<int64_t> items(run.classes_size());
  for (const Outcome& outcome : evaluation.outcomes) {
    for (const int tag : outcome.tags()) ++items[tag];
  }
  const Values values = ValuesOf(evaluation);
  std::vector<Row> rows;
  std::vector<double> f1;
  for (int c = 0; c < run.classes_size(); ++c) {
    const std::string of = absl::StrCat("class:", run.classes(c));
    rows.push_back({EscapeForTerminal(run.classes(c)), absl::StrCat(items[c])});
    for (const std::string& figure :
         Figures(values, of, {"recall", "precision", "f1", kRocAuc, kPrAuc})) {
      rows.back().push_back(figure);
    }
    const auto found = values.find({of, "f1"});
    f1.push_back(found == values.end() ? std::nan("") : found->second);
  }
  const std::string note = Shorten(f1, &rows);
  rows.insert(rows.begin(), {"tag", "items", "recall", "precision", "F1", "ROC AUC", "PR AUC"});
  return absl::StrCat("\n", Align(rows), note);
}

std::string CorpusTable(const Evaluation& evaluation) {
  const std::vector<std::string> names = {"accuracy", "uar", "macro_f1", kRocAuc, kPrAuc};
  const Values values = ValuesOf(evaluation);
  std::vector<Row> rows = {{"corpus", "items"}};
  for (const std::string& name : names) rows[0].push_back(MetricTitle(name));
  for (const std::string& corpus : evaluation.header.run().joint()) {
    const std::string of = absl::StrCat("corpus:", corpus);
    Row row = {EscapeForTerminal(corpus), "–"};
    for (const Metric& metric : evaluation.metrics) {
      if (metric.of() == of && metric.name() == "accuracy") row[1] = absl::StrCat(metric.n());
    }
    for (const std::string& figure : Figures(values, of, names)) row.push_back(figure);
    rows.push_back(row);
  }
  return absl::StrCat("\n", Align(rows));
}

std::string GroupTable(const Evaluation& evaluation) {
  const std::string& by = evaluation.header.run().group_by();
  const std::string prefix = absl::StrCat("group:", by, "=");
  std::vector<Row> rows;
  std::vector<double> accuracies;
  for (const Metric& metric : evaluation.metrics) {
    if (!absl::StartsWith(metric.of(), prefix)) continue;
    if (metric.name() == "accuracy") {
      rows.push_back({EscapeForTerminal(metric.of().substr(prefix.size())),
                      absl::StrCat(metric.n()), Number(metric.value())});
      accuracies.push_back(metric.value());
    } else {
      rows.back().push_back(Number(metric.value()));
    }
  }
  if (rows.empty()) return "";
  const std::string note = Shorten(accuracies, &rows);
  rows.insert(rows.begin(), {EscapeForTerminal(by), "items", "accuracy", "UAR", "macro F1"});
  return absl::StrCat("\n", Align(rows), note);
}

std::string Heading(const RunInfo& run, int64_t groups) {
  const bool joint = run.joint_size() > 0;
  std::string text = EscapeForTerminal(run.task().empty() ? "several tasks" : run.task());
  if (!run.corpus().empty()) absl::StrAppend(&text, " on ", EscapeForTerminal(run.corpus()));
  absl::StrAppend(&text, ", run '", EscapeForTerminal(run.name()), "'");
  if (!run.split().empty()) absl::StrAppend(&text, ", ", run.split());
  if (!run.plan().empty()) absl::StrAppend(&text, " of plan '", EscapeForTerminal(run.plan()), "'");
  absl::StrAppend(&text, ", seed ", run.seed(), ": ", run.items(), " items");
  if (groups > 0) {
    const std::string by = run.group_by().empty() ? "" : absl::StrCat(" (", run.group_by(), ")");
    absl::StrAppend(&text, " in ", groups, " groups", EscapeForTerminal(by));
  }
  if (joint)
    return absl::StrCat(text, "; means over ", run.joint_size(),
                        run.task().empty() ? " tasks\n" : " corpora\n");
  return absl::StrCat(text, ", ", run.classes_size(), " classes\n");
}

// "accuracy", and what else it is.
std::string WholeTitle(const Metric& metric) {
  const std::string title = MetricTitle(metric.name());
  if (!metric.of().empty()) return absl::StrCat(title, " over ", metric.n(), " windows");
  return metric.name() == "accuracy" ? "accuracy = micro precision, recall, F1" : title;
}

}  // namespace

std::string SummaryText(const Evaluation& evaluation) {
  const RunInfo& run = evaluation.header.run();
  std::vector<Row> whole;
  int64_t groups = 0;
  for (const Metric& metric : evaluation.metrics) {
    if (!metric.of().empty() && metric.of() != kOfWindows) continue;
    groups = metric.groups();
    whole.push_back({WholeTitle(metric), Number(metric.value()), Range(metric)});
  }
  const std::string text = absl::StrCat(Heading(run, groups), Align(whole));
  if (run.joint_size() > 0) return text + CorpusTable(evaluation);
  if (run.tags()) return text + TagTable(evaluation);
  return absl::StrCat(text, ClassTable(evaluation), GroupTable(evaluation));
}

}  // namespace auricle
