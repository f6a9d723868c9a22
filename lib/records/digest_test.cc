// SPDX-License-Identifier: Apache-2.0
#include "lib/records/digest.h"

#include <string>

#include "gtest/gtest.h"

namespace auricle {
namespace {

std::string Bytes(int n) {
  std::string bytes;
  for (int i = 0; i < n; ++i) bytes.push_back(static_cast<char>(i * 131 + i / 7));
  return bytes;
}

TEST(Digest, IsCrc64OfXz) { EXPECT_EQ(Crc64("123456789"), 0x995dc9bbdf1939fau); }

TEST(Digest, ACrcJoinedFromTwoIsThatOfBothInOne) {
  const std::string all = Bytes(5000);
  for (const size_t cut : {0, 1, 7, 8, 9, 255, 256, 4095, 4999, 5000}) {
    const absl::string_view a = absl::string_view(all).substr(0, cut);
    const absl::string_view b = absl::string_view(all).substr(cut);
    EXPECT_EQ(Crc64Joined(Crc64(a), Crc64(b), b.size()), Crc64(all)) << cut;
  }
}

TEST(Digest, RecordsAreDigestedAlikeFromTheirBytesAndFromTheirCrcs) {
  Digest bytes, crcs;
  for (const int n : {0, 1, 13, 70000, 2}) {
    const std::string payload = Bytes(n);
    bytes.Add(payload);
    crcs.Add(payload.size(), Crc64(payload));
  }
  EXPECT_EQ(crcs.value(), bytes.value());
}

TEST(Digest, MovingABoundaryChangesIt) {
  Digest one, other;
  one.Add("ab");
  one.Add("c");
  other.Add("a");
  other.Add("bc");
  EXPECT_NE(one.value(), other.value());
}

}  // namespace
}  // namespace auricle
