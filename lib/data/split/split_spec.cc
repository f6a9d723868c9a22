// SPDX-License-Identifier: Apache-2.0
#include "lib/data/split/split_spec.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "lib/base/status_macros.h"
#include "lib/records/part_name.h"

namespace auricle {
namespace {

constexpr char kRatios[] = "60,20,20";

absl::StatusOr<double> Percentage(absl::string_view text) {
  double percent = 0;
  if (!absl::ConsumeSuffix(&text, "%") || !absl::SimpleAtod(text, &percent) || !(percent > 0) ||
      !(percent < 100)) {
    return absl::InvalidArgumentError("");
  }
  return percent / 100;
}

absl::StatusOr<std::array<double, 3>> ParseRatios(absl::string_view text) {
  const std::vector<absl::string_view> cells = absl::StrSplit(text, ',');
  std::array<double, 3> ratios = {0, 0, 0};
  bool good = cells.size() == 3;
  for (size_t i = 0; good && i < 3; ++i) {
    good = absl::SimpleAtod(cells[i], &ratios[i]) && std::isfinite(ratios[i]) && ratios[i] >= 0;
  }
  if (good && ratios[0] > 0 && std::isfinite(ratios[0] + ratios[1] + ratios[2])) return ratios;
  return absl::InvalidArgumentError(
      absl::StrCat("ratios '", text,
                   "', want three numbers for train, valid and test such as 60,20,20 or "
                   "80,0,20, the first above 0"));
}

absl::Status ParseValid(absl::string_view text, SplitOptions* options) {
  options->valid = SplitOptions::SHARE;
  absl::string_view share = text;
  if (text == "next") {
    options->valid = SplitOptions::NEXT;
    return absl::OkStatus();
  }
  if (text == "none") {
    options->valid = SplitOptions::NONE;
    return absl::OkStatus();
  }
  if (text == "same") {
    options->valid = SplitOptions::SAME;
    return absl::OkStatus();
  }
  if (absl::ConsumePrefix(&share, "within:")) options->valid = SplitOptions::WITHIN;
  const absl::StatusOr<double> parsed = Percentage(share);
  if (!parsed.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("valid '", text,
                     "', want next, none, same (as --test_of's plan has it), 20% (of train, "
                     "groups stay whole) or within:10% (of train, groups are parted)"));
  }
  options->valid_share = *parsed;
  return absl::OkStatus();
}

absl::Status ParseKeepOut(absl::string_view text, PlanRequest* request) {
  if (text.empty()) return absl::OkStatus();
  const size_t colon = text.rfind(':');
  const bool said = colon != absl::string_view::npos;
  request->keep_out = std::string(text.substr(0, colon));
  for (const absl::string_view name : absl::StrSplit(said ? text.substr(colon + 1) : "test", ',')) {
    for (const Part part : {TRAIN, VALID, TEST}) {
      if (name == PartName(part)) request->split.keep_out_parts.push_back(part);
    }
  }
  const size_t names = said ? std::count(text.begin() + colon, text.end(), ',') + 1 : 1;
  if (!request->keep_out.empty() && request->split.keep_out_parts.size() == names) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("--keep_out='", text,
                   "', want PLAN:PART[,PART], of train, valid and test, or PLAN (its test "
                   "part)"));
}

absl::Status ParsePerClass(absl::string_view text, SplitOptions* options) {
  if (text.empty()) return absl::OkStatus();
  options->per_class = text == "least" ? SplitOptions::AS_THE_RAREST : SplitOptions::SO_MANY;
  if (text == "least") return absl::OkStatus();
  if (absl::SimpleAtoi(text, &options->so_many_per_class) && options->so_many_per_class > 0) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("--per_class='", text, "', want least or a number above 0"));
}

