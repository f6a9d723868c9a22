// SPDX-License-Identifier: Apache-2.0
#include "lib/data/split/split.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/data/split/split_deal.h"
#include "lib/data/split/split_kinds.h"
#include "lib/data/split/split_subset.h"

namespace auricle {
namespace {

using Plans = std::vector<MadePlan>;

constexpr Part kParts[] = {TRAIN, VALID, TEST};

std::vector<int> Where(const std::vector<Part>& parts, Part part) {
  std::vector<int> found;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (parts[i] == part) found.push_back(i);
  }
  return found;
}

absl::Status CarveValid(const std::vector<ItemFacts>& items, const SplitOptions& options,
                        MadePlan* plan) {
  KeepTogether keep = {options.by_group, true};
  if (options.valid == SplitOptions::WITHIN) keep.groups = false;
  const std::vector<int> train = Where(plan->parts, TRAIN);
  std::vector<int> share_of(items.size(), 0);
  RETURN_IF_ERROR(
      Annotate(DealSubset(items, train, keep, {1 - options.valid_share, options.valid_share},
                          options.seed, &share_of),
               "carving a validation part out of train"));
  for (const int i : train) plan->parts[i] = share_of[i] == 1 ? VALID : TRAIN;
  return absl::OkStatus();
}

absl::Status KeepPerClass(const std::vector<ItemFacts>& items, const SplitOptions& options,
                          MadePlan* plan) {
  const std::vector<int> train = Where(plan->parts, TRAIN);
  for (const int i : train) {
    if (items[i].classes.empty()) {
      return absl::FailedPreconditionError(
          absl::StrCat("item '", items[i].id, "' has 0 classes; --train_per_class wants one each"));
    }
    plan->parts[i] = UNASSIGNED;
  }
  ASSIGN_OR_RETURN(const std::vector<int> kept,
                   KeepOfEachClass(items, train, options.train_per_class, options.seed,
                                   absl::StrCat("--train_per_class=", options.train_per_class,
                                                " in train of "
                                                "plan '",
                                                plan->name, "'")));
  for (const int i : kept) plan->parts[i] = TRAIN;
  return absl::OkStatus();
}

absl::Status CheckGroups(const std::vector<ItemFacts>& items) {
  int64_t without = 0;
  const std::string* first = nullptr;
  for (const ItemFacts& item : items) {
    if (!item.group.empty()) continue;
    ++without;
    if (first == nullptr || item.id < *first) first = &item.id;
  }
  if (without == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(without, " of ", items.size(),
                                                    " items have no group (such as '", *first,
                                                    "'); label them, or split by another task"));
}

// Each part that was asked for holds something.
absl::Status CheckParts(const SplitOptions& options, const MadePlan& plan) {
  const auto missing = [&](Part part) {
    return std::find(plan.parts.begin(), plan.parts.end(), part) == plan.parts.end();
  };
  const bool ratios = options.kind == SplitOptions::RATIOS || options.kind == SplitOptions::PAPER;
  const bool wanted[] = {!ratios || options.ratios[0] > 0,
                         ratios ? options.ratios[1] > 0 : options.valid != SplitOptions::NONE,
                         !ratios || options.ratios[2] > 0};
  const char* const names[] = {"train", "valid", "test"};
  for (int p = 0; p < 3; ++p) {
    if (!wanted[p] || !missing(kParts[p])) continue;
    if (kParts[p] == VALID && options.valid == SplitOptions::SAME) {
      return absl::FailedPreconditionError(
          absl::StrCat("plan '", plan.name, "' has an empty valid part, as the plan that it is to ",
                       "be the same of; carve one: --valid=20%"));
    }
    return absl::FailedPreconditionError(
        absl::StrCat("plan '", plan.name, "' has an empty ", names[p],
                     " part; there are too few groups or sources for it"));
  }
  return absl::OkStatus();
}

// The plans over all of `items`.
absl::StatusOr<Plans> DealAll(const std::vector<ItemFacts>& items, const SplitOptions& options) {
  if (options.by_group) RETURN_IF_ERROR(CheckGroups(items));
  ASSIGN_OR_RETURN(Plans plans, MakeBasePlans(items, options));
  const bool carve = options.valid == SplitOptions::SHARE || options.valid == SplitOptions::WITHIN;
  for (MadePlan& plan : plans) {
    if (carve && options.kind != SplitOptions::RATIOS && options.kind != SplitOptions::PAPER) {
      RETURN_IF_ERROR(CarveValid(items, options, &plan));
    }
    RETURN_IF_ERROR(CheckParts(options, plan));
    if (options.train_per_class > 0) RETURN_IF_ERROR(KeepPerClass(items, options, &plan));
  }
  return plans;
}

// The plans over those of `items` that are dealt, the others unassigned. `kept_out` may be empty.
absl::StatusOr<Plans> DealSome(const std::vector<ItemFacts>& items,
                               const std::vector<bool>& kept_out, const SplitOptions& options) {
  std::vector<int> dealt;
  for (size_t i = 0; i < items.size(); ++i) {
    if (kept_out.empty() || !kept_out[i]) dealt.push_back(i);
  }
  if (dealt.empty()) {
    return absl::FailedPreconditionError(absl::StrCat("--keep_out leaves nothing for plan '",
                                                      options.plan, "'; keep fewer parts out"));
  }
  if (options.per_class != SplitOptions::ALL_OF_CLASS) {
    const bool rarest = options.per_class == SplitOptions::AS_THE_RAREST;
    const int count = rarest ? 0 : options.so_many_per_class;
    ASSIGN_OR_RETURN(dealt, KeepOfEachClass(items, dealt, count, options.seed,
                                            absl::StrCat("--per_class=", count)));
  }
  if (dealt.size() == items.size()) return DealAll(items, options);
  std::vector<ItemFacts> some;
  for (const int i : dealt) some.push_back(items[i]);
  ASSIGN_OR_RETURN(Plans plans, DealAll(some, options));
  for (MadePlan& plan : plans) {
    std::vector<Part> parts(items.size(), UNASSIGNED);
    for (size_t d = 0; d < dealt.size(); ++d) parts[dealt[d]] = plan.parts[d];
    plan.parts = std::move(parts);
  }
  return plans;
}

}  // namespace

absl::StatusOr<Plans> MakePlans(const std::vector<ItemFacts>& items, const SplitOptions& options) {
  if (items.empty()) return absl::FailedPreconditionError("there are no clips to split");
  if (options.keep_out.empty()) return DealSome(items, {}, options);
  const std::vector<int> units = LeakUnits(items);
  Plans plans;
  for (const SplitOptions::Before& keep_out : options.keep_out) {
    SplitOptions once = options;
    once.plan = options.plan + keep_out.suffix;
    ASSIGN_OR_RETURN(
        Plans some,
        DealSome(items, TouchedBy(items, units, keep_out.plan, options.keep_out_parts), once));
    for (MadePlan& plan : some) plans.push_back(std::move(plan));
  }
  return plans;
}

}  // namespace auricle
