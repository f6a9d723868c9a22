// SPDX-License-Identifier: Apache-2.0
#include "lib/report/study/joint.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace auricle {
namespace {

const Condition* FindCondition(const Study& study, const std::string& name) {
  const auto found = std::find_if(study.conditions.begin(), study.conditions.end(),
                                  [&](const Condition& c) { return c.name == name; });
  return found == study.conditions.end() ? nullptr : &*found;
}

bool CanBeJoined(const std::vector<Study>& studies) {
  std::set<std::pair<std::string, std::string>> distinct;
  for (const Study& study : studies) {
    if (study.split != studies[0].split || study.interval != studies[0].interval) return false;
    if (study.conditions[0].name != studies[0].conditions[0].name) return false;
    distinct.emplace(study.corpus, study.task);
  }
  return studies.size() > 1 && distinct.size() == studies.size();
}

// "3 corpora", or "3 tasks" if some are of the same corpus.
std::string NameSets(const std::vector<Study>& studies) {
  std::set<std::string> corpora;
  for (const Study& study : studies) corpora.insert(study.corpus);
  return absl::StrCat(studies.size(), corpora.size() == studies.size() ? " corpora" : " tasks");
}

// Conditions that are on every corpus under the same seeds, without decisions; notes what is not.
void ListConditions(const std::vector<Study>& studies, Study* joint) {
  std::vector<std::string> names;
  for (const Study& study : studies) {
    for (const Condition& condition : study.conditions) {
      if (std::count(names.begin(), names.end(), condition.name) == 0) {
        names.push_back(condition.name);
      }
    }
  }
  for (const std::string& name : names) {
    const Condition* first = FindCondition(studies[0], name);
    const bool everywhere = std::all_of(studies.begin(), studies.end(), [&](const Study& study) {
      const Condition* here = FindCondition(study, name);
      return first != nullptr && here != nullptr && here->seeds == first->seeds;
    });
    if (everywhere) {
      Condition condition;
      condition.name = name;
      condition.seeds = first->seeds;
      condition.decisions.resize(first->seeds.size());
      joint->conditions.push_back(condition);
    } else {
      joint->notes.push_back(absl::StrCat(
          "'", name, "' was not run under the same seeds on every corpus, and has no mean."));
    }
  }
}

// Appends the items of `study`, its classes and units numbered after those that are there.
void AppendItems(const Study& study, Study* joint) {
  const int classes = joint->items.classes, units = joint->items.units;
  for (const std::string& name : study.classes) {
    joint->classes.push_back(absl::StrCat(study.corpus, ": ", name));
  }
  for (size_t i = 0; i < study.items.truth.size(); ++i) {
    joint->items.truth.push_back(classes + study.items.truth[i]);
    joint->items.unit.push_back(units + study.items.unit[i]);
  }
  joint->items.classes += study.items.classes;
  joint->items.units += study.items.units;
  for (Condition& condition : joint->conditions) {
    const Condition& own = *FindCondition(study, condition.name);
    for (size_t s = 0; s < own.decisions.size(); ++s) {
      for (const int decision : own.decisions[s]) {
        condition.decisions[s].push_back(classes + decision);
      }
    }
  }
}

}  // namespace

absl::optional<Joint> JoinStudies(const std::vector<Study>& studies,
                                  const AnalysisOptions& options) {
  if (!CanBeJoined(studies)) return absl::nullopt;
  Study joint;
  joint.corpus = NameSets(studies);
  joint.task = studies[0].task;
  joint.split = studies[0].split;
  joint.interval = studies[0].interval;
  ListConditions(studies, &joint);
  // The first of the list is the baseline, if it is there at all.
  if (joint.conditions.empty() || joint.conditions[0].name != studies[0].conditions[0].name) {
    return absl::nullopt;
  }
  std::set<std::string> plans;
  for (const Study& study : studies) {
    if (study.task != joint.task) joint.task.clear();
    plans.insert(study.plans.begin(), study.plans.end());
    AppendItems(study, &joint);
    joint.sets.push_back(&study);
  }
  joint.plans.assign(plans.begin(), plans.end());
  const Analysis analysis = Analyse(joint, options);
  return Joint{std::move(joint), analysis};
}

}  // namespace auricle
