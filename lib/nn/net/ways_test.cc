// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/net/ways.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protos/network.pb.h"

namespace auricle {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Network Config(const std::vector<std::pair<std::string, std::string>>& names_and_paths) {
  Network config;
  config.set_name("emonet_cnn");
  for (const auto& [name, path] : names_and_paths) {
    Head* const head = config.add_heads();
    head->set_name(name);
    head->set_path(path);
    head->add_classes("x");
    head->add_classes("y");
  }
  return config;
}

TEST(WaysOf, TheCoresComesFirstAndAHeadMayGoAnothers) {
  const auto ways = WaysOf(Config({{"b", "d"}, {"d", "d"}, {"c", ""}, {"a", "a"}}));
  ASSERT_TRUE(ways.ok()) << ways.status();
  std::vector<std::string> prefixes;
  for (const Way& way : ways->ways) prefixes.push_back(way.prefix);
  EXPECT_THAT(prefixes, ElementsAre("core", "way.d", "way.a"));
  EXPECT_FALSE(ways->ways[0].own);
  EXPECT_TRUE(ways->ways[1].own);
  EXPECT_THAT(ways->of_head, ElementsAre(1, 1, 0, 2));
}

TEST(WaysOf, ThereIsNoCoreWayThatNobodyGoes) {
  const auto ways = WaysOf(Config({{"a", "a"}}));
  ASSERT_TRUE(ways.ok()) << ways.status();
  EXPECT_EQ(ways->ways.size(), 1);
  EXPECT_EQ(ways->ways[0].prefix, "way.a");
}

TEST(WaysOf, RefusesNoHeadsAndPathsToNowhere) {
  EXPECT_THAT(std::string(WaysOf(Config({})).status().message()), HasSubstr("has no heads"));
  EXPECT_FALSE(WaysOf(Config({{"a", "b"}, {"b", ""}})).ok());
}

}  // namespace
}  // namespace auricle
