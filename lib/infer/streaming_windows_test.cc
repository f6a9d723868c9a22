// SPDX-License-Identifier: Apache-2.0
#include "lib/infer/streaming_windows.h"

#include <algorithm>
#include <numeric>

#include "gtest/gtest.h"

namespace auricle {
namespace {

struct Seen {
  std::vector<Window> windows;
  std::vector<std::vector<float>> values;
};

// Frames of two bins whose values are their index, in pieces of `piece`.
Seen Stream(int total, int piece, StreamingWindows* streaming) {
  Seen seen;
  const auto emit = [&seen](const Window& window, absl::Span<const float> frames) {
    seen.windows.push_back(window);
    seen.values.emplace_back(frames.begin(), frames.end());
  };
  std::vector<float> all(2 * total);
  std::iota(all.begin(), all.end(), 0.0F);
  for (int at = 0; at < total; at += piece) {
    const int count = std::min(piece, total - at);
    streaming->Add(absl::MakeConstSpan(all).subspan(2 * at, 2 * count), emit);
  }
  streaming->Finish(emit);
  return seen;
}

TEST(StreamingWindows, EqualThoseOfTheWholeItemHoweverItIsCut) {
  for (int length : {0, 1, 3, 5}) {
    for (int hop : {0, 1, 2, 5, 7}) {
      if (length == 0 && hop > 0) continue;
      for (auto tail :
           {Windows::PAD, Windows::SHIFT, Windows::DROP, Windows::PAPER, Windows::CENTRE}) {
        Windows rule;
        rule.set_frames(length);
        rule.set_hop_frames(hop);
        rule.set_tail(tail);
        StreamingWindows streaming(rule, 2);  // One for all items: nothing of one reaches the next.
        for (int total = 1; total <= 17; ++total) {
          for (int piece : {1, 2, 4, 17}) {
            const Seen seen = Stream(total, piece, &streaming);
            ASSERT_EQ(seen.windows, RegularWindows(rule, total))
                << length << " " << hop << " " << tail << " " << total << " " << piece;
            for (size_t i = 0; i < seen.windows.size(); ++i) {
              ASSERT_EQ(seen.values[i].size(), 2 * seen.windows[i].valid);
              ASSERT_EQ(seen.values[i][0], 2 * seen.windows[i].first);
              ASSERT_EQ(seen.values[i].back(),
                        2 * (seen.windows[i].first + seen.windows[i].valid) - 1);
            }
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace auricle
