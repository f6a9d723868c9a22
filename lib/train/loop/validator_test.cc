// SPDX-License-Identifier: Apache-2.0
#include "lib/train/loop/validator.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

namespace auricle {
namespace {

// Of items "i0" … with these labels and the classes a, b.
TargetTable Table(const std::vector<Label>& labels) {
  std::vector<StoredItem> items(labels.size());
  for (size_t i = 0; i < labels.size(); ++i) {
    items[i].id = "i" + std::to_string(i);
    items[i].labels = {labels[i]};
  }
  const auto table = TargetTable::Create("task", {"a", "b"}, items, 0);
  EXPECT_TRUE(table.ok()) << table.status();
  return *table;
}

// Where no times are looked at.
const StoredItems& NoItems() {
  static const auto* const items = new StoredItems;
  return *items;
}

Label Tags(const std::vector<std::string>& names) {
  Label label;
  label.mutable_tags();
  for (const std::string& name : names) label.mutable_tags()->add_names(name);
  return label;
}

std::map<std::string, double> Figures(const Validator& validator) {
  std::map<std::string, double> figures;
  for (const Figure& figure : validator.Finish()) {
    EXPECT_EQ(figure.higher_is_better, figure.name != "loss");
    figures[figure.name] = figure.value;
  }
  return figures;
}

HeadScores Scores(const std::vector<float>& items) { return {items, {}}; }

TEST(Validator, OfTagsRanksEachTagAndCountsDecisions) {
  const TargetTable table = Table({Tags({"a"}), Tags({"a", "b"}), Tags({}), Tags({"b"})});
  const auto validator = MakeValidator(NoItems(), table, Head());
  validator->Add(0, {}, Scores({2, -2}));
  validator->Add(1, {}, Scores({-1, 1}));
  validator->Add(2, {}, Scores({1, -1}));
  validator->Add(3, {}, Scores({-2, 2}));
  const auto figures = Figures(*validator);
  // a: found in the order 0 (yes), 2 (no), 1 (yes), 3: precision 1 and 2/3; b: 3 and 1 first.
  EXPECT_NEAR(figures.at("map"), ((1 + 2.0 / 3) / 2 + 1) / 2, 1e-12);
  // Said: a of 0 and 2, b of 1 and 3; true: a of 0 and 1, b of 1 and 3.
  EXPECT_NEAR(figures.at("micro_f1"), 2.0 * 3 / 8, 1e-12);
  EXPECT_NEAR(figures.at("macro_f1"), (0.5 + 1) / 2, 1e-12);
  const auto softplus = [](double x) { return std::log1p(std::exp(x)); };
  EXPECT_NEAR(figures.at("loss"), (softplus(-2) * 4 + softplus(1) * 2 + softplus(-1) * 2) / 8,
              1e-6);
}

TEST(Validator, OfTagsLooksAtNothingOutsideTheScope) {
  Label partly = Tags({"a"});
  partly.add_scope("a");
  const TargetTable table = Table({partly, Tags({"b"})});
  const auto validator = MakeValidator(NoItems(), table, Head());
  validator->Add(0, {}, Scores({3, 50}));
  validator->Add(1, {}, Scores({-3, 3}));
  EXPECT_NEAR(Figures(*validator).at("loss"), std::log1p(std::exp(-3)), 1e-6);
}

TEST(Validator, OfEventsComparesFramesAtTheNetworksRate) {
  Label label;
  auto* event = label.mutable_events()->add_events();
  event->set_name("b");
  event->set_onset_s(0.2);
  event->set_offset_s(0.4);
  const TargetTable table = Table({label, Tags({"a"})});
  StoredItems items;
  items.items.resize(2);
  for (StoredItem& item : items.items) {
    item.frames = 10;
    item.hop_s = 0.05;
  }
  Head head;
  head.set_level(Head::FRAME);
  const auto validator = MakeValidator(items, table, head);
  Window window;
  window.frames = window.valid = 10;  // Half a second.
  HeadScores scores;
  scores.items = {-3, 3};
  scores.frames = {{-9, -9, -9, -9, -9, 9, -9, 9, -9, -9}};  // Frames of 0.1 s.
  scores.stride = 2;
  validator->Add(0, {window}, scores);
  HeadScores weak;
  weak.items = {3, -3};
  weak.frames = {std::vector<float>(10, 100)};  // When is not known: frames count nothing.
  validator->Add(1, {window}, weak);
  const auto figures = Figures(*validator);
  EXPECT_EQ(figures.at("frame_f1"), 1);
  EXPECT_NEAR(figures.at("loss"), std::log1p(std::exp(-9)), 1e-9);
  EXPECT_EQ(figures.at("map"), 1);
}

TEST(Validator, NamesAreThoseOfTheFigures) {
  const auto names = [](const Validator& validator) {
    std::vector<std::string> found;
    for (const Figure& figure : validator.Finish()) found.push_back(figure.name);
    return found;
  };
  const TargetTable tags = Table({Tags({"a"}), Tags({"b"})});
  EXPECT_EQ(names(*MakeValidator(NoItems(), tags, Head())), FigureNames(TargetKind::kTags));
  Label a, b;
  a.set_name("a");
  b.set_name("b");
  const TargetTable classes = Table({a, b});
  const auto validator = MakeValidator(NoItems(), classes, Head());
  validator->Add(0, {}, Scores({1, 0}));
  EXPECT_EQ(names(*validator), FigureNames(TargetKind::kClasses));
}

}  // namespace
}  // namespace auricle
