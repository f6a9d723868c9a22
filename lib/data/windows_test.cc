// SPDX-License-Identifier: Apache-2.0
#include "lib/data/windows.h"

#include <cmath>
#include <fstream>
#include <map>
#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace auricle {
namespace {

using testing::ElementsAre;

Windows Rule(int frames, int hop, Windows::Tail tail) {
  Windows rule;
  rule.set_frames(frames);
  rule.set_hop_frames(hop);
  rule.set_tail(tail);
  return rule;
}

TEST(RegularWindows, PadCoversEveryFrameAndMasksWhatIsBeyond) {
  EXPECT_THAT(RegularWindows(Rule(4, 2, Windows::PAD), 9),
              ElementsAre(Window{0, 4, 4}, Window{2, 4, 4}, Window{4, 4, 4}, Window{6, 4, 3}));
}

TEST(RegularWindows, PadAddsNothingWhenTheLastWindowEndsAtTheEnd) {
  EXPECT_THAT(RegularWindows(Rule(4, 2, Windows::PAD), 8),
              ElementsAre(Window{0, 4, 4}, Window{2, 4, 4}, Window{4, 4, 4}));
}

TEST(RegularWindows, ShiftEndsAtTheItemsEndAndIsNeverPadded) {
  EXPECT_THAT(RegularWindows(Rule(4, 4, Windows::SHIFT), 9),
              ElementsAre(Window{0, 4, 4}, Window{4, 4, 4}, Window{5, 4, 4}));
}

TEST(RegularWindows, DropLosesTheTail) {
  EXPECT_THAT(RegularWindows(Rule(4, 4, Windows::DROP), 9),
              ElementsAre(Window{0, 4, 4}, Window{4, 4, 4}));
}

// Defect D7 of EmoNet's original: its "centre" began at the item's middle, or at its beginning.
TEST(RegularWindows, CentreIsOneWindowWithAsMuchBeforeAsBehindIt) {
  EXPECT_THAT(RegularWindows(Rule(4, 2, Windows::CENTRE), 10), ElementsAre(Window{3, 4, 4}));
  EXPECT_THAT(RegularWindows(Rule(4, 0, Windows::CENTRE), 9), ElementsAre(Window{2, 4, 4}));
  EXPECT_THAT(RegularWindows(Rule(4, 0, Windows::CENTRE), 5), ElementsAre(Window{0, 4, 4}));
  EXPECT_THAT(RegularWindows(Rule(0, 0, Windows::CENTRE), 9), ElementsAre(Window{0, 9, 9}));
}

TEST(RegularWindows, NoLengthIsTheWholeItem) {
  EXPECT_THAT(RegularWindows(Rule(0, 0, Windows::PAD), 123), ElementsAre(Window{0, 123, 123}));
}

TEST(RegularWindows, AnItemShorterThanAWindowIsOnePaddedWindowUnderEveryRule) {
  for (auto tail : {Windows::PAD, Windows::SHIFT, Windows::DROP, Windows::PAPER, Windows::CENTRE}) {
    EXPECT_THAT(RegularWindows(Rule(10, 5, tail), 3), ElementsAre(Window{0, 10, 3})) << tail;
  }
}

// Properties over all small cases: windows lie inside the item, only PAD masks, and PAD and SHIFT
// see every frame when the hop leaves no gaps.
// Defect D8 of the anti-transfer original: windows that repeat, and ends of
// items that no window holds (kept as --tail=paper, whose golden test is below).
TEST(RegularWindows, StayInsideTheItemAndCoverItWhereTheyPromise) {
  for (int length = 1; length <= 6; ++length) {
    for (int hop = 1; hop <= length; ++hop) {
      for (int total = 1; total <= 20; ++total) {
        for (auto tail :
             {Windows::PAD, Windows::SHIFT, Windows::DROP, Windows::PAPER, Windows::CENTRE}) {
          std::set<int64_t> seen;
          for (const Window& w : RegularWindows(Rule(length, hop, tail), total)) {
            ASSERT_EQ(w.frames, length);
            ASSERT_GE(w.first, 0);
            ASSERT_LE(w.first + w.valid, total);
            ASSERT_GE(w.valid, 1);
            if (tail != Windows::PAD && total >= length) {
              ASSERT_EQ(w.valid, length);
            }
            for (int i = 0; i < w.valid; ++i) seen.insert(w.first + i);
          }
          if (tail == Windows::PAD || tail == Windows::SHIFT) {
            ASSERT_EQ(seen.size(), total) << length << " " << hop << " " << total << " " << tail;
          }
        }
      }
    }
  }
}

TEST(RandomWindow, ReachesEveryPlaceAndNoOther) {
  Rng rng(1, "windows");
  std::map<int64_t, int> counts;
  for (int i = 0; i < 4000; ++i) ++counts[RandomWindow(Rule(4, 0, Windows::PAD), 7, &rng).first];
  EXPECT_EQ(counts.size(), 4);  // 0 … 3
  for (const auto& [first, count] : counts) {
    EXPECT_LE(first, 3);
    EXPECT_NEAR(count, 1000, 150) << first;
  }
}

// What the paper's own program cut out of signals of 0.5 … 20 s at three settings; see
// testdata/README.md for the origin.
TEST(RegularWindows, PaperTailsEqualThePapersProgram) {
  std::ifstream file("testdata/golden/antitransfer_segmentation.json");
  const nlohmann::json cases = nlohmann::json::parse(file);
  ASSERT_EQ(cases.size(), 51);
  for (const auto& c : cases) {
    const int length = c["frames_each"];
    const int hop = static_cast<int>(std::nearbyint(length * c["overlap"].get<double>()));
    const auto windows = RegularWindows(Rule(length, hop, Windows::PAPER), c["num_frames"]);
    std::set<int64_t> distinct;
    for (const Window& w : windows) distinct.insert(w.first);
    EXPECT_EQ(windows.size(), c["segments"]) << c;
    EXPECT_EQ(windows.size() - distinct.size(), c["duplicate_segments"]) << c;
  }
}

}  // namespace
}  // namespace auricle
