// SPDX-License-Identifier: Apache-2.0
#include "lib/report/study/study.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/report/study/group_runs.h"
#include "lib/report/study/replicate.h"

namespace auricle {
namespace {

// Builds one study from its runs, which all have its corpus, task and split.
class Gatherer {
 public:
  Gatherer(StudyRuns study, const StudyOptions& options)
      : runs_(std::move(study.runs)), options_(options) {
    others_ = std::move(study.other_parts);
    study_.notes = std::move(study.notes);
    if (study.name_plan) study_.plan = PlanFamily(runs_[0]->run().plan());
  }

  absl::StatusOr<Study> Gather() {
    const RunInfo& first = runs_[0]->run();
    study_.corpus = first.corpus();
    study_.task = first.task();
    study_.split = first.split();
    study_.interval = first.interval();
    ListClasses();
    RETURN_IF_ERROR(OrderConditions());
    for (const RunResults* run : runs_) RETURN_IF_ERROR(AddRun(*run));
    for (const RunResults* run : others_) {
      for (Condition& condition : study_.conditions) {
        if (condition.name == run->run().name()) condition.other_parts.push_back(run);
      }
    }
    RETURN_IF_ERROR(AgreeOnItems());
    FillItems();
    return std::move(study_);
  }

 private:
  // Classes by name: those of the first run in its order, then what others add.
  void ListClasses() {
    for (const RunResults* run : runs_) {
      for (const std::string& name : run->run().classes()) {
        if (class_index_.emplace(name, static_cast<int>(study_.classes.size())).second) {
          study_.classes.push_back(name);
        }
      }
    }
  }

  absl::Status OrderConditions() {
    std::vector<std::string> names;
    for (const RunResults* run : runs_) {
      if (std::count(names.begin(), names.end(), run->run().name()) == 0) {
        names.push_back(run->run().name());
      }
    }
    auto base = std::find(names.begin(), names.end(), options_.baseline);
    if (options_.baseline.empty()) {
      base = std::find_if(names.begin(), names.end(), [](const std::string& name) {
        return absl::AsciiStrToLower(name) == "baseline";
      });
    } else if (base == names.end()) {
      const std::string near = Nearest(options_.baseline, names);
      return absl::InvalidArgumentError(absl::StrCat(
          "no run of task '", study_.task, "' is named '", options_.baseline, "'; there are '",
          absl::StrJoin(names, "', '"), "'",
          near.empty() ? "" : absl::StrCat("; did you mean --baseline='", near, "'?")));
    }
    if (base != names.end()) std::rotate(names.begin(), base, base + 1);
    for (const std::string& name : names) {
      Condition condition;
      condition.name = name;
      study_.conditions.push_back(condition);
    }
    return absl::OkStatus();
  }

  absl::Status AddRun(const RunResults& run) {
    const RunInfo& info = run.run();
    const auto condition = std::find_if(study_.conditions.begin(), study_.conditions.end(),
                                        [&](const Condition& c) { return c.name == info.name(); });
    condition->runs.push_back(&run);
    std::vector<const RunResults*>& same = same_[{info.name(), info.plan(), info.seed()}];
    int repetition = 0;
    for (; repetition < static_cast<int>(same.size()); ++repetition) {
      const RunResults& other = *same[repetition];
      if (info.model() == other.run().model() || !TrainedAlike(run, other)) break;
    }
    if (repetition == static_cast<int>(same.size())) same.push_back(&run);
    Replicate& replicate =
        replicates_[{condition - study_.conditions.begin(), info.seed(), repetition}];
    plans_.insert(info.plan());
    for (const Outcome& outcome : run.outcomes) {
      const ItemKey key = {info.plan(), outcome.id()};
      const ItemOutcome item = {class_index_.at(info.classes(outcome.truth())),
                                class_index_.at(info.classes(outcome.decision())), outcome.group()};
      if (!replicate.emplace(key, item).second) {
        return absl::InvalidArgumentError(absl::StrCat(
            "'", run.file, "': item '", outcome.id(), "' of plan '", info.plan(),
            "' was already in "
            "another result of run '",
            info.name(), "' with seed ", info.seed(),
            "; give each result once, or name different runs apart (evaluate --name)"));
      }
      const auto truth = truths_.emplace(key, item.truth).first;
      if (truth->second != item.truth) {
        return absl::InvalidArgumentError(
            absl::StrCat("'", run.file, "': the truth of item '", outcome.id(), "' is '",
                         study_.classes[item.truth], "', elsewhere '",
                         study_.classes[truth->second], "'; such results are not comparable"));
      }
    }
    return absl::OkStatus();
  }

