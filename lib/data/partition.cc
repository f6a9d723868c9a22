// SPDX-License-Identifier: Apache-2.0
#include "lib/data/partition.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lib/base/rng.h"
#include "lib/base/status_macros.h"
#include "lib/data/split/leak_groups.h"

namespace auricle {
namespace {

// Names at most six, and how many more there are.
std::string Some(const std::vector<std::string>& names) {
  if (names.empty()) return "none";
  const size_t shown = std::min<size_t>(names.size(), 6);
  std::string text =
      absl::StrCat("'", absl::StrJoin(names.begin(), names.begin() + shown, "', '"), "'");
  if (shown < names.size()) absl::StrAppend(&text, " and ", names.size() - shown, " more");
  return text;
}

absl::Status NoSuchPart(const StoredItems& items, const std::string& plan, absl::string_view part) {
  const bool known = std::binary_search(items.plans.begin(), items.plans.end(), plan);
  if (!known) {
    return absl::FailedPreconditionError(absl::StrCat(
        "no clip is assigned by plan '", plan, "'; plans of the stream: ", Some(items.plans),
        "; choose one with --plan, or make one with split_dataset"));
  }
  return absl::FailedPreconditionError(absl::StrCat(
      "plan '", plan, "' marks no labelled clip ", part,
      part == "valid" ? "; carve one with --validation=within:10%, or do without: --validation=none"
                      : "; split with split_dataset, or choose another --plan"));
}

bool Known(const std::vector<const TargetTable*>& tables, int32_t item) {
  return std::any_of(tables.begin(), tables.end(),
                     [item](const TargetTable* table) { return table->Known(item); });
}

// Per item of `all`, by the first table that knows it; strata of later tables are counted on.
std::map<int32_t, int32_t> StrataOf(const std::vector<const TargetTable*>& tables,
                                    const std::vector<int32_t>& all) {
  std::map<int32_t, int32_t> strata;
  int32_t offset = 0;
  for (const TargetTable* table : tables) {
    const std::vector<int32_t> own = table->Strata(all);
    for (size_t i = 0; i < all.size(); ++i) {
      if (table->Known(all[i])) strata.try_emplace(all[i], offset + own[i]);
    }
    offset += table->strata();
  }
  return strata;
}

// Chooses leak groups for the validation part, greedily in a seeded order: a group is taken if that
// brings the counts of more items nearer to their stratum's share than farther from it.
Partition Carve(const std::vector<std::string>& group_of, const std::map<int32_t, int32_t>& strata,
                const Partition& parts, const PartitionOptions& options) {
  std::map<int32_t, int64_t> wanted;
  for (const auto& [item, stratum] : strata) ++wanted[stratum];
  for (auto& [stratum, n] : wanted) {
    // Every class that has two items or more should be seen in validation.
    const double share = options.validation.share * static_cast<double>(n);
    n = n >= 2 ? std::max<int64_t>(1, std::llround(share)) : 0;
  }
  std::map<std::string, std::vector<int32_t>> groups;  // Sorted: independent of the stream's order.
  for (const int32_t i : parts.train) groups[group_of[i]].push_back(i);
  std::vector<std::string> order;
  for (const auto& group : groups) order.push_back(group.first);
  Rng(options.seed, "validation").Shuffle(&order);

  Partition result;
  std::set<std::string> carved;
  for (const std::string& name : order) {
    std::map<int32_t, int64_t> counts;
    for (const int32_t i : groups[name]) ++counts[strata.at(i)];
    int64_t gain = 0;
    for (const auto& [stratum, n] : counts) {
      const int64_t need = std::max<int64_t>(wanted[stratum], 0);
      gain += std::min(n, need) - std::max<int64_t>(0, n - need);
    }
    std::vector<int32_t>* side = gain > 0 ? &result.valid : &result.train;
    side->insert(side->end(), groups[name].begin(), groups[name].end());
    if (gain <= 0) continue;
    carved.insert(name);
    for (const auto& [stratum, n] : counts) wanted[stratum] -= n;
  }
  std::sort(result.train.begin(), result.train.end());
  std::sort(result.valid.begin(), result.valid.end());
  for (const int32_t i : parts.unlabelled) {
    if (carved.count(group_of[i]) == 0) result.unlabelled.push_back(i);
  }
  return result;
}

// The classes that `which` have.
std::set<int32_t> ClassesIn(const TargetTable& table, const std::vector<int32_t>& which) {
  const std::vector<int64_t> counts = table.CountClasses(which);
  std::set<int32_t> classes;
  for (size_t c = 0; c < counts.size(); ++c) {
    if (counts[c] > 0) classes.insert(static_cast<int32_t>(c));
  }
  return classes;
}

absl::Status CheckSharedClasses(const Partition& parts, const TargetTable& table) {
  const std::set<int32_t> train = ClassesIn(table, parts.train);
  const std::set<int32_t> valid = ClassesIn(table, parts.valid);
  for (const int32_t c : valid) {
    if (train.count(c) > 0) return absl::OkStatus();
  }
  const auto named = [&table](const std::set<int32_t>& some) {
    std::vector<std::string> out;
    for (const int32_t c : some) out.push_back(table.classes()[c]);
    return Some(out);
  };
  return absl::FailedPreconditionError(absl::StrCat(
      "the training and validation parts share no class: train has ", named(train), ", valid has ",
      named(valid), "; where the held-out group is the task itself use --validation=within:10%"));
}

// What the plan says, before anything is carved. `sides` gets a part per item that is read or
// stands in test.
Partition Planned(const StoredItems& items, const std::vector<const TargetTable*>& tables,
                  const PartitionOptions& options, std::vector<Part>* sides) {
  Partition result;
  for (size_t i = 0; i < items.items.size(); ++i) {
    const auto item = static_cast<int32_t>(i);
    const Part part = items.items[i].part;
    const bool known = Known(tables, item);
    // A validation part that is not asked for is not read, nor is an item without a label, but for
    // those of the training part that are asked for.
    const bool valid = part == VALID && known && options.validation.kind == Validation::PLAN;
    const bool train = part == TRAIN && (known || options.read_unlabelled);
    if (valid || train || part == TEST) (*sides)[i] = part;
    if (valid) result.valid.push_back(item);
    if (train) (known ? result.train : result.unlabelled).push_back(item);
  }
  return result;
}

}  // namespace

absl::StatusOr<Validation> ParseValidation(absl::string_view text) {
  Validation validation;
  if (text == "plan") return validation;
  if (text == "none") {
    validation.kind = Validation::NONE;
    return validation;
  }
  double percent = 0;
  if (text.substr(0, 7) == "within:" && text.back() == '%' &&
      absl::SimpleAtod(text.substr(7, text.size() - 8), &percent) && percent > 0 && percent < 100) {
    validation.kind = Validation::WITHIN;
    validation.share = percent / 100;
    return validation;
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "validation '", text, "', want 'plan', 'within:P%' with P between 0 and 100, or 'none'"));
}

