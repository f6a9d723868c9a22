// SPDX-License-Identifier: Apache-2.0
#include "lib/data/batch_targets.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/base/rng.h"
#include "lib/data/augment/augment.h"

namespace auricle {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Row = std::vector<float>;

Label Events(const std::vector<TargetEvent>& events) {
  Label label;
  label.mutable_events();
  for (const TargetEvent& event : events) {
    Event* one = label.mutable_events()->add_events();
    one->set_name(event.cls == 0 ? "a" : "b");
    one->set_onset_s(event.onset_s);
    one->set_offset_s(event.offset_s);
  }
  return label;
}

Label Tag(const std::string& name) {
  Label label;
  label.mutable_tags()->add_names(name);
  return label;
}

// Items of 100 frames of 10 ms, centred at 5 ms and on.
class BatchTargetsTest : public testing::Test {
 protected:
  void SetLabels(const std::vector<Label>& labels) {
    for (const Label& label : labels) {
      StoredItem item;
      item.id = "item" + std::to_string(items_.items.size());
      item.labels = {label};
      item.frames = 100;
      item.hop_s = 0.01;
      item.first_centre_s = 0.005;
      item.duration_s = 1;
      items_.items.push_back(item);
    }
    targets_ = *TargetTable::Create("sound", {"a", "b"}, items_.items, 0);
  }
  void AddRow(int32_t item, int64_t first, int32_t valid) {
    batch_.windows.push_back({item, {first, 40, valid}});
    batch_.numbers.push_back(static_cast<int64_t>(batch_.numbers.size()));
    batch_.lengths.push_back(valid);
    batch_.frames = 40;
  }
  BatchTargets Of(const FrameGrid& grid = {}) const {
    return TargetsOf(batch_, items_, targets_, grid);
  }
  // Active frames of class `cls` of row `w`.
  std::vector<int> Active(const BatchTargets& targets, int w, int cls, int frames = 40) const {
    std::vector<int> active;
    for (int t = 0; t < frames; ++t) {
      if (targets.frames[(w * frames + t) * 2 + cls] == 1) active.push_back(t);
    }
    return active;
  }

