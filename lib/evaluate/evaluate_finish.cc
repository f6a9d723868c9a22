// SPDX-License-Identifier: Apache-2.0
// The second half of the Evaluator: what the collected items come to.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/evaluate/evaluate.h"
#include "lib/evaluate/score.h"
#include "lib/evaluate/score_tags.h"
#include "lib/records/digest.h"
#include "lib/records/part_name.h"

namespace auricle {
namespace {

// Whether `word` begins a parameter of a plan, "ratios=60,20,20".
bool IsParameter(absl::string_view word) {
  const size_t letters = word.find_first_not_of("abcdefghijklmnopqrstuvwxyz_");
  return letters != 0 && letters != absl::string_view::npos && word[letters] == '=';
}

// "by=my speaker ratios=60,20,20" → "my speaker".
std::string GroupOfPlan(const Header& header, const std::string& plan) {
  std::vector<absl::string_view> by;
  for (const Plan& candidate : header.plans()) {
    if (candidate.name() != plan || !by.empty()) continue;
    for (absl::string_view word : absl::StrSplit(candidate.how(), ' ')) {
      if (by.empty() ? absl::ConsumePrefix(&word, "by=") : !IsParameter(word)) {
        by.push_back(word);
      } else if (!by.empty()) {
        break;
      }
    }
  }
  return absl::StrJoin(by, " ");
}

// What tells runs of one trainer apart: its mode where it has one, and the objective where that is
// not the usual one.
std::string NameOfTraining(const Training& training) {
  if (training.mode().empty()) return training.loss();
  return training.loss() == "cross_entropy" ? training.mode()
                                            : absl::StrCat(training.mode(), " ", training.loss());
}

// "'x', 'y'", of the model's classes that have no item; "" without any.
std::string WithoutItems(const RunInfo& run, const std::vector<Outcome>& outcomes) {
  constexpr size_t kMostNamed = 6;
  std::vector<bool> has_items(run.classes_size());
  for (const Outcome& outcome : outcomes) has_items[outcome.truth()] = true;
  std::vector<std::string> names;
  for (int c = 0; c < run.known_classes(); ++c) {
    if (!has_items[c]) names.push_back(absl::StrCat("'", run.classes(c), "'"));
  }
  const size_t others = names.size() - std::min(names.size(), kMostNamed);
  names.resize(names.size() - others);
  return absl::StrCat(absl::StrJoin(names, ", "),
                      others > 0 ? absl::StrCat(" and ", others, " others") : "");
}

// "3 items' probabilities sum to 0.93 … 1.02 …", of those that are off by more than float32's
// rounding; "" without any.
std::string UnevenSums(const std::vector<Outcome>& outcomes) {
  constexpr double kRounding = 1e-3;
  int64_t uneven = 0;
  double low = 1, high = 1;
  for (const Outcome& outcome : outcomes) {
    const double sum = std::accumulate(outcome.scores().begin(), outcome.scores().end(), 0.0);
    if (outcome.scores().empty() || std::abs(sum - 1) <= kRounding) continue;
    ++uneven;
    low = std::min(low, sum);
    high = std::max(high, sum);
  }
  if (uneven == 0) return "";
  return absl::StrFormat(
      "the probabilities of %d items do not sum to 1 but to %.3f … %.3f; "
      "cross-entropy and areas take them as they are",
      uneven, low, high);
}

}  // namespace

// The part that was evaluated, for tables. What one is told of items that a model learned from says
// nothing of others, so parts are mixed only if asked for.
absl::StatusOr<std::string> Evaluator::SplitName() const {
  std::map<Part, int64_t> counts;
  for (const auto& entry : items_) ++counts[entry.second.part];
  std::vector<std::string> names, with_counts;
  for (const auto& [part, count] : counts) {
    names.push_back(PartName(part));
    with_counts.push_back(absl::StrCat(count, " ", PartName(part)));
  }
  if (counts.size() > 1 && options_.parts.empty()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the items are of several parts of plan '", plan_, "' (", absl::StrJoin(with_counts, ", "),
        "); choose by --split=test, or name them all if they are to be mixed"));
  }
  return names.size() == 1 && names[0] == "unassigned" ? "" : absl::StrJoin(names, ",");
}

