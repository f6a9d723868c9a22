// SPDX-License-Identifier: Apache-2.0
#include "lib/data/split/split_kinds.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/class_order.h"
#include "lib/base/rng.h"
#include "lib/base/status_macros.h"

namespace auricle {
namespace {

constexpr Part kParts[] = {TRAIN, VALID, TEST};

using Plans = std::vector<MadePlan>;

std::vector<int> All(const std::vector<ItemFacts>& items) {
  std::vector<int> all(items.size());
  std::iota(all.begin(), all.end(), 0);
  return all;
}

std::vector<double> Normalised(const std::array<double, 3>& ratios) {
  const double sum = ratios[0] + ratios[1] + ratios[2];
  return {ratios[0] / sum, ratios[1] / sum, ratios[2] / sum};
}

absl::StatusOr<Plans> ByRatios(const std::vector<ItemFacts>& items, const SplitOptions& options) {
  std::vector<int> part_of(items.size(), 0);
  RETURN_IF_ERROR(DealSubset(items, All(items), {options.by_group, true},
                             Normalised(options.ratios), options.seed, &part_of));
  MadePlan plan = {options.plan, {}};
  for (const int part : part_of) plan.parts.push_back(kParts[part]);
  return Plans{plan};
}

// Plan k tests on fold k; with NEXT it validates on fold k + 1.
Plans Rotate(const std::vector<int>& fold_of, const std::vector<std::string>& names,
             SplitOptions::Valid valid) {
  Plans plans;
  const int folds = names.size();
  for (int k = 0; k < folds; ++k) {
    MadePlan plan = {names[k], {}};
    for (const int fold : fold_of) {
      const bool next = valid == SplitOptions::NEXT && fold == (k + 1) % folds;
      plan.parts.push_back(fold == k ? TEST : next ? VALID : TRAIN);
    }
    plans.push_back(std::move(plan));
  }
  return plans;
}

absl::StatusOr<Plans> ByFolds(const std::vector<ItemFacts>& items, const SplitOptions& options) {
  if (options.folds < (options.valid == SplitOptions::NEXT ? 3 : 2)) {
    return absl::FailedPreconditionError(absl::StrCat(
        options.folds, " folds leave nothing to train on; take 3 or more, or --valid=none with 2"));
  }
  std::vector<int> fold_of(items.size(), 0);
  const std::vector<double> shares(options.folds, 1.0 / options.folds);
  RETURN_IF_ERROR(
      DealSubset(items, All(items), {options.by_group, true}, shares, options.seed, &fold_of));
  std::vector<std::string> names;
  for (int k = 0; k < options.folds; ++k) names.push_back(absl::StrCat(options.plan, ".", k));
  return Rotate(fold_of, names, options.valid);
}

std::vector<std::string> GroupNames(const std::vector<ItemFacts>& items) {
  std::vector<std::string> names;
  for (const ItemFacts& item : items) names.push_back(item.group);
  return SortClasses(std::move(names));
}

absl::StatusOr<Plans> ByGroup(const std::vector<ItemFacts>& items, const SplitOptions& options) {
  std::vector<std::string> names = GroupNames(items);
  const size_t least = options.valid == SplitOptions::NEXT ? 3 : 2;
  if (names.size() < least) {
    return absl::FailedPreconditionError(
        absl::StrCat("holding one group out wants ", least, " groups or more, there are ",
                     names.size(), "; with two take --valid=none or --valid=within:10%"));
  }
  std::map<std::string, int> index;
  for (size_t k = 0; k < names.size(); ++k) index[names[k]] = k;
  std::vector<int> fold_of;
  for (const ItemFacts& item : items) fold_of.push_back(index.at(item.group));
  for (std::string& name : names) name = absl::StrCat(options.plan, ".", name);
  return Rotate(fold_of, names, options.valid);
}

absl::StatusOr<Plans> ByTestOf(const std::vector<ItemFacts>& items, const SplitOptions& options) {
  Plans plans;
  for (const SplitOptions::Before& base : options.test_of) {
    MadePlan plan = {options.plan + base.suffix, {}};
    for (const ItemFacts& item : items) {
      const Part part = item.before[base.plan];
      const bool train = part == VALID && options.valid != SplitOptions::SAME;
      plan.parts.push_back(train ? TRAIN : part);
    }
    plans.push_back(std::move(plan));
  }
  return plans;
}

// Guizzo, Weyde, Tarroni, their published code: over n keys in order, n_train = round-half-even(0.7
// n), n_valid likewise, n_test the rest; where valid or test is empty, they take ceil(share n) and
// train the rest. Fold k of K starts at key int(k n / K), round the circle. Keys: groups in
// SortClasses' order; without groups, sources in a seeded order.
absl::StatusOr<Plans> ByPaperRule(const std::vector<ItemFacts>& items,
                                  const SplitOptions& options) {
  std::vector<std::string> keys;
  if (options.by_group) {
    keys = GroupNames(items);
  } else {
    for (const ItemFacts& item : items) keys.push_back(item.source);
    keys = SortClasses(std::move(keys));
    Rng(options.seed, "split").Shuffle(&keys);
  }
  const std::vector<double> shares = Normalised(options.ratios);
  const int n = keys.size();
  int train = std::nearbyint(shares[0] * n), valid = std::nearbyint(shares[1] * n);
  int test = n - train - valid;
  if (test <= 0 || valid <= 0) {
    test = std::ceil(shares[2] * n - 1e-9);
    valid = std::ceil(shares[1] * n - 1e-9);
    train = n - valid - test;
  }
  if (train <= 0) {
    return absl::FailedPreconditionError(
        absl::StrCat(n, " groups or sources are too few for --rule=paper at these ratios"));
  }
  const bool one = options.folds <= 1;
  Plans plans;
  for (int fold = 0; fold < std::max(1, options.folds); ++fold) {
    std::map<std::string, Part> part_of;
    for (int i = 0; i < n; ++i) {
      const std::string& key = keys[(i + int64_t{fold} * n / std::max(1, options.folds)) % n];
      part_of[key] = i < train ? TRAIN : i < train + valid ? VALID : TEST;
    }
    MadePlan plan = {one ? options.plan : absl::StrCat(options.plan, ".", fold), {}};
    for (const ItemFacts& item : items) {
      plan.parts.push_back(part_of.at(options.by_group ? item.group : item.source));
    }
    plans.push_back(std::move(plan));
  }
  return plans;
}

}  // namespace

absl::Status DealSubset(const std::vector<ItemFacts>& items, const std::vector<int>& subset,
                        const KeepTogether& keep, const std::vector<double>& shares, uint64_t seed,
                        std::vector<int>* result) {
  const std::vector<SplitUnit> units = MakeUnits(items, subset, keep);
  ASSIGN_OR_RETURN(const std::vector<int> dealt, DealUnits(items, units, shares, seed));
  for (size_t u = 0; u < units.size(); ++u) {
    for (const int i : units[u].items) (*result)[i] = dealt[u];
  }
  return absl::OkStatus();
}

absl::StatusOr<Plans> MakeBasePlans(const std::vector<ItemFacts>& items,
                                    const SplitOptions& options) {
  switch (options.kind) {
    case SplitOptions::RATIOS:
      return ByRatios(items, options);
    case SplitOptions::FOLDS:
      return ByFolds(items, options);
    case SplitOptions::HOLD_ONE_OUT:
      return ByGroup(items, options);
    case SplitOptions::TEST_OF:
      return ByTestOf(items, options);
    case SplitOptions::PAPER:
      return ByPaperRule(items, options);
  }
  return absl::InternalError("no such kind of split");
}

}  // namespace auricle
