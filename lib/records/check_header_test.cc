// SPDX-License-Identifier: Apache-2.0
#include "lib/records/check_header.h"

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "lib/records/mapped.h"
#include "lib/records/reader.h"
#include "lib/records/serialize.h"
#include "lib/records/stream_testing.h"

namespace auricle {
namespace {

struct Wrong {
  std::function<void(Header*)> change;
  std::string words;
};

std::vector<Wrong> AllWrong() {
  const int least = std::numeric_limits<int32_t>::min();
  const double nan = std::nan("");
  const auto windows = [](int frames, int hop) {
    return [=](Header* h) {
      h->mutable_network()->mutable_windows()->set_frames(frames);
      h->mutable_network()->mutable_windows()->set_hop_frames(hop);
    };
  };
  return {
      {windows(-1, 0), "windows of -1 frames"},
      {windows(least, 1), "windows of -2147483648 frames"},
      {windows(4, -1), "every -1 frames"},
      {windows(kMostWindowFrames + 1, 0), "both must be 0 to"},
      {windows(0, 2), "a hop of 2 frames without a window length"},
      {[](Header* h) { h->mutable_network()->set_bins(-2); }, "Network.bins is -2"},
      {[](Header* h) { h->mutable_network()->set_classes(1 << 30); }, "Network.classes is"},
      {[=](Header* h) { h->mutable_network()->mutable_vgg()->set_width(nan); }, "Vgg.width is nan"},
      {[](Header* h) { h->mutable_network()->mutable_image_vgg()->set_freeze_up_to(-2); },
       "freeze_up_to is -2"},
      {[](Header* h) { h->mutable_network()->mutable_recurrent()->set_units(-1); }, "units is -1"},
      {[=](Header* h) { h->mutable_network()->mutable_input_norm()->add_mean(nan); },
       "InputNorm.mean is nan"},
      {[=](Header* h) {
         h->mutable_network()->add_heads()->mutable_input_norm()->add_std(HUGE_VAL);
       },
       "InputNorm.std is inf"},
      {[](Header* h) {
         h->mutable_network()->add_heads()->set_name("a");
         h->mutable_network()->add_heads()->set_name("a");
       },
       "two heads 'a'"},
      {[](Header* h) {
         for (int i = 0; i <= kMostHeads; ++i) {
           h->mutable_network()->add_heads()->set_name(absl::StrCat(i));
         }
       },
       "4098 heads"},
      {[=](Header* h) { h->mutable_front_end()->set_sample_rate_hz(nan); },
       "FrontEnd.sample_rate_hz is nan"},
      {[](Header* h) { h->mutable_front_end()->set_hop_samples(-160); }, "hop_samples is -160"},
      {[](Header* h) { h->add_vocabularies()->set_task("word"); }, "two vocabularies"},
      {[](Header* h) {
         Vocabulary* more = h->add_vocabularies();
         more->set_task("twice");
         more->add_classes("a");
         more->add_classes("a");
       },
       "class 'a' twice"},
      {[](Header* h) { h->mutable_run()->set_known_classes(3); }, "knows 3 classes of 0"},
      {[=](Header* h) { h->mutable_run()->set_interval(nan); }, "intervals of nan"},
  };
}

Header Right() {
  Header header = ClipsHeader();
  EXPECT_TRUE(NormalizeHeader(&header).ok());
  Vocabulary* vocabulary = header.add_vocabularies();
  vocabulary->set_task("word");
  vocabulary->add_classes("yes");
  Network* network = header.mutable_network();
  network->set_bins(64);
  network->mutable_image_vgg()->set_freeze_up_to(-1);
  network->mutable_windows()->set_frames(kMostWindowFrames);
  network->mutable_windows()->set_hop_frames(1);
  network->add_heads()->set_name("a");
  return header;
}

TEST(CheckHeaderContents, TakesWhatIsRightAndNamesWhatIsWrong) {
  EXPECT_TRUE(CheckHeaderContents(Right()).ok()) << CheckHeaderContents(Right());
  for (const Wrong& wrong : AllWrong()) {
    Header header = Right();
    wrong.change(&header);
    const absl::Status status = CheckHeaderContents(header);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << wrong.words;
    EXPECT_TRUE(absl::StrContains(status.message(), wrong.words)) << status;
  }
}

TEST(CheckHeaderContents, EveryReaderAndTheWriterAskIt) {
  for (const Wrong& wrong : AllWrong()) {
    Header header = Right();
    wrong.change(&header);
    Header written = header;
    EXPECT_FALSE(NormalizeHeader(&written).ok()) << "the writer took " << wrong.words;
    Record opening, closing;
    *opening.mutable_header() = header;
    closing.mutable_end()->set_digest(0);
    const std::string path = TempPath("wrong.tfr");
    Spill(path, absl::StrCat(FrameOf(opening), FrameOf(closing)));
    const auto read = ReadAll(path);
    EXPECT_TRUE(absl::StrContains(read.status().message(), wrong.words)) << read.status();
    std::string note;
    const auto mapped = MappedRecords::Open({path}, 1 << 20, &note);
    EXPECT_TRUE(absl::StrContains(mapped.status().message(), wrong.words)) << mapped.status();
  }
}

}  // namespace
}  // namespace auricle
