// SPDX-License-Identifier: Apache-2.0
#include "lib/evaluate/summary.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
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

// "two (3)": the class that items of `truth` are most often taken for.
std::string TakenFor(const Evaluation& evaluation, int truth) {
  const RunInfo& run = evaluation.header.run();
  int most = -1;
  int64_t count = 0;
  for (int d = 0; d < run.classes_size(); ++d) {
    const int64_t here = evaluation.confusion.counts(truth * run.classes_size() + d);
    if (d != truth && here > count) {
      most = d;
      count = here;
    }
  }
  return most < 0 ? "" : absl::StrCat(EscapeForTerminal(run.classes(most)), " (", count, ")");
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

// The figures `names` of `of`, in their order.
Row Figures(const Evaluation& evaluation, const std::string& of,
            const std::vector<std::string>& names) {
  Row row;
  for (const std::string& name : names) {
    double value = std::nan("");
    for (const Metric& metric : evaluation.metrics) {
      if (metric.of() == of && metric.name() == name) value = metric.value();
    }
    row.push_back(Number(value));
  }
  return row;
}

std::string ClassTable(const Evaluation& evaluation) {
  const RunInfo& run = evaluation.header.run();
  ConfusionMatrix confusion(run.classes_size());
  confusion.counts = {evaluation.confusion.counts().begin(), evaluation.confusion.counts().end()};
  std::vector<Row> rows;
  std::vector<double> f1;
  int c = 0;
  for (const ClassScores& s : ScoreClasses(confusion)) {
    const std::string& name = run.classes(c);
    rows.push_back({EscapeForTerminal(name), absl::StrCat(s.items), Number(s.recall),
                    Number(s.precision), Number(s.f1)});
    for (const std::string& area :
         Figures(evaluation, absl::StrCat("class:", name), {kRocAuc, kPrAuc})) {
      rows.back().push_back(area);
    }
    rows.back().push_back(TakenFor(evaluation, c));
    f1.push_back(s.f1);
    ++c;
  }
  const std::string note = Shorten(f1, &rows);
  rows.insert(rows.begin(), {"class", "items", "recall", "precision", "F1", "ROC AUC", "PR AUC",
                             "most often taken for"});
  return absl::StrCat("\n", Align(rows), note);
}

std::string CorpusTable(const Evaluation& evaluation) {
  const std::vector<std::string> names = {"accuracy", "uar", "macro_f1", kRocAuc, kPrAuc};
  std::vector<Row> rows = {{"corpus", "items"}};
  for (const std::string& name : names) rows[0].push_back(MetricTitle(name));
  for (const std::string& corpus : evaluation.header.run().joint()) {
    const std::string of = absl::StrCat("corpus:", corpus);
    Row row = {EscapeForTerminal(corpus), "–"};
    for (const Metric& metric : evaluation.metrics) {
      if (metric.of() == of && metric.name() == "accuracy") row[1] = absl::StrCat(metric.n());
    }
    for (const std::string& figure : Figures(evaluation, of, names)) row.push_back(figure);
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
  return absl::StrCat(text, ClassTable(evaluation), GroupTable(evaluation));
}

}  // namespace auricle
