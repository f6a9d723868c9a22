// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/whole.h"

#include <sndfile.h>

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "lib/audio/audio_testing.h"

namespace auricle {
namespace {

absl::Status Check(const std::string& file) { return CheckWhole(*BytesInMemory(file)); }

std::string Encoded(int format) {
  return EncodeAudio(format, 1, 16000, std::vector<float>(3000, 0.1f));
}

const int kFormats[] = {SF_FORMAT_OGG | SF_FORMAT_VORBIS,
                        SF_FORMAT_OGG | SF_FORMAT_OPUS,
                        SF_FORMAT_AU | SF_FORMAT_PCM_16,
                        SF_FORMAT_AU | SF_ENDIAN_LITTLE | SF_FORMAT_PCM_16,
                        SF_FORMAT_AIFF | SF_FORMAT_PCM_16,
                        SF_FORMAT_AIFF | SF_FORMAT_ULAW,
                        SF_FORMAT_WAV | SF_ENDIAN_BIG | SF_FORMAT_PCM_16,
                        SF_FORMAT_CAF | SF_FORMAT_PCM_16,
                        SF_FORMAT_NIST | SF_FORMAT_PCM_16};

TEST(WholeTest, EveryCutIsSeen) {
  for (const int format : kFormats) {
    const std::string file = Encoded(format);
    ASSERT_TRUE(Check(file).ok()) << format << Check(file);
    const size_t head = format == (SF_FORMAT_NIST | SF_FORMAT_PCM_16) ? 400 : 24;
    for (size_t size = head; size < file.size(); ++size) {
      const absl::Status cut = Check(file.substr(0, size));
      ASSERT_EQ(cut.code(), absl::StatusCode::kDataLoss) << format << " " << size << " " << cut;
    }
  }
}

TEST(WholeTest, WhatStandsBehindTheAudioIsNoFault) {
  for (const int format : kFormats) {
    EXPECT_TRUE(Check(Encoded(format) + "TAG" + std::string(125, '\0')).ok()) << format;
  }
}

TEST(WholeTest, WhatPipesWriteAsTheSizeIsUnknown) {
  std::string au = Encoded(SF_FORMAT_AU | SF_FORMAT_PCM_16).replace(8, 4, "\xff\xff\xff\xff");
  EXPECT_TRUE(Check(au).ok());
  EXPECT_TRUE(Check(au.substr(0, 1000)).ok());
  std::string caf = Encoded(SF_FORMAT_CAF | SF_FORMAT_PCM_16);
  caf.replace(caf.find("data") + 4, 8, 8, '\xff');
  EXPECT_TRUE(Check(caf).ok());
}

TEST(WholeTest, OggStreamsSideBySideAreOneFileAndAfterOneAnotherAreNot) {
  // Pages of one segment of a byte: flags, stream.
  const auto page = [](char flags, char stream) {
    std::string text("OggS\0", 5);
    text += flags + std::string(8, '\0') + stream + std::string(11, '\0');
    return text + std::string("\1\1x", 3);
  };
  const std::string two = page(2, 1) + page(2, 2) + page(0, 1) + page(4, 2) + page(4, 1);
  EXPECT_TRUE(Check(two).ok()) << Check(two);
  EXPECT_EQ(Check(page(2, 1) + page(2, 2) + page(0, 1) + page(4, 1)).code(),
            absl::StatusCode::kDataLoss);
  EXPECT_EQ(Check(page(2, 1) + page(4, 1) + page(2, 2) + page(4, 2)).code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace auricle
