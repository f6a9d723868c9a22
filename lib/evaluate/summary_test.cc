// SPDX-License-Identifier: Apache-2.0
#include "lib/evaluate/summary.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace auricle {
namespace {

using testing::HasSubstr;
using testing::Not;

void AddMetric(const std::string& name, const std::string& of, double value, Evaluation* e) {
  e->metrics.emplace_back();
  e->metrics.back().set_name(name);
  e->metrics.back().set_of(of);
  e->metrics.back().set_value(value);
  e->metrics.back().set_n(9);
}

Evaluation Classes(int classes) {
  Evaluation e;
  RunInfo& run = *e.header.mutable_run();
  run.set_task("emotion");
  run.set_name("adapters");
  run.set_corpus("emodb");
  for (int c = 0; c < classes; ++c) run.add_classes(absl::StrCat("class", c));
  for (int cell = 0; cell < classes * classes; ++cell) {
    // Class c is right c times and taken for the next once.
    const int truth = cell / classes, decision = cell % classes;
    e.confusion.add_counts(decision == truth ? truth : decision == (truth + 1) % classes);
  }
  AddMetric("accuracy", "", 0.5, &e);
  AddMetric("uar", "", 0.25, &e);
  AddMetric("roc_auc", "class:class1", 0.875, &e);
  return e;
}

TEST(Summary, SaysWhereAndWhatAndFindsMicroFigures) {
  const std::string text = SummaryText(Classes(3));
  EXPECT_THAT(text, HasSubstr("emotion on emodb, run 'adapters'"));
  EXPECT_THAT(text, HasSubstr("accuracy = micro precision, recall, F1  0.500"));
  EXPECT_THAT(text, HasSubstr("0.875"));
  EXPECT_THAT(text, HasSubstr("class2 (1)"));  // What class 1 is taken for.
}

TEST(Summary, OfManyClassesTheWorstAreShown) {
  const std::string text = SummaryText(Classes(40));
  EXPECT_THAT(text, HasSubstr("(the 10 worst of 40)"));
  EXPECT_THAT(text, HasSubstr("  class0 "));
  EXPECT_THAT(text, Not(HasSubstr("  class39 ")));
}

TEST(Summary, OfASparseConfusionIsThatOfTheMatrix) {
  const Evaluation dense = Classes(3);
  Evaluation sparse = dense;
  sparse.confusion.Clear();
  for (int cell = 0; cell < dense.confusion.counts_size(); ++cell) {
    if (dense.confusion.counts(cell) == 0) continue;
    sparse.confusion.add_cells(cell);
    sparse.confusion.add_counts(dense.confusion.counts(cell));
  }
  EXPECT_EQ(SummaryText(sparse), SummaryText(dense));
}

TEST(Summary, NamesFromDataDoNothingToTheTerminal) {
  Evaluation e = Classes(2);
  e.header.mutable_run()->set_classes(0, "\x1b[2Jx");
  e.header.mutable_run()->set_corpus("a\nb");
  const std::string text = SummaryText(e);
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, HasSubstr("a\\x0ab"));
}

TEST(Summary, JointFiguresHaveARowForEachCorpusAndNoClasses) {
  Evaluation e;
  e.header.mutable_run()->set_task("emotion");
  e.header.mutable_run()->add_joint("emodb");
  e.header.mutable_run()->add_joint("demos");
  AddMetric("uar", "", 0.5, &e);
  AddMetric("uar", "corpus:demos", 0.125, &e);
  const std::string text = SummaryText(e);
  EXPECT_THAT(text, HasSubstr("means over 2 corpora"));
  EXPECT_THAT(text, HasSubstr("0.125"));
  EXPECT_THAT(text, Not(HasSubstr("most often taken for")));
}

}  // namespace
}  // namespace auricle
