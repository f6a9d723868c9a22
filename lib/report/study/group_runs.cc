// SPDX-License-Identifier: Apache-2.0
#include "lib/report/study/group_runs.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"

namespace auricle {
namespace {

struct Group {
  std::string corpus, task, family, split;
  StudyRuns study;
};

bool SameTask(const Group& a, const Group& b) { return a.corpus == b.corpus && a.task == b.task; }

std::string TrainingText(const RunResults& run) {
  Training training = run.model().training();
  training.clear_history();
  training.clear_best_epoch();
  training.clear_steps();
  return training.SerializeAsString();
}

// Leaves out what repeats an earlier run of another file.
void DropRepeats(StudyRuns* study) {
  std::map<std::string, const RunResults*> seen;
  std::vector<const RunResults*> kept;
  int repeats = 0;
  for (const RunResults* run : study->runs) {
    const RunInfo& info = run->run();
    const std::string key = absl::StrCat(info.model(), "|", info.seed(), "|", info.test_digest(),
                                         "|", info.plan(), "|", info.name());
    const auto found = seen.emplace(key, run);
    const bool repeat =
        !found.second && info.model() != 0 && found.first->second->file != run->file;
    if (repeat) {
      ++repeats;
    } else {
      kept.push_back(run);
    }
  }
  study->runs = std::move(kept);
  if (repeats == 0) return;
  study->notes.push_back(
      absl::StrCat(repeats,
                   " results repeat others to the bit (the same training with the same seed); each "
                   "counts once."));
}

}  // namespace

std::string PlanFamily(const std::string& plan) { return plan.substr(0, plan.find('.')); }

bool TrainedAlike(const RunResults& a, const RunResults& b) {
  return a.model().has_training() && TrainingText(a) == TrainingText(b);
}

std::vector<StudyRuns> GroupRuns(const std::vector<RunResults>& runs, const std::string& split) {
  std::vector<Group> groups;
  for (const RunResults& run : runs) {
    const RunInfo& info = run.run();
    Group group = {info.corpus(), info.task(), PlanFamily(info.plan()), info.split(), {}};
    auto found = std::find_if(groups.begin(), groups.end(), [&](const Group& g) {
      return SameTask(g, group) && g.family == group.family && g.split == group.split;
    });
    if (found == groups.end()) found = groups.insert(groups.end(), group);
    found->study.runs.push_back(&run);
  }
  const auto headline = [&](const Group& of) {
    return std::find_if(groups.begin(), groups.end(), [&](const Group& g) {
      return SameTask(g, of) && g.family == of.family && g.split == split;
    });
  };
  for (Group& group : groups) {
    DropRepeats(&group.study);
    const auto head = headline(group);
    if (head == groups.end() || &*head == &group) continue;
    std::vector<const RunResults*>& others = head->study.other_parts;
    others.insert(others.end(), group.study.runs.begin(), group.study.runs.end());
    group.study.runs.clear();
  }
  std::vector<StudyRuns> studies;
  for (Group& group : groups) {
    if (group.study.runs.empty()) continue;
    group.study.name_plan = std::any_of(groups.begin(), groups.end(), [&](const Group& other) {
      return SameTask(group, other) && group.family != other.family;
    });
    studies.push_back(std::move(group.study));
  }
  return studies;
}

}  // namespace auricle
