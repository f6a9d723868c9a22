// SPDX-License-Identifier: Apache-2.0
#include "lib/train/loop/batch_tensors.h"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

TargetTable Table(const std::vector<Label>& labels) {
  std::vector<StoredItem> items(labels.size());
  for (size_t i = 0; i < labels.size(); ++i) {
    items[i].id = "i" + std::to_string(i);
    items[i].labels = {labels[i]};
  }
  const auto table = TargetTable::Create("task", {"a", "b", "c"}, items, 0);
  EXPECT_TRUE(table.ok()) << table.status();
  return *table;
}

Label Name(const std::string& name) {
  Label label;
  label.set_name(name);
  return label;
}

// Of frames every 0.1 s.
StoredItems Items(int32_t count) {
  StoredItems items;
  items.items.resize(count);
  for (StoredItem& item : items.items) {
    item.frames = 20;
    item.hop_s = 0.1;
    item.first_centre_s = 0.05;
  }
  return items;
}

WindowBatch Rows(int32_t count, int32_t frames) {
  WindowBatch batch;
  batch.frames = frames;
  for (int32_t i = 0; i < count; ++i) {
    ItemWindow one;
    one.item = i;
    one.window.frames = one.window.valid = frames;
    batch.windows.push_back(one);
    batch.lengths.push_back(frames);
  }
  return batch;
}

TEST(TargetTensors, OfClassesAreIndicesAndUnknownIsMinusOne) {
  const Targets targets =
      TargetTensors(Rows(3, 4), Items(3), Table({Name("c"), Label(), Name("a")}), 0, at::kCPU);
  EXPECT_TRUE(targets.classes.equal(IntTensor({2, -1, 0})));
  EXPECT_FALSE(targets.shares.defined());
  EXPECT_FALSE(targets.tags.defined());
  EXPECT_FALSE(targets.weights.defined());
}

TEST(TargetTensors, OfTagsHaveAMaskWhereTheScopeSaysSo) {
  Label two, partly;
  two.mutable_tags()->add_names("a");
  two.mutable_tags()->add_names("c");
  partly.mutable_tags()->add_names("b");
  partly.add_scope("b");
  const Targets targets = TargetTensors(Rows(2, 4), Items(2), Table({two, partly}), 0, at::kCPU);
  EXPECT_TRUE(targets.tags.equal(at::tensor({1.0F, 0.0F, 1.0F, 0.0F, 1.0F, 0.0F}).view({2, 3})));
  EXPECT_TRUE(
      targets.tag_mask.equal(at::tensor({1.0F, 1.0F, 1.0F, 0.0F, 1.0F, 0.0F}).view({2, 3})));
}

TEST(TargetTensors, OfEventsAreFramesOfTheWindowAndMaskedWhereNothingIsTimed) {
  Label strong, weak;
  auto* event = strong.mutable_events()->add_events();
  event->set_name("b");
  event->set_onset_s(0.5);
  event->set_offset_s(0.7);
  weak.mutable_tags()->add_names("a");
  WindowBatch rows = Rows(2, 5);
  rows.windows[0].window.first = 3;  // Frames from 0.3 s on.
  rows.windows[0].window.valid = 4;
  rows.lengths[0] = 4;
  const Targets targets = TargetTensors(rows, Items(2), Table({strong, weak}), 5, at::kCPU);
  const at::Tensor b = targets.frames.select(0, 0).select(1, 1);
  EXPECT_TRUE(b.equal(at::tensor({0.0F, 0.0F, 1.0F, 1.0F, 0.0F})));
  const at::Tensor known = at::tensor({1.0F, 1.0F, 1.0F, 1.0F, 0.0F, 0.0F, 0.0F, 0.0F, 0.0F, 0.0F});
  EXPECT_TRUE(targets.frame_mask.select(2, 1).equal(known.view({2, 5})));
  EXPECT_TRUE(targets.tags.select(0, 1).equal(at::tensor({1.0F, 0.0F, 0.0F})));
}

TEST(MixTargets, MixesWhatIsKnownOfBothAndNothingElse) {
  Targets targets;
  targets.classes = IntTensor({0, 2, -1});
  const Mix mix = {IntTensor({1, 0, 0}), at::tensor({0.75F, 1.0F, 0.5F})};
  const Targets mixed = MixTargets(targets, mix, 3);
  EXPECT_TRUE(mixed.shares[0].equal(at::tensor({0.75F, 0.0F, 0.25F})));
  EXPECT_TRUE(mixed.shares[1].equal(at::tensor({0.0F, 0.0F, 1.0F})));
  EXPECT_TRUE(mixed.weights.equal(at::tensor({1.0F, 1.0F, 0.0F}))) << "a part is unknown";
  EXPECT_FALSE(mixed.classes.defined());
  const Targets same = MixTargets(targets, Mix(), 3);
  EXPECT_TRUE(same.classes.equal(targets.classes));
}

TEST(MixTargets, MixesTagsFramesAndTheirMasks) {
  Targets targets;
  targets.tags = at::tensor({1.0F, 0.0F, 0.0F, 1.0F}).view({2, 2});
  targets.tag_mask = at::tensor({1.0F, 1.0F, 1.0F, 0.0F}).view({2, 2});
  targets.frames = at::tensor({1.0F, 0.0F}).view({2, 1, 1});
  targets.frame_mask = at::tensor({1.0F, 0.0F}).view({2, 1});
  const Mix mix = {IntTensor({1, 0}), at::tensor({0.25F, 0.5F})};
  const Targets mixed = MixTargets(targets, mix, 2);
  EXPECT_TRUE(mixed.tags.equal(at::tensor({0.25F, 0.75F, 0.5F, 0.5F}).view({2, 2})));
  EXPECT_TRUE(mixed.tag_mask.equal(at::tensor({1.0F, 0.0F, 1.0F, 0.0F}).view({2, 2})));
  EXPECT_TRUE(mixed.frames.equal(at::tensor({0.25F, 0.5F}).view({2, 1, 1})));
  EXPECT_EQ(ScalarValue(mixed.frame_mask.sum()), 0);
}

}  // namespace
}  // namespace auricle
