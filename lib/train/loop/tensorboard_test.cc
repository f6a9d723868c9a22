// SPDX-License-Identifier: Apache-2.0
#include "lib/train/loop/tensorboard.h"

#include <dirent.h>

#include <cstring>
#include <fstream>
#include <iterator>

#include "gtest/gtest.h"
#include "lib/records/framing.h"

namespace auricle {
namespace {

// The payloads of a TFRecord file.
std::vector<std::string> Payloads(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  std::vector<std::string> payloads;
  for (size_t at = 0; at < bytes.size();) {
    const auto length = ParseFrameHead(bytes.substr(at, kFrameHeadBytes));
    EXPECT_TRUE(length.has_value());
    payloads.push_back(bytes.substr(at + kFrameHeadBytes, *length));
    at += kFrameHeadBytes + *length;
    EXPECT_TRUE(FrameTailMatches(payloads.back(), bytes.substr(at, kFrameTailBytes)));
    at += kFrameTailBytes;
  }
  return payloads;
}

TEST(TensorBoard, WritesAVersionAndThenAnEventPerEpoch) {
  const std::string directory = testing::TempDir() + "/board";
  {
    auto board = TensorBoard::Create(directory);
    ASSERT_TRUE(board.ok()) << board.status();
    Epoch epoch;
    epoch.set_epoch(3);
    Scalar* scalar = epoch.add_scalars();
    scalar->set_name("valid/loss");
    scalar->set_value(0.5);
    ASSERT_TRUE((*board)->Add(epoch).ok());
  }
  std::string name;
  DIR* folder = opendir(directory.c_str());
  while (const dirent* entry = readdir(folder)) {
    if (std::strstr(entry->d_name, "tfevents") != nullptr) name = entry->d_name;
  }
  closedir(folder);
  const std::vector<std::string> payloads = Payloads(directory + "/" + name);
  ASSERT_EQ(payloads.size(), 2);
  BoardEvent event;
  ASSERT_TRUE(event.ParseFromString(payloads[0]));
  EXPECT_EQ(event.file_version(), "brain.Event:2");
  ASSERT_TRUE(event.ParseFromString(payloads[1]));
  EXPECT_EQ(event.step(), 3);
  EXPECT_GT(event.wall_time(), 1e9);
  ASSERT_EQ(event.summary().value_size(), 1);
  EXPECT_EQ(event.summary().value(0).tag(), "valid/loss");
  EXPECT_EQ(event.summary().value(0).simple_value(), 0.5F);
}

TEST(TensorBoard, SaysWhatFolderItCannotMake) {
  const auto board = TensorBoard::Create("/nonexistent/board");
  EXPECT_NE(std::string(board.status().message()).find("'/nonexistent/board'"), std::string::npos);
}

}  // namespace
}  // namespace auricle
