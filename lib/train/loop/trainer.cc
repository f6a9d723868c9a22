// SPDX-License-Identifier: Apache-2.0
#include "lib/train/loop/trainer.h"

#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "lib/base/clock.h"
#include "lib/base/status_macros.h"
#include "lib/base/stop.h"
#include "lib/base/text.h"
#include "lib/nn/net/describe.h"
#include "lib/train/job/training_record.h"
#include "lib/train/loop/checkpoint.h"
#include "lib/train/loop/learner.h"
#include "lib/train/loop/optimizers.h"
#include "lib/train/loop/sampling.h"
#include "lib/train/loop/schedule.h"
#include "lib/train/loop/selection.h"
#include "lib/train/loop/stop_advice.h"
#include "lib/train/loop/validator.h"
#include "lib/train/start/start.h"

namespace auricle {
namespace {

constexpr char kOptimizer[] = "optimizer", kBest[] = "best";

// What the loss of a corpus remembers.
std::string ObjectiveSection(size_t corpus) { return absl::StrCat("objective", corpus); }

class Trainer {
 public:
  explicit Trainer(const TrainJob& job) : job_(job) {}

  absl::Status Prepare();
  absl::Status Loop();
  absl::StatusOr<Trained> Finish();

 private:
  absl::Status CheckSelection() const;
  absl::Status Begin();
  absl::Status Resume(Checkpoint checkpoint);
  Sections SaveSections() const;
  absl::Status RestoreSections(Sections sections);
  absl::Status MakeOptimizers();
  absl::Status BeginStage();
  absl::Status TrainEpoch();
  absl::Status Update();
  absl::Status CloseEpoch();
  absl::Status Save();
  absl::Status SaveAfter(const absl::Status& error);
  void Note(const std::string& text) const {
    if (job_.hooks.note) job_.hooks.note(text);
  }

