// SPDX-License-Identifier: Apache-2.0
// The grammar's own tests are those of its first language, lib/nn/objectives/loss_spec_test.cc.
#include "lib/base/terms.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/base/term_arguments.h"

namespace auricle {
namespace {

using testing::HasSubstr;

TermArguments Arguments(const std::string& text) {
  const auto terms = ParseTerms(text, {"recipe", "a dish"});
  EXPECT_TRUE(terms.ok()) << terms.status();
  return TermArguments(terms->back(), "recipe");
}

template <typename T>
std::string Message(const absl::StatusOr<T>& value) {
  return value.ok() ? "" : std::string(value.status().message());
}

TEST(ParseTerms, ErrorsSpeakOfTheLanguage) {
  EXPECT_EQ(Message(ParseTerms("soup,", {"recipe", "a dish"})),
            "recipe, at character 6: the text ends; want the name of a dish");
}

TEST(ParseTerms, TellsWhereTermsAndArgumentsStand) {
  const auto terms = ParseTerms("soup, 2 * pie(salt=1, flour=2)", {"recipe", "a dish"});
  ASSERT_TRUE(terms.ok());
  EXPECT_EQ((*terms)[0].position, 1);
  EXPECT_EQ((*terms)[1].position, 11);
  EXPECT_EQ((*terms)[1].arguments[0].position, 23);  // flour, sorted first.
  EXPECT_EQ((*terms)[1].arguments[1].position, 15);
}

TEST(TermArguments, IntervalsAreTwoNumbersOrOne) {
  TermArguments arguments = Arguments("pie(a=1:2,b=3,c=-4:-4)");
  EXPECT_EQ(arguments.Between("a", {}, 0, 5)->low, 1);
  EXPECT_EQ(arguments.Between("b", {}, 0, 5)->high, 3);
  EXPECT_EQ(arguments.Between("c", {}, -5, 5)->low, -4);
  EXPECT_EQ(arguments.Between("d", {7, 8}, 0, 5)->high, 8);
  EXPECT_TRUE(arguments.Done().ok());
  for (const char* bad : {"a=2:1", "a=6", "a=-1:2", "a=1:2:3", "a=x", "a=1:", "a=nan", "a=[1,2]"}) {
    TermArguments one = Arguments("soup,pie(" + std::string(bad) + ")");
    EXPECT_THAT(Message(one.Between("a", {}, 0, 5)),
                testing::AllOf(HasSubstr("recipe, at character 10: pie(a="),
                               HasSubstr("a number from 0 to 5, or two of them as LOW:HIGH")))
        << bad;
  }
}

TEST(TermArguments, TimesHaveAUnit) {
  TermArguments arguments = Arguments("pie(a=0.25s,b=40ms)");
  EXPECT_EQ(*arguments.Seconds("a", 1), 0.25);
  EXPECT_DOUBLE_EQ(*arguments.Seconds("b", 1), 0.04);
  EXPECT_EQ(*arguments.Seconds("c", 1), 1);
  for (const char* bad : {"a=1", "a=0s", "a=-1s", "a=s", "a=1m", "a=infs", "a=[1s,2s]"}) {
    EXPECT_THAT(Message(Arguments("pie(" + std::string(bad) + ")").Seconds("a", 1)),
                HasSubstr("a time above 0 with its unit, as 0.2s or 200ms"))
        << bad;
  }
}

TEST(TermArguments, WhatNobodyReadIsNamedWithItsPlaceAndTheNearest) {
  TermArguments arguments = Arguments("pie(salts=1)");
  EXPECT_EQ(*arguments.Number("salt", 2, 0, 5), 2);
  EXPECT_THAT(std::string(arguments.Done().message()),
              HasSubstr("recipe, at character 5: 'pie' has no argument 'salts'; did you mean "
                        "'salt'?"));
}

}  // namespace
}  // namespace auricle