absl::Status CheckCombination(const SplitSpec& spec) {
  const auto refuse = [](absl::string_view why) { return absl::InvalidArgumentError(why); };
  const int kinds = (spec.folds > 0) + spec.hold_one_out + !spec.test_of.empty();
  if (kinds > 1) return refuse("take one of --folds, --hold_one_out and --test_of");
  if (spec.plan.empty()) return refuse("--plan wants a name");
  if (spec.folds < 0 || spec.train_per_class < 0) return refuse("a count is 0 or more");
  if (spec.hold_one_out && spec.by.empty()) {
    return refuse("--hold_one_out wants --by=TASK, to know the groups");
  }
  if (spec.train_per_class > 0 && spec.balance.empty()) {
    return refuse("--train_per_class wants --balance=TASK, to know the classes");
  }
  if (!spec.per_class.empty() && spec.balance.empty()) {
    return refuse("--per_class wants --balance=TASK, to know the classes");
  }
  if (spec.rule != "balanced" && spec.rule != "paper") {
    return refuse(absl::StrCat("--rule='", spec.rule, "' is neither balanced nor paper"));
  }
  if (spec.rule == "paper" && (spec.hold_one_out || !spec.test_of.empty() || !spec.valid.empty())) {
    return refuse("--rule=paper goes with --ratios and --folds only");
  }
  if (kinds == 0 && !spec.valid.empty()) {
    return refuse(
        "--valid goes with --folds, --hold_one_out or --test_of; otherwise --ratios says all");
  }
  if (kinds > 0 && spec.rule != "paper" && spec.ratios.has_value()) {
    return refuse(
        "--ratios is not for --folds, --hold_one_out and --test_of, which make the test part; "
        "--valid says what the validation part is");
  }
  if (!spec.test_of.empty() && spec.valid == "next") {
    return refuse("--test_of has no next fold; take --valid=same, none, 20% or within:10%");
  }
  if (spec.test_of.empty() && spec.valid == "same") {
    return refuse("--valid=same is the validation part of the plan that --test_of names");
  }
  return absl::OkStatus();
}

SplitOptions::Kind KindOf(const SplitSpec& spec) {
  if (spec.rule == "paper") return SplitOptions::PAPER;
  if (spec.folds > 0) return SplitOptions::FOLDS;
  if (spec.hold_one_out) return SplitOptions::HOLD_ONE_OUT;
  return spec.test_of.empty() ? SplitOptions::RATIOS : SplitOptions::TEST_OF;
}

// "by=speaker ratios=60,20,20 seed=1": all that shapes the plan.
std::string How(const SplitSpec& spec, SplitOptions::Kind kind, const std::string& valid) {
  std::vector<std::string> said;
  const auto say = [&said](bool shapes, absl::string_view name, const std::string& value) {
    if (shapes) said.push_back(absl::StrCat(name, "=", value));
  };
  const bool shares = kind == SplitOptions::RATIOS || kind == SplitOptions::PAPER;
  if (spec.hold_one_out) said.push_back("hold_one_out");
  say(!spec.by.empty(), "by", spec.by);
  say(!spec.balance.empty(), "balance", spec.balance);
  say(shares, "ratios", spec.ratios.value_or(kRatios));
  say(spec.folds > 0, "folds", absl::StrCat(spec.folds));
  say(!spec.test_of.empty(), "test_of", spec.test_of);
  say(!shares, "valid", valid);
  say(!spec.keep_out.empty(), "keep_out", spec.keep_out);
  say(!spec.per_class.empty(), "per_class", spec.per_class);
  say(spec.train_per_class > 0, "train_per_class", absl::StrCat(spec.train_per_class));
  say(kind == SplitOptions::PAPER, "rule", spec.rule);
  say(true, "seed", absl::StrCat(spec.seed));
  return absl::StrJoin(said, " ");
}

}  // namespace

absl::StatusOr<PlanRequest> ParseSplitSpec(const SplitSpec& spec) {
  RETURN_IF_ERROR(CheckCombination(spec));
  PlanRequest request;
  SplitOptions& split = request.split;
  split.kind = KindOf(spec);
  const std::string valid = !spec.valid.empty()    ? spec.valid
                            : spec.test_of.empty() ? "next"
                                                   : "20%";
  RETURN_IF_ERROR(ParseValid(valid, &split));
  ASSIGN_OR_RETURN(split.ratios, ParseRatios(spec.ratios.value_or(kRatios)));
  RETURN_IF_ERROR(ParseKeepOut(spec.keep_out, &request));
  RETURN_IF_ERROR(ParsePerClass(spec.per_class, &split));
  split.plan = spec.plan;
  split.by_group = !spec.by.empty();
  split.folds = spec.folds;
  split.train_per_class = spec.train_per_class;
  split.seed = spec.seed;
  request.by = spec.by;
  request.balance = spec.balance;
  request.test_of = spec.test_of;
  request.replace = spec.replace_plan;
  request.merge_alike = spec.merge_alike;
  request.how = How(spec, split.kind, valid);
  return request;
}

}  // namespace auricle