  const TrainJob& job_;
  TrainState state_;
  Moment moment_;
  Learners learners_;
  std::unique_ptr<Net> net_, frozen_;
  std::unique_ptr<Sampler> sampler_;
  std::unique_ptr<Optimizers> optimizers_;
  TensorMap best_;
  absl::Time saved_at_ = absl::Now(), epoch_began_ = saved_at_;
};

absl::Status Trainer::Prepare() {
  RETURN_IF_ERROR(CheckSchedule(job_.config));
  ASSIGN_OR_RETURN(learners_, CreateLearners(job_));
  RETURN_IF_ERROR(CheckSelection());
  state_ = FirstState(job_, learners_.front()->loss().text());
  ASSIGN_OR_RETURN(frozen_, FrozenNet(job_, learners_.front()->needs(), state_.mutable_training()));
  state_.set_frozen(state_.training().frozen().model());
  if (frozen_ != nullptr) RETURN_IF_ERROR(frozen_->To(job_.runtime.device));
  if (job_.resume && !job_.checkpoint.empty() && access(job_.checkpoint.c_str(), F_OK) == 0) {
    ASSIGN_OR_RETURN(Checkpoint checkpoint, ReadCheckpoint(job_.checkpoint));
    return Resume(std::move(checkpoint));
  }
  if (job_.resume) Note(absl::StrCat("no checkpoint '", job_.checkpoint, "'; starting anew"));
  return Begin();
}

// A figure that no validator gives would be missed only after the first epoch.
absl::Status Trainer::CheckSelection() const {
  std::vector<std::string> names;
  size_t heads = 0;
  for (const TrainCorpus& corpus : job_.corpora) {
    if (corpus.set->parts.valid.empty()) return absl::OkStatus();
    heads += corpus.heads.size();
  }
  for (const TrainCorpus& corpus : job_.corpora) {
    for (size_t h = 0; h < corpus.heads.size(); ++h) {
      for (const std::string& name : FigureNames(corpus.task(h).targets.kind())) {
        if (heads > 1) names.push_back(absl::StrCat("valid/", corpus.heads[h].name(), "/", name));
        names.push_back(absl::StrCat("valid/", name));
      }
    }
  }
  const std::string& wanted = job_.config.select_by();
  if (std::find(names.begin(), names.end(), wanted) != names.end()) return absl::OkStatus();
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return absl::InvalidArgumentError(
      absl::StrCat("no figure '", wanted, "' to select by", InsteadOf(wanted, names)));
}

absl::Status Trainer::Begin() {
  ASSIGN_OR_RETURN(net_, StartNet(job_, state_.mutable_training()));
  return MakeOptimizers();
}

absl::Status Trainer::Resume(Checkpoint checkpoint) {
  RETURN_IF_ERROR(Annotate(CheckResumes(checkpoint.state, state_), job_.checkpoint));
  ASSIGN_OR_RETURN(net_, NetFromModel(checkpoint.current));
  RETURN_IF_ERROR(Annotate(CheckSameNetwork(job_, *net_), job_.checkpoint));
  RETURN_IF_ERROR(FreezeForMode(job_, net_.get()));
  const std::string warning = ResumeWarning(checkpoint.state.training(), state_.training());
  if (!warning.empty()) Note(absl::StrCat("warning: ", warning));
  state_ = std::move(checkpoint.state);
  *state_.mutable_config() = job_.config;
  FillTraining(job_, learners_.front()->loss().text(), state_.mutable_training());
  RETURN_IF_ERROR(MakeOptimizers());
  RETURN_IF_ERROR(Annotate(RestoreSections(std::move(checkpoint.sections)), job_.checkpoint));
  int meter = 0;
  for (const auto& learner : learners_) learner->Restore(state_, &meter);
  Note(absl::StrCat("goes on at epoch ", state_.epoch(), " after step ", state_.steps()));
  return absl::OkStatus();
}

Sections Trainer::SaveSections() const {
  Sections sections;
  sections[kOptimizer] = optimizers_->State();
  sections[kBest] = best_;
  for (size_t i = 0; i < learners_.size(); ++i) {
    TensorMap state = learners_[i]->loss().State();
    if (!state.empty()) sections[ObjectiveSection(i)] = std::move(state);
  }
  return sections;
}

absl::Status Trainer::RestoreSections(Sections sections) {
  RETURN_IF_ERROR(optimizers_->Restore(sections[kOptimizer]));
  best_ = std::move(sections[kBest]);
  for (size_t i = 0; i < learners_.size(); ++i) {
    RETURN_IF_ERROR(learners_[i]->loss().Restore(sections[ObjectiveSection(i)]));
  }
  return absl::OkStatus();
}

absl::Status Trainer::MakeOptimizers() {
  const auto& freeze = job_.config.freeze();
  RETURN_IF_ERROR(FreezeNames({freeze.begin(), freeze.end()}, net_.get()));
  RETURN_IF_ERROR(net_->To(job_.runtime.device));
  const ParameterCounts counts = CountParameters(*net_);
  state_.mutable_training()->set_parameters(counts.total());
  state_.mutable_training()->set_trainable_parameters(counts.trainable);
  ASSIGN_OR_RETURN(Optimizers optimizers, Optimizers::Create(job_, *net_));
  optimizers_ = std::make_unique<Optimizers>(std::move(optimizers));
  return absl::OkStatus();
}

// From the best weights so far, with optimizers that remember nothing.
absl::Status Trainer::BeginStage() {
  if (!best_.empty()) {
    RETURN_IF_ERROR(LoadInto(best_, LoadOptions(), net_.get()).status());
  }
  Note(absl::StrCat("epoch ", state_.epoch(), ": the rate is ", moment_.factor,
                    " of the first from here, on the weights of epoch ",
                    state_.training().best_epoch()));
  return MakeOptimizers();
}

absl::Status Trainer::TrainEpoch() {
  if (sampler_ == nullptr) {
    ASSIGN_OR_RETURN(sampler_, BeginLearning(job_.config, state_.steps(), net_.get(), frozen_.get(),
                                             /*teacher=*/nullptr, learners_));
  }
  if (moment_.restart && state_.batch() == 0) RETURN_IF_ERROR(BeginStage());
  const absl::Time began = absl::Now();
  const double waited = WaitedSeconds(learners_);
  absl::Status status;
  while (status.ok() && state_.batch() < sampler_->updates()) status = Update();
  if (job_.hooks.steps) {
    job_.hooks.steps(absl::ToDoubleSeconds(absl::Now() - began), WaitedSeconds(learners_) - waited);
  }
  return status;
}

absl::Status Trainer::Update() {
  const std::vector<int> round = sampler_->Round(state_.steps());
  const bool together = !optimizers_->per_head();
  const int64_t in_stage =
      (state_.epoch() - moment_.first_epoch) * sampler_->updates() + state_.batch();
  const Clock clock = {(state_.epoch() - 1) * sampler_->updates() + state_.batch(),
                       sampler_->updates(), state_.epoch(), MostEpochs(job_.config)};
  const double rate = LearningRate(job_.config, moment_, clock.progress(), in_stage);
  StepPlace place{clock, 0, together ? 1.0 / round.size() : 1};
  for (size_t i = 0; i < round.size(); ++i) {
    place.batch = static_cast<int64_t>(i);
    if (i == 0 || !together) optimizers_->ZeroGrad(round[i]);
    RETURN_IF_ERROR(learners_[round[i]]->Step(place));
    if (together && i + 1 < round.size()) continue;
    RETURN_IF_ERROR(optimizers_->Update(round[i], job_.config.clip_gradient(), rate));
  }
  for (const auto& learner : learners_) learner->loss().AfterUpdate(clock);
  state_.set_batch(state_.batch() + 1);
  state_.set_steps(state_.steps() + 1);
  if (job_.hooks.step) job_.hooks.step(state_.epoch(), state_.batch(), sampler_->updates());
  if (StopSignal() != 0) return absl::CancelledError("stopped");
  if (absl::Now() - saved_at_ < absl::Minutes(job_.checkpoint_minutes)) return absl::OkStatus();
  const absl::Status saved = Save();
  if (saved.ok() || absl::IsCancelled(saved)) return saved;
  // A disk that is full now may not be so in ten minutes; the training would be lost for certain.
  Note(absl::StrCat("warning: ", saved.message(), "; the training goes on"));
  return absl::OkStatus();
}

// Validates, keeps the network if it is the best so far, and moves to the next epoch. Changes
// nothing of the state before validation is over, so that a stop within repeats only that.
absl::Status Trainer::CloseEpoch() {
  // What was learnt from changed data is no epoch of this training.
  if (job_.check_inputs) RETURN_IF_ERROR(job_.check_inputs());
  Epoch epoch;
  epoch.set_epoch(state_.epoch());
  RETURN_IF_ERROR(AppendFigures(learners_, *net_, &epoch));
  bool best = true;
  double value = 0;
  if (!job_.corpora.front().set->parts.valid.empty()) {
    ASSIGN_OR_RETURN(value, FindScalar(epoch, job_.config.select_by()));
    best = !state_.has_best() || IsBetter(job_.config.select_by(), value, state_.best());
  }
  if (best) {
    best_ = Snapshot(*net_);
    state_.set_has_best(true);
    state_.set_best(value);
    state_.mutable_training()->set_best_epoch(state_.epoch());
  }
  *state_.mutable_training()->add_history() = epoch;
  state_.set_epoch(state_.epoch() + 1);
  state_.set_batch(0);
  for (const auto& learner : learners_) learner->Clear();
  const absl::Time now = absl::Now();
  if (job_.hooks.epoch) job_.hooks.epoch(epoch, best, absl::ToDoubleSeconds(now - epoch_began_));
  epoch_began_ = now;
  return absl::OkStatus();
}

absl::Status Trainer::Loop() {
  while (true) {
    moment_ = NextEpoch(job_.config, state_.training());
    if (moment_.finished) return absl::OkStatus();
    absl::Status status = TrainEpoch();
    if (status.ok()) status = CloseEpoch();
    if (!status.ok()) return SaveAfter(status);
  }
}

absl::Status Trainer::Save() {
  if (job_.checkpoint.empty()) return absl::OkStatus();
  saved_at_ = absl::Now();
  state_.clear_meters();
  for (const auto& learner : learners_) learner->Save(&state_);
  return Annotate(WriteCheckpoint(job_.checkpoint, ModelHeader(job_, state_.training()), *net_,
                                  SaveSections(), state_),
                  absl::StrCat("cannot write the checkpoint '", job_.checkpoint, "'"));
}

// Keeps what there is before giving up, and says where it is. Where that fails too, the cause still
// stands first.
absl::Status Trainer::SaveAfter(const absl::Status& error) {
  const int best_epoch = state_.training().best_epoch();
  absl::Status saved;
  if (sampler_ != nullptr && WorthKeeping(error, job_.checkpoint, best_epoch)) saved = Save();
  const std::string what =
      saved.ok() ? StopAdvice(error, job_.checkpoint, best_epoch) : std::string(saved.message());
  return absl::Status(error.code(),
                      absl::StrCat("epoch ", state_.epoch(), ", step ", state_.steps(), ": ",
                                   error.message(), "; ", what));
}

absl::StatusOr<Trained> Trainer::Finish() {
  Trained trained;
  if (!best_.empty()) {
    RETURN_IF_ERROR(LoadInto(best_, LoadOptions(), net_.get()).status());
  }
  net_->SetTraining(false);
  trained.training = state_.training();
  trained.training.set_steps(state_.steps());
  trained.net = std::move(net_);
  return trained;
}

}  // namespace

absl::StatusOr<Trained> Train(const TrainJob& job) {
  Trainer trainer(job);
  RETURN_IF_ERROR(trainer.Prepare());
  RETURN_IF_ERROR(trainer.Loop());
  return trainer.Finish();
}

}  // namespace auricle
