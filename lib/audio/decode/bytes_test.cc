// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/decode/bytes.h"

#include <unistd.h>

#include <string>
#include <thread>

#include "gtest/gtest.h"
#include "lib/records/files/fd.h"

namespace auricle {
namespace {

// All bytes, read `piece` at a time.
std::string All(const Bytes& bytes, int64_t piece) {
  std::string all, block(piece, '\0');
  while (true) {
    const auto got = bytes.ReadAt(all.size(), &block[0], piece);
    EXPECT_TRUE(got.ok()) << got.status();
    if (*got == 0) return all;
    all.append(block, 0, *got);
  }
}

std::string Text(size_t n) {
  std::string text;
  for (int i = 0; text.size() < n; ++i) text += std::to_string(i);
  return text.substr(0, n);
}

TEST(BytesTest, APipeIsSpooledWholeInMemoryAndBeyond) {
  const std::string text = Text(3 << 20);
  for (const int64_t memory : {int64_t{0}, int64_t{1} << 20, int64_t{1} << 30}) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    std::thread writer([&] {
      for (size_t at = 12; at < text.size();) {
        const ssize_t put = write(ends[1], text.data() + at, text.size() - at);
        if (put <= 0) break;
        at += put;
      }
      close(ends[1]);
    });
    std::string note;
    const auto bytes = SpoolPipe(Fd(ends[0]), text.substr(0, 12), "pipe", memory, &note);
    writer.join();
    ASSERT_TRUE(bytes.ok()) << bytes.status();
    EXPECT_EQ(note.empty(), memory > (2 << 20)) << note;
    EXPECT_EQ((*bytes)->size(), static_cast<int64_t>(text.size()));
    EXPECT_TRUE(All(**bytes, 70000) == text) << memory;
  }
}

TEST(BytesTest, ReadsBeyondTheEndGiveNothing) {
  char block[4];
  const auto bytes = BytesInMemory("abc");
  EXPECT_EQ(*bytes->ReadAt(1, block, 4), 2);
  EXPECT_EQ(*bytes->ReadAt(3, block, 4), 0);
  EXPECT_EQ(*bytes->ReadAt(400, block, 4), 0);
}

TEST(BytesTest, WhatIsNoFileIsToldApart) {
  EXPECT_EQ(OpenFile("/no/such/file").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(OpenFile("/tmp").status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace auricle
