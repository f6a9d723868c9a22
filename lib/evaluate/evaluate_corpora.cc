// SPDX-License-Identifier: Apache-2.0
#include "lib/evaluate/evaluate_corpora.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lib/base/status_macros.h"
#include "lib/evaluate/score_joint.h"
#include "lib/records/digest.h"

namespace auricle {
namespace {

// `value` of all evaluations if they agree, else `other`.
template <typename Value, typename Get>
Value Common(const std::vector<const Evaluation*>& evaluations, const Value& other, Get value) {
  for (const Evaluation* e : evaluations) {
    if (value(e->header.run()) != value(evaluations[0]->header.run())) return other;
  }
  return value(evaluations[0]->header.run());
}

void AddModels(const Header& from, Header* to) {
  for (const ModelInfo& model : from.models()) {
    const bool listed = std::any_of(to->models().begin(), to->models().end(), [&](const auto& m) {
      return m.fingerprint() == model.fingerprint();
    });
    if (!listed) *to->add_models() = model;
  }
}

}  // namespace

CorporaEvaluator::CorporaEvaluator(const EvaluateOptions& options, const EvaluateEach& each)
    : options_(options), each_(each) {
  if (!each.corpus) sets_.emplace_back(options, each);
}

absl::Status CorporaEvaluator::BeginSection(const Header& header) {
  if (!each_.corpus) return sets_[0].evaluator.BeginSection(header);
  header_ = header;
  ++section_;
  // A corpus without items must not go missing from the joint figures unseen, so there is a set
  // before the first item; the first prediction gives it its name.
  const bool known = std::any_of(sets_.begin(), sets_.end(), [&](const Set& set) {
    return set.corpus == header.corpus().name();
  });
  Set* set = known ? nullptr : FindSet(options_.prediction);
  if (!known) set->section = section_;
  // A further section is told of to each set that takes an item of it; what is wrong with it shows
  // at once.
  return known ? Evaluator(options_).BeginSection(header) : set->evaluator.BeginSection(header);
}

CorporaEvaluator::Set* CorporaEvaluator::FindSet(const std::string& prediction) {
  for (Set& set : sets_) {
    if (set.corpus == header_.corpus().name() && set.options.prediction == prediction) return &set;
  }
  EvaluateOptions options = options_;
  options.prediction = prediction;
  sets_.emplace_back(options, each_);
  sets_.back().corpus = header_.corpus().name();
  return &sets_.back();
}

absl::Status CorporaEvaluator::AddTo(Set* set, const Clip& clip, const Prediction* prediction) {
  if (set->section != section_) RETURN_IF_ERROR(set->evaluator.BeginSection(header_));
  set->section = section_;
  return set->evaluator.Add(clip, prediction);
}

// It is missing from every set of its corpus.
absl::Status CorporaEvaluator::AddWithoutPrediction(const Clip& clip) {
  absl::Status status;
  for (Set& set : sets_) {
    if (set.corpus != header_.corpus().name()) continue;
    const absl::Status one = AddTo(&set, clip, nullptr);
    if (!one.ok()) status = one;
  }
  return status;
}

absl::Status CorporaEvaluator::Add(const Clip& clip) {
  if (!each_.corpus) return sets_[0].evaluator.Add(clip);
  const std::vector<const Prediction*> matching = Evaluator::Matching(options_, clip);
  if (matching.empty()) return AddWithoutPrediction(clip);
  for (Set& set : sets_) {
    const bool nameless = set.corpus == header_.corpus().name() && set.options.prediction.empty();
    if (nameless) set.options.prediction = matching[0]->name();
  }
  for (const Prediction* prediction : matching) {
    RETURN_IF_ERROR(AddTo(FindSet(prediction->name()), clip, prediction));
  }
  return absl::OkStatus();
}

// "emodb", or "fsdd/digit" where fsdd has several predictions.
std::string CorporaEvaluator::NameOf(const Set& set) const {
  const auto same = std::count_if(sets_.begin(), sets_.end(),
                                  [&](const Set& other) { return other.corpus == set.corpus; });
  return same < 2 ? set.corpus : absl::StrCat(set.corpus, "/", set.options.prediction);
}

absl::StatusOr<Evaluation> CorporaEvaluator::Joint(
    const std::vector<std::string>& names,
    const std::vector<const Evaluation*>& evaluations) const {
  Evaluation joint;
  RunInfo& run = *joint.header.mutable_run();
  std::vector<JointSet> sets;
  Digest digest;
  for (size_t i = 0; i < names.size(); ++i) {
    const Evaluation& e = *evaluations[i];
    const RunInfo& one = e.header.run();
    sets.push_back({names[i], &one, e.metrics, e.outcomes});
    run.add_joint(names[i]);
    run.set_items(run.items() + one.items());
    run.set_without_truth(run.without_truth() + one.without_truth());
    run.set_without_prediction(run.without_prediction() + one.without_prediction());
    run.set_unseen_dropped(run.unseen_dropped() + one.unseen_dropped());
    run.set_trained_on(run.trained_on() + one.trained_on());
    for (const Outcome& outcome : e.outcomes)
      digest.Add(absl::StrCat(names[i], "\n", outcome.id()));
    AddModels(e.header, &joint.header);
  }
  const RunInfo& first = evaluations[0]->header.run();
  const auto text = [&](const std::string& (RunInfo::*field)() const, const std::string& other) {
    return Common(evaluations, other,
                  [field](const RunInfo& r) -> std::string { return (r.*field)(); });
  };
  joint.header.set_content(Header::RESULTS);
  joint.header.mutable_corpus()->set_name(absl::StrJoin(names, "+"));
  run.set_corpus(joint.header.corpus().name());
  run.set_name(text(&RunInfo::name, "joint"));
  run.set_task(text(&RunInfo::task, ""));
  run.set_plan(text(&RunInfo::plan, ""));
  run.set_split(first.split());
  run.set_group_by(text(&RunInfo::group_by, ""));
  run.set_seed(Common(evaluations, options_.seed, [](const RunInfo& r) { return r.seed(); }));
  run.set_model(Common(evaluations, uint64_t{0}, [](const RunInfo& r) { return r.model(); }));
  run.set_test_digest(digest.value());
  run.set_interval(first.interval());
  ASSIGN_OR_RETURN(joint.metrics, ScoreJoint(sets));
  return joint;
}

std::vector<std::vector<size_t>> CorporaEvaluator::JointSets(
    const std::vector<uint64_t>& models) const {
  std::map<std::string, std::set<uint64_t>> of_corpus;
  for (size_t s = 0; s < sets_.size(); ++s) of_corpus[sets_[s].corpus].insert(models[s]);
  // Else every corpus may have a model of its own, and all together are one way to do it.
  const bool several = std::any_of(of_corpus.begin(), of_corpus.end(),
                                   [](const auto& entry) { return entry.second.size() > 1; });
  std::vector<uint64_t> order;
  std::vector<std::vector<size_t>> groups;
  for (size_t s = 0; s < sets_.size(); ++s) {
    const uint64_t model = several ? models[s] : 0;
    const auto at = std::find(order.begin(), order.end(), model);
    if (at == order.end()) groups.emplace_back();
    groups[at - order.begin()].push_back(s);
    if (groups.size() > order.size()) order.push_back(model);
  }
  groups.erase(std::remove_if(groups.begin(), groups.end(),
                              [](const std::vector<size_t>& group) { return group.size() < 2; }),
               groups.end());
  return groups;
}

absl::StatusOr<std::vector<Evaluation>> CorporaEvaluator::Finish() {
  if (!each_.corpus) return sets_[0].evaluator.Finish();
  if (sets_.empty()) return Evaluator(options_).Finish().status();
  std::vector<Evaluation> all;
  std::vector<std::string> names;
  size_t parts = 0;  // Of each set; every set has the same.
  for (Set& set : sets_) {
    names.push_back(NameOf(set));
    absl::StatusOr<std::vector<Evaluation>> evaluations = set.evaluator.Finish();
    RETURN_IF_ERROR(Annotate(evaluations.status(), absl::StrCat("corpus '", names.back(), "'")));
    parts = evaluations->size();
    for (Evaluation& evaluation : *evaluations) {
      for (std::string& note : evaluation.notes) note = absl::StrCat(names.back(), ": ", note);
      all.push_back(std::move(evaluation));
    }
  }
  std::vector<uint64_t> models;
  for (size_t s = 0; s < sets_.size(); ++s) models.push_back(all[s * parts].header.run().model());
  std::vector<Evaluation> joints;
  for (const std::vector<size_t>& group : JointSets(models)) {
    std::vector<std::string> own_names;
    for (const size_t s : group) own_names.push_back(names[s]);
    for (size_t p = 0; p < parts; ++p) {
      std::vector<const Evaluation*> of_part;
      for (const size_t s : group) of_part.push_back(&all[s * parts + p]);
      ASSIGN_OR_RETURN(Evaluation joint, Joint(own_names, of_part));
      joints.push_back(std::move(joint));
    }
  }
  for (Evaluation& joint : joints) all.push_back(std::move(joint));
  return all;
}

}  // namespace auricle