  std::string Describe(const ReplicateKey& key) const {
    return absl::StrCat("run '", study_.conditions[std::get<0>(key)].name, "', seed ",
                        std::get<1>(key));
  }

  // Every replicate must be on the same items; with --intersect, what they share is kept.
  absl::Status AgreeOnItems() {
    const Replicate& first = replicates_.begin()->second;
    std::set<ItemKey> shared, all;
    for (const auto& entry : first) shared.insert(entry.first);
    for (const auto& [key, replicate] : replicates_) {
      for (const auto& entry : replicate) all.insert(entry.first);
      std::set<ItemKey> kept;
      for (const ItemKey& item : shared) {
        if (replicate.count(item) > 0) kept.insert(item);
      }
      if (!options_.intersect && (kept.size() != first.size() || replicate.size() != kept.size())) {
        return UnequalItems(Describe(replicates_.begin()->first), first, Describe(key), replicate);
      }
      shared = std::move(kept);
    }
    if (shared.empty()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "the runs of task '", study_.task, "' have no item in common; report them apart"));
    }
    if (shared.size() < all.size()) {
      study_.notes.push_back(absl::StrCat("Test sets differ: compared on the ", shared.size(),
                                          " items that all runs have; ", all.size() - shared.size(),
                                          " others were dropped."));
    }
    shared_.assign(shared.begin(), shared.end());
    return absl::OkStatus();
  }

  void FillItems() {
    const std::string& by = runs_[0]->run().group_by();
    const bool same = std::all_of(runs_.begin(), runs_.end(), [&](const RunResults* run) {
      return run->run().group_by() == by;
    });
    if (!same) {
      study_.notes.push_back(
          "The runs were grouped differently (evaluate --by); intervals are over items.");
    }
    const Replicate& first = replicates_.begin()->second;
    // An item that several plans test is one unit, as a group is.
    std::map<std::string, int> unit_index;
    const auto name_units = [&](bool grouped) {
      unit_index.clear();
      for (const ItemKey& key : shared_) {
        unit_index.emplace(grouped ? first.at(key).group : key.second, 0);
      }
      int next = 0;
      for (auto& entry : unit_index) entry.second = next++;
    };
    bool grouped = same && !by.empty();
    name_units(grouped);
    if (grouped && unit_index.size() < 2) {
      study_.notes.push_back(absl::StrCat("All items are of one ", by,
                                          ": intervals are over its items and speak of no other."));
      name_units(grouped = false);
    }
    if (grouped) {
      study_.group_by = by;
      for (const auto& entry : unit_index) study_.groups.push_back(entry.first);
    }
    study_.items.classes = study_.classes.size();
    study_.items.units = unit_index.size();
    for (const ItemKey& key : shared_) {
      study_.items.truth.push_back(first.at(key).truth);
      study_.items.unit.push_back(unit_index.at(grouped ? first.at(key).group : key.second));
    }
    for (const auto& [key, replicate] : replicates_) {
      Condition& condition = study_.conditions[std::get<0>(key)];
      condition.seeds.push_back(std::get<1>(key));
      condition.decisions.emplace_back();
      for (const ItemKey& item : shared_) {
        condition.decisions.back().push_back(replicate.at(item).decision);
      }
    }
    study_.plans.assign(plans_.begin(), plans_.end());
  }

  std::vector<const RunResults*> runs_;
  const StudyOptions& options_;
  Study study_;
  std::map<std::string, int> class_index_;
  std::vector<const RunResults*> others_;
  std::map<std::tuple<std::string, std::string, uint64_t>, std::vector<const RunResults*>> same_;
  std::map<ReplicateKey, Replicate> replicates_;
  std::map<ItemKey, int> truths_;
  std::set<std::string> plans_;
  std::vector<ItemKey> shared_;
};

}  // namespace

absl::StatusOr<std::vector<Study>> GatherStudies(const std::vector<RunResults>& runs,
                                                 const StudyOptions& options) {
  std::vector<Study> studies;
  for (StudyRuns& study_runs : GroupRuns(runs, options.split)) {
    ASSIGN_OR_RETURN(Study study, Gatherer(std::move(study_runs), options).Gather());
    studies.push_back(std::move(study));
  }
  return studies;
}

}  // namespace auricle
