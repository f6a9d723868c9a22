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
#include "lib/data/leak_groups.h"

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

// Chooses leak groups for the validation part, greedily in a seeded order: a group is taken if that
// brings the counts of more items nearer to their class's share than farther from it.
Partition Carve(const StoredItems& items, const std::vector<int32_t>& classes,
                const std::vector<int32_t>& all, size_t class_count, double share, uint64_t seed) {
  std::vector<int64_t> wanted(class_count, 0);
  for (const int32_t i : all) ++wanted[classes[i]];
  for (int64_t& n : wanted) {
    // Every class that has two items or more should be seen in validation.
    if (n >= 2)
      n = std::max<int64_t>(1, std::llround(share * static_cast<double>(n)));
    else
      n = 0;
  }
  std::map<std::string, std::vector<int32_t>> groups;  // Sorted: independent of the stream's order.
  const std::vector<std::string> group_of = LeakGroups(items.items);
  for (const int32_t i : all) groups[group_of[i]].push_back(i);
  std::vector<std::string> order;
  for (const auto& group : groups) order.push_back(group.first);
  Rng(seed, "validation").Shuffle(&order);

  Partition result;
  for (const std::string& name : order) {
    std::map<int32_t, int64_t> counts;
    for (const int32_t i : groups[name]) ++counts[classes[i]];
    int64_t gain = 0;
    for (const auto& [c, n] : counts) {
      const int64_t need = std::max<int64_t>(wanted[c], 0);
      gain += std::min(n, need) - std::max<int64_t>(0, n - need);
    }
    std::vector<int32_t>* side = gain > 0 ? &result.valid : &result.train;
    side->insert(side->end(), groups[name].begin(), groups[name].end());
    if (gain > 0) {
      for (const auto& [c, n] : counts) wanted[c] -= n;
    }
  }
  std::sort(result.train.begin(), result.train.end());
  std::sort(result.valid.begin(), result.valid.end());
  return result;
}

absl::Status CheckSharedClasses(const Partition& parts, const std::vector<int32_t>& classes,
                                const std::vector<std::string>& names) {
  std::set<int32_t> train;
  std::set<int32_t> valid;
  for (const int32_t i : parts.train) train.insert(classes[i]);
  for (const int32_t i : parts.valid) valid.insert(classes[i]);
  for (const int32_t c : valid) {
    if (train.count(c) > 0) return absl::OkStatus();
  }
  const auto named = [&names](const std::set<int32_t>& some) {
    std::vector<std::string> out;
    for (const int32_t c : some) out.push_back(names[c]);
    return Some(out);
  };
  return absl::FailedPreconditionError(absl::StrCat(
      "the training and validation parts share no class: train has ", named(train), ", valid has ",
      named(valid), "; where the held-out group is the task itself use --validation=within:10%"));
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
                                        const std::vector<int32_t>& classes,
                                        const std::vector<std::string>& class_names,
                                        const std::string& plan, const Validation& validation,
                                        uint64_t seed, bool allow_leaks) {
  Partition result;
  std::vector<Part> sides(items.items.size(), UNASSIGNED);
  for (size_t i = 0; i < items.items.size(); ++i) {
    const Part part = items.items[i].part;
    // Neither an item without a label nor a validation part that is not asked for is read.
    const bool read = classes[i] >= 0 && (part != VALID || validation.kind == Validation::PLAN);
    if (!read && part != TEST) continue;
    sides[i] = part;
    if (!read) continue;
    if (sides[i] == TRAIN) result.train.push_back(static_cast<int32_t>(i));
    if (sides[i] == VALID) result.valid.push_back(static_cast<int32_t>(i));
  }
  if (result.train.empty()) return NoSuchPart(items, plan, "train");
  if (validation.kind == Validation::WITHIN) {
    result = Carve(items, classes, result.train, class_names.size(), validation.share, seed);
    if (result.valid.empty() || result.train.empty()) {
      return absl::FailedPreconditionError(
          absl::StrCat("the training part has too few sources to carve a validation part from: ",
                       result.train.size() + result.valid.size(),
                       " items; use --validation=plan or --validation=none"));
    }
    for (const int32_t i : result.valid) sides[i] = VALID;
  }
  if (validation.kind == Validation::PLAN && result.valid.empty()) {
    return NoSuchPart(items, plan, "valid");
  }
  if (!allow_leaks) RETURN_IF_ERROR(CheckNoLeaks(items.items, sides));
  if (validation.kind != Validation::NONE) {
    RETURN_IF_ERROR(CheckSharedClasses(result, classes, class_names));
  }
  return result;
}

}  // namespace auricle