// Items of one group (a speaker, a recording) are not independent, so that intervals must resample
// groups. `auto` takes the group that the plan was split by, else sources if items share them.
absl::Status Evaluator::ChooseGroups(Evaluation* evaluation) const {
  std::string by = options_.by;
  if (by == "auto") {
    by = GroupOfPlan(seen_, plan_);
    std::set<std::string> sources;
    for (const auto& entry : items_) {
      if (!by.empty() && entry.second.labels.count(by) == 0) by.clear();
      sources.insert(entry.second.source);
    }
    if (by.empty() && sources.size() > 1 && sources.size() < items_.size()) by = "source";
  }
  if (by == "none") by.clear();
  evaluation->header.mutable_run()->set_group_by(by);
  if (by.empty()) return absl::OkStatus();
  std::set<std::string> groups;
  for (Outcome& outcome : evaluation->outcomes) {
    const Item& item = items_.at(outcome.id());
    const auto label = item.labels.find(by);
    if (label != item.labels.end()) {
      outcome.set_group(label->second);
    } else if (by == "source") {
      outcome.set_group(item.source);
    } else {
      std::vector<std::string> tasks;
      for (const auto& entry : item.labels) tasks.push_back(entry.first);
      const std::string near = Nearest(by, tasks);
      return absl::FailedPreconditionError(
          absl::StrCat("item '", outcome.id(), "' has no label of task '", by,
                       "' to group it by; it has '", absl::StrJoin(tasks, "', '"), "'",
                       near.empty() ? "" : absl::StrCat("; did you mean --by=", near, "?")));
    }
    groups.insert(outcome.group());
  }
  if (groups.size() == 1) {
    evaluation->notes.push_back(
        absl::StrCat("all items are of one ", by, " ('", *groups.begin(),
                     "'): intervals are over its items and speak of no other ", by));
  } else if (groups.size() < 5) {
    evaluation->notes.push_back(absl::StrCat("intervals over ", groups.size(), " groups (", by,
                                             ") are wide: so few say little of further ones"));
  }
  return absl::OkStatus();
}

void Evaluator::FillRun(const std::string& split, Evaluation* evaluation) const {
  Header& header = evaluation->header;
  header.set_content(Header::RESULTS);
  header.mutable_corpus()->set_name(seen_.corpus().name());
  for (const Plan& plan : seen_.plans()) {
    const bool listed = std::any_of(header.plans().begin(), header.plans().end(),
                                    [&](const Plan& p) { return p.name() == plan.name(); });
    if (plan.name() == plan_ && !listed) *header.add_plans() = plan;
  }
  if (model_.fingerprint() != 0) *header.add_models() = model_;
  const Training& training = model_.training();
  RunInfo& run = *header.mutable_run();
  run.set_name(!options_.name.empty()     ? options_.name
               : !training.loss().empty() ? NameOfTraining(training)
               : !model_.name().empty()   ? model_.name()
                                          : first_.name());
  run.set_task(options_.task);
  run.set_plan(plans_seen_.count(plan_) > 0 ? plan_ : "");
  run.set_split(split);
  run.set_prediction(first_.name());
  run.set_seed(model_.has_training() ? training.seed() : options_.seed);
  run.set_model(first_.model());
  run.set_corpus(seen_.corpus().name());
  run.set_items(items_.size());
  *run.mutable_classes() = first_.classes();
  run.set_known_classes(first_.classes_size());
  for (const std::string& name : unseen_) run.add_classes(name);
  run.set_interval(options_.interval);
  run.set_without_truth(without_truth_);
  run.set_without_prediction(without_prediction_);
  run.set_unseen_dropped(unseen_dropped_);
  Digest digest;
  for (const auto& [id, item] : items_) {
    digest.Add(id);
    run.set_trained_on(run.trained_on() + item.trained_on);
  }
  run.set_test_digest(digest.value());
}

