// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <memory>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/rng.h"
#include "lib/data/batch_plans.h"

namespace auricle {
namespace {

// The first `count` of a random order of `all`.
std::vector<int32_t> Draw(std::vector<int32_t> all, int32_t count, Rng* rng) {
  for (int32_t i = 0; i < count; ++i) std::swap(all[i], all[i + rng->Below(all.size() - i)]);
  all.resize(count);
  return all;
}

class Episodes : public BatchPlan {
 public:
  Episodes(const StoredItems& items, std::vector<std::vector<int32_t>> items_of,
           const Windows& rule, const EpisodeOptions& options)
      : items_(items), items_of_(std::move(items_of)), rule_(rule), options_(options) {}

  int64_t batches_in_pass() const override { return options_.episodes_in_pass; }

  BatchSpec At(int64_t batch, int rank, int of) const override {
    Rng rng(options_.seed, absl::StrCat("episode/", batch));
    std::vector<int32_t> classes(items_of_.size());
    std::iota(classes.begin(), classes.end(), 0);
    std::vector<ItemWindow> support, query;
    for (const int32_t cls : Draw(std::move(classes), options_.way, &rng)) {
      const std::vector<int32_t> drawn = Draw(items_of_[cls], options_.shot + options_.query, &rng);
      for (int32_t i = 0; i < options_.shot + options_.query; ++i) {
        (i < options_.shot ? support : query).push_back({drawn[i], WindowOf(drawn[i], &rng)});
      }
    }
    BatchSpec spec;
    spec.rows = std::move(support);
    const auto supports = static_cast<int64_t>(spec.rows.size());
    spec.rows.insert(spec.rows.end(), query.begin(), query.end());
    spec.numbers.resize(spec.rows.size());
    std::iota(spec.numbers.begin(), spec.numbers.end(), int64_t{0});
    spec.parts["support"] = {0, supports};
    spec.parts["query"] = {supports, static_cast<int64_t>(spec.rows.size())};
    spec.pass = batch / options_.episodes_in_pass + 1;
    return ShareOf(spec, rank, of, {"support"});
  }

 private:
  Window WindowOf(int32_t item, Rng* rng) const {
    const int64_t frames = items_.items[item].frames;
    if (options_.random_windows) return RandomWindow(rule_, frames, rng);
    const std::vector<Window> all = RegularWindows(rule_, frames);
    return all[rng->Below(all.size())];
  }

  const StoredItems& items_;
  const std::vector<std::vector<int32_t>> items_of_;  // Of each class that has enough.
  const Windows rule_;
  const EpisodeOptions options_;
};

absl::Status CheckOptions(const EpisodeOptions& options, const TargetTable& targets) {
  if (options.way < 1 || options.shot < 1 || options.query < 1 || options.episodes_in_pass < 1) {
    return absl::InvalidArgumentError(absl::StrCat(
        "episodes of ", options.way, " classes, ", options.shot, " shots and ", options.query,
        " queries, ", options.episodes_in_pass, " a pass: each must be at least 1"));
  }
  if (!targets.has_tags()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "episodes are drawn by class; a task of tags or events has none: choose another --task");
}

}  // namespace

absl::StatusOr<std::unique_ptr<BatchPlan>> EpisodePlan(const StoredItems& items,
                                                       const TargetTable& targets,
                                                       const std::vector<int32_t>& which,
                                                       const Windows& rule,
                                                       const EpisodeOptions& options) {
  const absl::Status checked = CheckOptions(options, targets);
  if (!checked.ok()) return checked;
  std::map<int32_t, std::vector<int32_t>> by_class;
  for (const int32_t item : which) {
    if (targets.ClassOf(item) >= 0) by_class[targets.ClassOf(item)].push_back(item);
  }
  std::vector<std::vector<int32_t>> items_of;
  const auto least = static_cast<size_t>(options.shot) + options.query;
  for (auto& [cls, own] : by_class) {
    if (own.size() >= least) items_of.push_back(std::move(own));
  }
  if (items_of.size() < static_cast<size_t>(options.way)) {
    return absl::FailedPreconditionError(absl::StrCat(
        "an episode takes ", options.way, " classes of ", least, " items or more; ",
        items_of.size(), " of the ", by_class.size(),
        " classes have so many: lower the way, the shots or the queries, or give more clips"));
  }
  return std::make_unique<Episodes>(items, std::move(items_of), rule, options);
}

}  // namespace auricle
