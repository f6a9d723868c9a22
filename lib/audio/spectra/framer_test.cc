// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/spectra/framer.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "gtest/gtest.h"

namespace auricle {
namespace {

FrontEnd Framing(FrontEnd::Padding padding, int window, int hop, int fft) {
  FrontEnd front_end;
  front_end.set_sample_rate_hz(16000);
  front_end.set_padding(padding);
  front_end.set_window_samples(window);
  front_end.set_hop_samples(hop);
  front_end.set_fft_samples(fft);
  front_end.set_window_centred_in_fft(true);
  return front_end;
}

using Frames = std::vector<std::vector<float>>;

// Frames of the signal 1, 2 … n, pushed `piece` samples at a time.
Frames FramesOf(const FrontEnd& front_end, int64_t n, int64_t piece) {
  std::vector<float> x(n);
  std::iota(x.begin(), x.end(), 1.0f);
  Frames frames;
  Framer framer(front_end, [&](const float* samples) {
    frames.emplace_back(samples, samples + front_end.window_samples());
  });
  for (int64_t at = 0; at < n; at += piece) framer.Push(x.data() + at, std::min(piece, n - at));
  framer.Finish();
  EXPECT_EQ(framer.frames(), static_cast<int64_t>(frames.size()));
  return frames;
}

TEST(FramerTest, WithoutPaddingAnIncompleteLastFrameIsDropped) {
  const FrontEnd f = Framing(FrontEnd::NO_PADDING, 4, 2, 4);
  EXPECT_EQ(FramesOf(f, 7, 7), (Frames{{1, 2, 3, 4}, {3, 4, 5, 6}}));
  EXPECT_EQ(FramesOf(f, 3, 3), Frames{});
}

TEST(FramerTest, CentredFramesAreReflectedWithoutTheEdge) {
  const FrontEnd f = Framing(FrontEnd::CENTRE_REFLECT, 4, 2, 4);
  EXPECT_EQ(FramesOf(f, 5, 5), (Frames{{3, 2, 1, 2}, {1, 2, 3, 4}, {3, 4, 5, 4}}));
}

TEST(FramerTest, AReflectionLongerThanTheItemBouncesBack) {
  const FrontEnd f = Framing(FrontEnd::CENTRE_REFLECT, 8, 4, 8);
  EXPECT_EQ(FramesOf(f, 3, 3), (Frames{{1, 2, 3, 2, 1, 2, 3, 2}}));
  EXPECT_EQ(FramesOf(f, 1, 1), (Frames{{1, 1, 1, 1, 1, 1, 1, 1}}));
}

TEST(FramerTest, CentredFramesArePaddedWithZeros) {
  const FrontEnd f = Framing(FrontEnd::CENTRE_ZERO, 4, 2, 4);
  EXPECT_EQ(FramesOf(f, 4, 4), (Frames{{0, 0, 1, 2}, {1, 2, 3, 4}, {3, 4, 0, 0}}));
}

TEST(FramerTest, SciPysRulePadsUpToAWholeHop) {
  const FrontEnd f = Framing(FrontEnd::CENTRE_ZERO_WHOLE_HOP, 4, 2, 4);
  EXPECT_EQ(FramesOf(f, 3, 3), (Frames{{0, 0, 1, 2}, {1, 2, 3, 0}, {3, 0, 0, 0}}));
}

TEST(FramerTest, KaldisRuleMirrorsWithTheEdge) {
  const FrontEnd f = Framing(FrontEnd::MIRROR_EDGES, 4, 2, 4);
  EXPECT_EQ(FramesOf(f, 5, 5), (Frames{{1, 1, 2, 3}, {2, 3, 4, 5}, {4, 5, 5, 4}}));
}

TEST(FramerTest, AShortWindowIsCentredInALongTransform) {
  const FrontEnd f = Framing(FrontEnd::CENTRE_ZERO, 2, 3, 8);
  EXPECT_EQ(FramesOf(f, 4, 4), (Frames{{0, 1}, {3, 4}}));
}

TEST(FramerTest, FramesDoNotDependOnPiecesAndAreAsManyAsCounted) {
  constexpr int kShapes[][3] = {{8, 3, 8}, {6, 6, 8}, {4, 9, 16}, {7, 2, 8}};  // window, hop, fft
  for (int padding = 0; padding <= FrontEnd::MIRROR_EDGES; ++padding) {
    for (const auto& shape : kShapes) {
      const FrontEnd f =
          Framing(static_cast<FrontEnd::Padding>(padding), shape[0], shape[1], shape[2]);
      for (int64_t n = 1; n < 60; ++n) {
        const Frames whole = FramesOf(f, n, n);
        ASSERT_EQ(static_cast<int64_t>(whole.size()), FrameCount(f, n)) << f.DebugString() << n;
        for (const int64_t piece : {1, 2, 5, 13}) ASSERT_EQ(FramesOf(f, n, piece), whole) << n;
      }
    }
  }
}

}  // namespace
}  // namespace auricle
