// SPDX-License-Identifier: Apache-2.0
#include "lib/data/split/split_spec.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace auricle {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string ErrorOf(const SplitSpec& spec) {
  const absl::StatusOr<PlanRequest> request = ParseSplitSpec(spec);
  return request.ok() ? "no error" : std::string(request.status().message());
}

TEST(ParseSplitSpec, TheDefaultIsThreeRandomParts) {
  const absl::StatusOr<PlanRequest> request = ParseSplitSpec({});
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->split.kind, SplitOptions::RATIOS);
  EXPECT_THAT(request->split.ratios, ElementsAre(60, 20, 20));
  EXPECT_EQ(request->how, "ratios=60,20,20 seed=1");
}

TEST(ParseSplitSpec, HowTellsAllThatShapesThePlan) {
  SplitSpec spec;
  spec.by = "speaker";
  spec.balance = "digit";
  spec.hold_one_out = true;
  spec.valid = "within:10%";
  spec.train_per_class = 5;
  spec.seed = 7;
  const absl::StatusOr<PlanRequest> request = ParseSplitSpec(spec);
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->how,
            "hold_one_out by=speaker balance=digit valid=within:10% train_per_class=5 seed=7");
  EXPECT_EQ(request->split.valid, SplitOptions::WITHIN);
  EXPECT_EQ(request->split.valid_share, 0.1);
}

TEST(ParseSplitSpec, TestOfCarvesAFifthUnlessSaid) {
  SplitSpec spec;
  spec.test_of = "official";
  EXPECT_EQ(ParseSplitSpec(spec)->split.valid, SplitOptions::SHARE);
  EXPECT_EQ(ParseSplitSpec(spec)->split.valid_share, 0.2);
  spec.valid = "none";
  EXPECT_EQ(ParseSplitSpec(spec)->split.valid, SplitOptions::NONE);
  spec.valid = "next";
  EXPECT_THAT(ErrorOf(spec), HasSubstr("no next fold"));
  spec.valid = "same";
  EXPECT_EQ(ParseSplitSpec(spec)->split.valid, SplitOptions::SAME);
  EXPECT_EQ(ParseSplitSpec(spec)->how, "test_of=official valid=same seed=1");
}

// They were taken and said nothing.
TEST(ParseSplitSpec, RatiosThatWouldSayNothingAreRefused) {
  SplitSpec folds, test_of, paper;
  folds.folds = 5;
  test_of.test_of = "official";
  paper.folds = 5;
  paper.rule = "paper";
  for (SplitSpec* spec : {&folds, &test_of, &paper}) {
    EXPECT_EQ(ErrorOf(*spec), "no error");
    spec->ratios = "60,20,20";
  }
  EXPECT_THAT(ErrorOf(folds), HasSubstr("--ratios is not for --folds"));
  EXPECT_THAT(ErrorOf(test_of), HasSubstr("--ratios is not for --folds"));
  EXPECT_EQ(ErrorOf(paper), "no error");
}

TEST(ParseSplitSpec, WhatExcludesEachOtherIsRefused) {
  SplitSpec spec;
  spec.folds = 5;
  spec.test_of = "official";
  EXPECT_THAT(ErrorOf(spec), HasSubstr("one of --folds, --hold_one_out and --test_of"));
  spec = {};
  spec.hold_one_out = true;
  EXPECT_THAT(ErrorOf(spec), HasSubstr("wants --by"));
  spec = {};
  spec.train_per_class = 5;
  EXPECT_THAT(ErrorOf(spec), HasSubstr("wants --balance"));
  spec = {};
  spec.valid = "10%";
  EXPECT_THAT(ErrorOf(spec), HasSubstr("--ratios says all"));
  spec = {};
  spec.folds = 5;
  spec.valid = "same";
  EXPECT_THAT(ErrorOf(spec), HasSubstr("the plan that --test_of names"));
  spec = {};
  spec.rule = "paper";
  spec.valid = "none";
  EXPECT_THAT(ErrorOf(spec), HasSubstr("--rule=paper goes with"));
}

TEST(ParseSplitSpec, ValuesThatSayNothingAreRefusedWithAnExample) {
  SplitSpec spec;
  for (const char* ratios :
       {"", "60,40", "60,20,20,0", "0,50,50", "-1,1,1", "a,b,c", "nan,1,1", "1e308,1e308,1e308"}) {
    spec.ratios = ratios;
    EXPECT_THAT(ErrorOf(spec), HasSubstr("such as 60,20,20")) << ratios;
  }
  spec = {};
  spec.folds = 5;
  for (const char* valid : {"10", "0%", "100%", "within:", "within:x%", "before", "%"}) {
    spec.valid = valid;
    EXPECT_THAT(ErrorOf(spec), HasSubstr("within:10%")) << valid;
  }
  spec = {};
  spec.rule = "papre";
  EXPECT_THAT(ErrorOf(spec), HasSubstr("neither balanced nor paper"));
  spec = {};
  spec.plan = "";
  EXPECT_THAT(ErrorOf(spec), HasSubstr("--plan wants a name"));
}

TEST(ParseSplitSpec, KeepOutIsAPlanAndItsParts) {
  SplitSpec spec;
  spec.keep_out = "emotion:test,valid";
  auto request = ParseSplitSpec(spec);
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->keep_out, "emotion");
  EXPECT_THAT(request->split.keep_out_parts, ElementsAre(TEST, VALID));
  EXPECT_EQ(request->how, "ratios=60,20,20 keep_out=emotion:test,valid seed=1");
  spec.keep_out = "a:b";
  EXPECT_THAT(ErrorOf(spec), HasSubstr("want PLAN:PART[,PART]"));
  for (const char* wrong : {":test", "plan:", "plan:test,", "plan:test,eval"}) {
    spec.keep_out = wrong;
    EXPECT_THAT(ErrorOf(spec), HasSubstr("--keep_out=")) << wrong;
  }
  spec.keep_out = "emotion";
  EXPECT_THAT(ParseSplitSpec(spec)->split.keep_out_parts, ElementsAre(TEST));
}

TEST(ParseSplitSpec, PerClassIsLeastOrANumberOfAKnownTask) {
  SplitSpec spec;
  spec.per_class = "least";
  EXPECT_THAT(ErrorOf(spec), HasSubstr("--per_class wants --balance"));
  spec.balance = "quality";
  EXPECT_EQ(ParseSplitSpec(spec)->split.per_class, SplitOptions::AS_THE_RAREST);
  EXPECT_EQ(ParseSplitSpec(spec)->how, "balance=quality ratios=60,20,20 per_class=least seed=1");
  spec.per_class = "12";
  EXPECT_EQ(ParseSplitSpec(spec)->split.so_many_per_class, 12);
  for (const char* wrong : {"most", "0", "-3", "1.5"}) {
    spec.per_class = wrong;
    EXPECT_THAT(ErrorOf(spec), HasSubstr("want least or a number")) << wrong;
  }
}

}  // namespace
}  // namespace auricle