  StoredItems items_;
  TargetTable targets_;
  WindowBatch batch_;
};

Label Name(const std::string& name) {
  Label label;
  label.set_name(name);
  return label;
}

TEST_F(BatchTargetsTest, ClassesAreThoseOfTheItems) {
  SetLabels({Name("b"), Label(), Name("a")});
  for (const int32_t item : {2, 0, 1}) AddRow(item, 0, 40);
  Target lighter = targets_.At(0);
  lighter.weight = 0.25;
  targets_.Overlay(0, lighter);
  const BatchTargets targets = Of();
  EXPECT_THAT(targets.classes, ElementsAre(0, 1, -1));
  EXPECT_THAT(targets.known, ElementsAre(1, 1, 0));
  EXPECT_THAT(targets.weights, ElementsAre(1, 0.25, 1));
  EXPECT_THAT(targets.shares, IsEmpty());
  EXPECT_THAT(targets.tags, IsEmpty());
  EXPECT_THAT(Of({10, 1.5, 4}).frames, IsEmpty());
}

TEST_F(BatchTargetsTest, MixedClassesAreShares) {
  SetLabels({Name("b"), Label(), Name("a")});
  for (const int32_t item : {2, 0, 1}) AddRow(item, 0, 40);
  batch_.changes.resize(3);
  batch_.changes[0].partner = 1;
  batch_.changes[0].own = 0.75;
  batch_.changes[1].partner = 2;
  batch_.changes[1].own = 0.5;
  const BatchTargets targets = Of();
  EXPECT_THAT(targets.classes, IsEmpty());
  EXPECT_EQ(targets.shares, Row({0.75, 0.25, 0, 0, 0, 0}));  // Mixed with what is unknown: unknown.
  EXPECT_THAT(targets.known, ElementsAre(1, 0, 0));
  batch_.changes[0].own = 1;  // The identity.
  EXPECT_EQ(Of().shares, Row({1, 0, 0, 0, 0, 0}));
}

TEST_F(BatchTargetsTest, TagsOfATimedItemAreThoseOfTheWindowAndWeakOnesThoseOfTheItem) {
  SetLabels({Events({{0, 0.1, 0.2}, {1, 0.65, 0.7}}), Tag("a"), Label()});
  AddRow(0, 0, 40);
  AddRow(0, 40, 40);
  AddRow(0, 25, 30);
  AddRow(1, 60, 40);
  AddRow(2, 0, 40);
  const BatchTargets targets = Of({40});
  EXPECT_EQ(targets.tags, Row({1, 0, 0, 1, 0, 0, 1, 0, 0, 0}));
  EXPECT_EQ(targets.mask, Row({1, 1, 1, 1, 1, 1, 1, 1, 0, 0}));
  EXPECT_THAT(Active(targets, 0, 0), ElementsAre(10, 11, 12, 13, 14, 15, 16, 17, 18, 19));
  EXPECT_THAT(Active(targets, 1, 1), ElementsAre(25, 26, 27, 28, 29));
  EXPECT_THAT(Active(targets, 1, 0), IsEmpty());
  for (int w = 0; w < 5; ++w) {
    for (int t = 0; t < 40; ++t) {
      const bool known = w < 2 || (w == 2 && t < 30);
      EXPECT_EQ(targets.frame_mask[(w * 40 + t) * 2], known ? 1 : 0) << w << " " << t;
    }
  }
}

TEST_F(BatchTargetsTest, FramesOfAPoolingNetworkHaveTheirOwnCentres) {
  SetLabels({Events({{0, 0.1, 0.2}})});
  AddRow(0, 4, 34);
  const BatchTargets targets = Of({10, 1.5, 4});
  // Output frame j is centred at frame 4 + 1.5 + 4 j, which is at (6 + 4 j) × 10 ms.
  EXPECT_THAT(Active(targets, 0, 0, 10), ElementsAre(1, 2, 3));
  std::vector<float> valid;
  for (int t = 0; t < 10; ++t) valid.push_back(targets.frame_mask[t * 2]);
  EXPECT_THAT(valid, ElementsAre(1, 1, 1, 1, 1, 1, 1, 1, 0, 0));  // 33.5 and 37.5 lie beyond.
}

TEST_F(BatchTargetsTest, ScopeMasksClassesAndFrames) {
  Label label = Events({{0, 0.1, 0.2}});
  label.add_scope("a");
  SetLabels({label});
  AddRow(0, 0, 40);
  const BatchTargets targets = Of({40});
  EXPECT_EQ(targets.mask, Row({1, 0}));
  EXPECT_EQ(targets.frame_mask[0], 1);
  EXPECT_EQ(targets.frame_mask[1], 0);
}

// The property that augmentation stands on: what is shifted and what is said of it move together.
// A feature that is 1 where its event is stays equal to its target.
TEST_F(BatchTargetsTest, ShiftsMoveEventsWithTheSound) {
  std::vector<Label> labels;
  Rng rng(3, "events");
  for (int i = 0; i < 40; ++i) {
    std::vector<TargetEvent> events;
    for (uint64_t n = rng.Below(4); n > 0; --n) {
      const double onset = rng.Uniform();
      events.push_back({static_cast<int32_t>(rng.Below(2)), onset, onset + 0.3 * rng.Uniform()});
    }
    labels.push_back(Events(events));
  }
  SetLabels(labels);
  AugmentContext context;
  context.hop_s = 0.01;
  for (int i = 0; i < 40; ++i) {
    const auto valid = static_cast<int32_t>(10 + rng.Below(31));
    AddRow(i, static_cast<int64_t>(rng.Below(101 - valid)), valid);
  }
  const WindowBatch plain = batch_;
  for (const char* text : {"time_shift(max=0.3s)", "time_shift(max=0.3s,fill=silence)",
                           "time_shift(max=90ms),time_shift(max=0.1s,fill=silence)"}) {
    batch_ = plain;
    const BatchTargets before = Of({40});
    batch_.features = before.frames;  // [rows, 40 frames, 2 bins]
    (*Augment::Create(text, context, 1))->ApplyToFeatures(2, &batch_);
    const BatchTargets after = Of({40});
    EXPECT_NE(after.frames, before.frames) << text;
    EXPECT_EQ(after.frame_mask, before.frame_mask) << text;
    for (int w = 0; w < 40; ++w) {
      // Of what is active in all frames there is no silence that could come in.
      for (int cls = 0; cls < 2; ++cls) {
        const auto own = [&](const Row& rows) {
          Row frames;
          for (int t = 0; t < batch_.lengths[w]; ++t)
            frames.push_back(rows[(w * 40 + t) * 2 + cls]);
          return frames;
        };
        const Row was = own(before.frames);
        if (std::count(was.begin(), was.end(), 1.0F) == batch_.lengths[w]) continue;
        EXPECT_EQ(own(after.frames), own(batch_.features)) << text << " row " << w;
      }
    }
  }
}

TEST_F(BatchTargetsTest, MasksTouchNoTarget) {
  SetLabels({Events({{0, 0.1, 0.2}}), Events({{1, 0.3, 0.35}})});
  AddRow(0, 0, 40);
  AddRow(1, 5, 40);
  batch_.features.assign(2 * 40 * 3, 1.0F);
  for (size_t i = 0; i < batch_.features.size(); ++i) batch_.features[i] = static_cast<float>(i);
  AugmentContext context;
  context.hop_s = 0.01;
  const Row features = batch_.features;
  const BatchTargets before = Of({40});
  (*Augment::Create("time_mask(n=5),frequency_mask(n=5,max=3)", context, 1))
      ->ApplyToFeatures(3, &batch_);
  EXPECT_NE(batch_.features, features);
  EXPECT_EQ(Of({40}).frames, before.frames);
  EXPECT_EQ(Of({40}).tags, before.tags);
  EXPECT_EQ(Of({40}).frame_mask, before.frame_mask);
}

TEST_F(BatchTargetsTest, TagsFollowWhatWasShiftedOut) {
  SetLabels({Events({{0, 0.3, 0.4}})});
  AddRow(0, 0, 40);
  batch_.changes.resize(1);
  batch_.changes[0].shifts = {{15, false}};
  EXPECT_EQ(Of().tags, Row({0, 0}));
  batch_.changes[0].shifts = {{15, true}};
  EXPECT_EQ(Of().tags, Row({1, 0}));
  EXPECT_THAT(Active(Of({40}), 0, 0), ElementsAre(5, 6, 7, 8, 9, 10, 11, 12, 13, 14));
  batch_.changes[0].shifts = {{15, true}, {-5, false}};
  EXPECT_THAT(Active(Of({40}), 0, 0), ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
  // The item's wave was shifted before the window was cut.
  batch_.changes[0].shifts.clear();
  batch_.changes[0].item = {-0.2, 1, false};
  EXPECT_THAT(Active(Of({40}), 0, 0), ElementsAre(10, 11, 12, 13, 14, 15, 16, 17, 18, 19));
  batch_.changes[0].item = {0.8, 1, true};
  EXPECT_THAT(Active(Of({40}), 0, 0), ElementsAre(10, 11, 12, 13, 14, 15, 16, 17, 18, 19));
  batch_.changes[0].item = {0.8, 1, false};
  EXPECT_EQ(Of().tags, Row({0, 0}));
}

TEST_F(BatchTargetsTest, MixedRowsHaveTheEventsOfBoth) {
  SetLabels({Events({{0, 0, 0.1}}), Events({{1, 0, 0.3}}), Tag("b"), Label()});
  AddRow(0, 0, 40);
  AddRow(1, 0, 20);
  AddRow(2, 0, 40);
  AddRow(3, 0, 40);
  batch_.changes.resize(4);
  batch_.changes[0].partner = 1;
  batch_.changes[0].own = 0.75;
  batch_.changes[1].partner = 2;
  batch_.changes[1].own = 0.5;
  batch_.changes[2].partner = 3;
  batch_.changes[2].own = 0.5;
  const BatchTargets targets = Of({40});
  EXPECT_EQ(targets.tags, Row({0.75, 0.25, 0, 1, 0, 0, 0, 0}));
  EXPECT_EQ(targets.mask, Row({1, 1, 1, 1, 0, 0, 0, 0}));
  EXPECT_EQ(targets.frames[0], 0.75F);
  EXPECT_EQ(targets.frames[1], 0.25F);
  EXPECT_EQ(targets.frames[2 * 19 + 1], 0.25F);
  EXPECT_EQ(targets.frames[2 * 25 + 1], 0);      // The partner has no such frame …
  EXPECT_EQ(targets.frame_mask[2 * 25 + 1], 1);  // … and the row is known.
  EXPECT_EQ(targets.frame_mask[80], 0);          // Mixed with a weak one: when is not known.
}

}  // namespace
}  // namespace auricle