absl::StatusOr<Partition> MakePartition(const StoredItems& items,
                                        const std::vector<const TargetTable*>& tables,
                                        const PartitionOptions& options) {
  std::vector<Part> sides(items.items.size(), UNASSIGNED);
  Partition result = Planned(items, tables, options, &sides);
  if (result.train.empty()) return NoSuchPart(items, options.plan, "train");
  const Validation::Kind kind = options.validation.kind;
  if (kind == Validation::WITHIN) {
    for (const int32_t i : result.unlabelled) sides[i] = UNASSIGNED;
    result = Carve(LeakGroups(items.items), StrataOf(tables, result.train), result, options);
    if (result.valid.empty() || result.train.empty()) {
      return absl::FailedPreconditionError(
          absl::StrCat("the training part has too few sources to carve a validation part from: ",
                       result.train.size() + result.valid.size(),
                       " items; use --validation=plan or --validation=none"));
    }
    for (const int32_t i : result.valid) sides[i] = VALID;
    for (const int32_t i : result.unlabelled) sides[i] = TRAIN;
  }
  if (kind == Validation::PLAN && result.valid.empty()) {
    return NoSuchPart(items, options.plan, "valid");
  }
  if (!options.allow_leaks) RETURN_IF_ERROR(CheckNoLeaks(items.items, sides));
  if (kind != Validation::NONE) RETURN_IF_ERROR(CheckSharedClasses(result, *tables.front()));
  return result;
}

}  // namespace auricle