// A published method may score segments as if they were items; both figures are then wanted.
absl::Status Evaluator::AddWindowFigures(Evaluation* evaluation) const {
  std::vector<Outcome> windows;
  for (const Outcome& item : evaluation->outcomes) {
    for (const std::vector<float>& scores : items_.at(item.id()).windows) {
      Outcome window = item;
      *window.mutable_scores() = {scores.begin(), scores.end()};
      window.set_decision(std::max_element(scores.begin(), scores.end()) - scores.begin());
      windows.push_back(window);
    }
  }
  ASSIGN_OR_RETURN(const std::vector<Metric> metrics,
                   ScoreWindows(evaluation->header.run(), windows));
  evaluation->metrics.insert(evaluation->metrics.end(), metrics.begin(), metrics.end());
  return absl::OkStatus();
}

void Evaluator::AddNotes(Evaluation* evaluation) const {
  const RunInfo& run = evaluation->header.run();
  const auto note = [&](int64_t count, absl::string_view what) {
    if (count > 0) evaluation->notes.push_back(absl::StrCat(count, what));
  };
  note(other_parts_, " items of other parts were not looked at");
  note(unlabelled_dropped_,
       absl::StrCat(" items without a label of task '", run.task(), "' were left out"));
  note(unseen_dropped_, " items of classes that the model does not know were left out");
  note(CountFloored(evaluation->outcomes),
       " truths had a probability below 1.2e-38, which counts as that: 87.3 nats each in the "
       "cross-entropy");
  if (const std::string uneven = UnevenSums(evaluation->outcomes); !uneven.empty()) {
    evaluation->notes.push_back(uneven);
  }
  const std::string absent = run.tags() ? "" : WithoutItems(run, evaluation->outcomes);
  if (!absent.empty()) {
    evaluation->notes.push_back(absl::StrCat(
        "no item is of class ", absent,
        ": it has no recall and no ROC or PR area; UAR and the areas' means leave it out"));
  }
  if (run.trained_on() > 0 && run.split() != "train") {
    note(run.trained_on(),
         absl::StrCat(" of the ", run.items(), " items were in the training part of plan '",
                      model_.training().plan(),
                      "', under which the model was trained: these figures flatter it"));
  }
}

absl::StatusOr<Evaluation> Evaluator::Finish() {
  if (items_.empty()) {
    std::string why = "no item has both a truth and a prediction";
    if (other_parts_ > 0) {
      absl::StrAppend(&why, "; ", other_parts_, " are in no part of plan '", plan_,
                      "' that was asked for; plans here: '", absl::StrJoin(plans_seen_, "', '"),
                      "'");
    }
    return absl::FailedPreconditionError(why);
  }
  Evaluation evaluation;
  ASSIGN_OR_RETURN(const std::string split, SplitName());
  FillRun(split, &evaluation);
  const RunInfo& run = evaluation.header.run();
  std::map<std::string, int> index;
  for (int c = 0; c < run.classes_size(); ++c) index[run.classes(c)] = c;
  for (auto& [id, item] : items_) {
    Outcome outcome;
    outcome.set_id(id);
    if (first_.independent()) {
      *outcome.mutable_tags() = {item.tags.begin(), item.tags.end()};
      *outcome.mutable_unknown() = {item.unknown.begin(), item.unknown.end()};
    } else {
      outcome.set_truth(index.at(item.truth));
      outcome.set_decision(item.decision);
    }
    *outcome.mutable_scores() = {item.scores.begin(), item.scores.end()};
    std::vector<float>().swap(item.scores);  // Of many classes most of what an item takes.
    evaluation.outcomes.push_back(std::move(outcome));
  }
  RETURN_IF_ERROR(ChooseGroups(&evaluation));
  if (first_.independent()) {
    evaluation.header.mutable_run()->set_tags(true);
    ASSIGN_OR_RETURN(evaluation.metrics, ScoreTags(run, evaluation.outcomes));
    AddNotes(&evaluation);
    return evaluation;
  }
  evaluation.confusion = CountOutcomes(run, evaluation.outcomes);
  ASSIGN_OR_RETURN(evaluation.metrics, ScoreRun(run, evaluation.outcomes, options_.classes_done));
  if (options_.windows) RETURN_IF_ERROR(AddWindowFigures(&evaluation));
  AddNotes(&evaluation);
  return evaluation;
}

}  // namespace auricle
