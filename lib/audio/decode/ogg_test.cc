// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/decode/ogg.h"

#include <string>

#include "gtest/gtest.h"

namespace auricle {
namespace {

absl::Status Check(const std::string& file) { return CheckOgg(*BytesInMemory(file)).status(); }

// A page of one segment: flags (2: a stream's first, 4: its last), stream, content.
std::string Page(char flags, char stream, const std::string& content = "x") {
  std::string text("OggS\0", 5);
  text += flags + std::string(8, '\0') + stream + std::string(11, '\0');
  return text + '\1' + static_cast<char>(content.size()) + content;
}

TEST(OggTest, StreamsSideBySideAreOneFileAndAfterOneAnotherAreNot) {
  const std::string two = Page(2, 1) + Page(2, 2) + Page(0, 1) + Page(4, 2) + Page(4, 1);
  EXPECT_TRUE(Check(two).ok()) << Check(two);
  EXPECT_EQ(Check(Page(2, 1) + Page(2, 2) + Page(0, 1) + Page(4, 1)).code(),
            absl::StatusCode::kDataLoss);
  EXPECT_EQ(Check(Page(2, 1) + Page(4, 1) + Page(2, 2) + Page(4, 2)).code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(OggTest, TheCodecIsNamedByTheFirstPacketAndTheEndFound) {
  const std::string file = Page(2, 1, "OpusHead") + Page(4, 1);
  const auto ogg = CheckOgg(*BytesInMemory(file + "TAG"));
  ASSERT_TRUE(ogg.ok()) << ogg.status();
  EXPECT_EQ(ogg->codec, "Opus");
  EXPECT_EQ(ogg->end, static_cast<int64_t>(file.size()));
  EXPECT_EQ(CheckOgg(*BytesInMemory(Page(6, 1, "????")))->codec, "an unknown codec");
}

TEST(OggTest, ThePagesOfItsFlacAreAFlacFile) {
  const std::string head(
      "\x7f"
      "FLAC\1\0\0\1",
      9);
  const std::string file = Page(2, 7, "fishead") + Page(2, 1, head + "fLaC1234") + Page(0, 7) +
                           Page(0, 1, "56") + Page(4, 7) + Page(4, 1, "789");
  const auto flac = FlacOfOgg(BytesInMemory(file));
  ASSERT_TRUE(flac.ok()) << flac.status();
  for (int64_t at = 0; at <= 14; ++at) {
    EXPECT_EQ(*ReadText(**flac, at, 4),
              std::string("fLaC123456789").substr(std::min<int64_t>(13, at), 4));
  }
  EXPECT_FALSE(FlacOfOgg(BytesInMemory(Page(6, 1, "OpusHead"))).ok());
}

}  // namespace
}  // namespace auricle
