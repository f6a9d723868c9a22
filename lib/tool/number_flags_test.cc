// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/number_flags.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "lib/tool/tool.h"

namespace auricle {
namespace {

// "threads" is a flag of this program, but the tool below does not take it.
const NumberFlags kFirst = {"seed", "sead"};
const NumberFlags kSecond = {"memory", "threads"};

TEST(NumberFlags, ANameThatIsNoFlagOfTheToolIsSeen) {
  const Tool tool = {"some_tool", "", "", "", {"run:seed,memory"}};
  EXPECT_EQ(UnknownNumberFlags(tool), (std::vector<std::string>{"sead", "threads"}));
  EXPECT_EQ(kFirst.names(), (std::vector<std::string>{"seed", "sead"}));
}

}  // namespace
}  // namespace auricle
