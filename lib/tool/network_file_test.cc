// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/network_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace auricle {
namespace {

using testing::HasSubstr;

std::string File(const std::string& text) {
  const std::string path = testing::TempDir() + "/net.textproto";
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

TEST(NetworkFromFile, ReadsLayersWithCommentsAndTakesSequentialAsItsName) {
  const auto network = NetworkFromFile(
      File("# mine\nsequential { layer { convolution { channels: 8 kernel: [3, 5] } } }\n"
           "windows { frames: 100 }"));
  ASSERT_TRUE(network.ok()) << network.status();
  EXPECT_EQ(network->name(), "sequential");
  EXPECT_EQ(network->sequential().layer(0).convolution().kernel(1), 5);
  EXPECT_EQ(network->windows().frames(), 100);
}

TEST(NetworkFromFile, SaysWhereTheTextIsWrong) {
  const auto network = NetworkFromFile(File("sequential {\n  layer { convolutoin { } }\n}"));
  ASSERT_FALSE(network.ok());
  EXPECT_THAT(network.status().message(), HasSubstr("net.textproto:2:"));
  EXPECT_THAT(network.status().message(), HasSubstr("convolutoin"));
}

TEST(NetworkFromFile, WhatIsNoNetworkIsAnError) {
  EXPECT_THAT(NetworkFromFile(File("")).status().message(), HasSubstr("no layers"));
  EXPECT_THAT(NetworkFromFile("/nowhere/x.net").status().message(), HasSubstr("cannot read"));
  EXPECT_FALSE(NetworkFromFile(File(std::string("\0\1\2", 3))).ok());
  EXPECT_THAT(NetworkFromFile(File(std::string((1 << 20) + 1, '#'))).status().message(),
              HasSubstr("1 MB"));
}

}  // namespace
}  // namespace auricle
