// SPDX-License-Identifier: Apache-2.0
#include "lib/data/split.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/rng.h"
#include "lib/base/status_macros.h"
#include "lib/data/split_deal.h"
#include "lib/data/split_kinds.h"

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

// The N items of each class with the least hashes stay; so fewer are always some of more.
absl::Status KeepPerClass(const std::vector<ItemFacts>& items, const SplitOptions& options,
                          MadePlan* plan) {
  std::map<std::string, std::vector<std::pair<uint64_t, int>>> of_class;
  for (const int i : Where(plan->parts, TRAIN)) {
    if (items[i].classes.size() != 1) {
      return absl::FailedPreconditionError(
          absl::StrCat("item '", items[i].id, "' has ", items[i].classes.size(),
                       " classes; --train_per_class wants one each"));
    }
    of_class[items[i].classes[0]].emplace_back(StableHash(items[i].id, options.seed), i);
    plan->parts[i] = UNASSIGNED;
  }
  for (auto& [name, hashed] : of_class) {
    if (hashed.size() < options.train_per_class) {
      return absl::FailedPreconditionError(
          absl::StrCat("plan '", plan->name, "' has ", hashed.size(), " training items of class '",
                       name, "', fewer than --train_per_class=", options.train_per_class));
    }
    std::sort(hashed.begin(), hashed.end(), [&](const auto& a, const auto& b) {
      return a.first != b.first ? a.first < b.first : items[a.second].id < items[b.second].id;
    });
    for (int k = 0; k < options.train_per_class; ++k) plan->parts[hashed[k].second] = TRAIN;
  }
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
    return absl::FailedPreconditionError(
        absl::StrCat("plan '", plan.name, "' has an empty ", names[p],
                     " part; there are too few groups or sources for it"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Plans> MakePlans(const std::vector<ItemFacts>& items, const SplitOptions& options) {
  if (items.empty()) return absl::FailedPreconditionError("there are no clips to split");
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

}  // namespace auricle
