// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/objectives/loss_spec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lib/base/rng.h"

namespace auricle {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string Error(const std::string& text) {
  const absl::StatusOr<std::vector<LossTerm>> terms = ParseLoss(text);
  return terms.ok() ? "no error" : std::string(terms.status().message());
}

TEST(ParseLoss, ReadsTermsFactorsValuesAndLists) {
  const auto terms =
      ParseLoss(" cross_entropy ,0.5 * antitransfer( beta=2e-1, at=[conv4_2,slice:5] )");
  ASSERT_TRUE(terms.ok()) << terms.status();
  ASSERT_EQ(terms->size(), 2);
  EXPECT_EQ((*terms)[0].name, "cross_entropy");
  EXPECT_EQ((*terms)[0].factor, 1);
  const LossTerm& second = (*terms)[1];
  EXPECT_EQ(second.factor, 0.5);
  ASSERT_EQ(second.arguments.size(), 2);
  EXPECT_EQ(second.arguments[0].name, "at");
  EXPECT_THAT(second.arguments[0].values, ElementsAre("conv4_2", "slice:5"));
  EXPECT_THAT(second.arguments[1].values, ElementsAre("2e-1"));
  EXPECT_EQ(FormatLoss(*terms), "cross_entropy,0.5*antitransfer(at=[conv4_2,slice:5],beta=2e-1)");
}

TEST(ParseLoss, SaysWhatItFoundWhereAndWhatItWanted) {
  EXPECT_THAT(Error(""), HasSubstr("at character 1: the text ends; want the name of an objective"));
  EXPECT_THAT(Error("a,"), HasSubstr("at character 3"));
  EXPECT_THAT(Error("a b"), HasSubstr("at character 3: found 'b'; want ',' or the end"));
  EXPECT_THAT(Error("a(x)"), HasSubstr("found ')'; want '=' after 'x'"));
  EXPECT_THAT(Error("a(x="), HasSubstr("the text ends; want a value"));
  EXPECT_THAT(Error("a(x=[1,2)"), HasSubstr("found ')'; want ',' or ']'"));
  EXPECT_THAT(Error("a(x=1"), HasSubstr("want ',' or ')'"));
  EXPECT_THAT(Error("a(x=1,x=2)"), HasSubstr("argument 'x' of 'a' is given twice"));
  EXPECT_THAT(Error("-1*a"), HasSubstr("'-1' is no factor"));
  EXPECT_THAT(Error("nan*a"), HasSubstr("no factor"));
  EXPECT_THAT(Error("4x"), HasSubstr("'4x' is no name"));
  EXPECT_THAT(Error("a(x=`id`)"), HasSubstr("found '`'; want a value"));
}

// Whatever bytes come in, the answer is an error or a loss whose canonical text is a fixed point.
TEST(ParseLoss, CanonicalTextOfAnythingThatParsesIsAFixedPoint) {
  const std::string alphabet = "ab1.=,()[]* \t_:-";
  Rng rng(1, "texts");
  int parsed = 0;
  for (int i = 0; i < 200000; ++i) {
    std::string text = i % 2 == 0 ? "a(b=" : "";
    for (uint64_t n = rng.Below(10); n > 0; --n) text += alphabet[rng.Below(alphabet.size())];
    const auto terms = ParseLoss(text);
    if (!terms.ok()) continue;
    ++parsed;
    const std::string canonical = FormatLoss(*terms);
    const auto again = ParseLoss(canonical);
    ASSERT_TRUE(again.ok()) << text << " → " << canonical << ": " << again.status();
    EXPECT_EQ(FormatLoss(*again), canonical) << text;
  }
  EXPECT_GT(parsed, 1000);
}

TEST(FormatLoss, KeepsEveryBitOfAFactor) {
  for (const double factor : {0.1, 1.0 / 3, 1e-300, 12345678.9, 0.0}) {
    const auto back = ParseLoss(FormatLoss({{factor, "a", {}}}));
    ASSERT_TRUE(back.ok()) << back.status();
    EXPECT_EQ((*back)[0].factor, factor);
  }
}

}  // namespace
}  // namespace auricle
