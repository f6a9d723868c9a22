// SPDX-License-Identifier: Apache-2.0
#include "lib/train/trainer.h"

#include <unistd.h>

#include <cmath>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "lib/base/status_macros.h"
#include "lib/base/stop.h"
#include "lib/infer/net_batch.h"
#include "lib/nn/describe.h"
#include "lib/nn/objective.h"
#include "lib/nn/optimizer.h"
#include "lib/train/checkpoint.h"
#include "lib/train/frozen_taps.h"
#include "lib/train/meter.h"
#include "lib/train/selection.h"
#include "lib/train/start.h"
#include "lib/train/stepper.h"
#include "lib/train/stop_advice.h"
#include "lib/train/training_record.h"
#include "lib/train/validate.h"

namespace auricle {
namespace {

class Trainer {
 public:
  explicit Trainer(const TrainJob& job)
      : job_(job), meter_(static_cast<int>(job.set->classes.size())) {}

  absl::Status Prepare();
  absl::Status Loop();
  absl::StatusOr<Trained> Finish();

 private:
  LoaderOptions Loading() const {
    return LoaderOptionsFor(net_->config(), job_.config.batch(), job_.runtime.threads,
                            job_.memory_bytes);
  }
  absl::Status Begin();
  absl::Status Resume(Checkpoint checkpoint);
  absl::Status MakeOptimizer();
  absl::Status TrainEpoch();
  absl::Status TrainBatches(Loader* loader, Stepper* stepper);
  absl::Status CloseEpoch();
  absl::Status Save();
  absl::Status SaveAfter(const absl::Status& error);
  void Note(const std::string& text) const {
    if (job_.hooks.note) job_.hooks.note(text);
  }
  bool Finished() const {
    return state_.epoch() > job_.config.epochs() ||
           OutOfPatience(state_.training(), job_.config.patience());
  }

  const TrainJob& job_;
  TrainState state_;
  Meter meter_;
  std::unique_ptr<Loss> loss_;
  std::unique_ptr<Net> net_, frozen_;
  std::unique_ptr<FrozenTaps> frozen_taps_;
  std::unique_ptr<Optimizer> optimizer_;
  TensorMap best_;
  absl::Time saved_at_ = absl::Now(), epoch_began_ = saved_at_;
};

absl::Status Trainer::Prepare() {
  const ObjectiveContext context = {job_.set->classes, job_.set->class_counts};
  ASSIGN_OR_RETURN(Loss loss, Loss::Create(job_.config.loss(), context));
  loss_ = std::make_unique<Loss>(std::move(loss));
  *state_.mutable_config() = job_.config;
  state_.set_data(DataDigest(*job_.set));
  state_.set_precision(job_.runtime.precision());
  state_.set_epoch(1);
  Training* training = state_.mutable_training();
  ASSIGN_OR_RETURN(frozen_, FrozenNet(job_, loss_->needs(), training));
  state_.set_frozen(training->frozen().model());
  if (frozen_ != nullptr) RETURN_IF_ERROR(frozen_->To(job_.runtime.device));
  if (job_.resume && !job_.checkpoint.empty() && access(job_.checkpoint.c_str(), F_OK) == 0) {
    ASSIGN_OR_RETURN(Checkpoint checkpoint, ReadCheckpoint(job_.checkpoint));
    return Resume(std::move(checkpoint));
  }
  if (job_.resume) Note(absl::StrCat("no checkpoint '", job_.checkpoint, "'; starting anew"));
  return Begin();
}

absl::Status Trainer::Begin() {
  Training* training = state_.mutable_training();
  ASSIGN_OR_RETURN(net_, StartNet(job_, training));
  FillTraining(job_, loss_->text(), training);
  return MakeOptimizer();
}

absl::Status Trainer::Resume(Checkpoint checkpoint) {
  RETURN_IF_ERROR(Annotate(CheckResumes(checkpoint.state, state_), job_.checkpoint));
  ASSIGN_OR_RETURN(net_, NetFromModel(checkpoint.current));
  state_ = std::move(checkpoint.state);
  *state_.mutable_config() = job_.config;
  FillTraining(job_, loss_->text(), state_.mutable_training());
  RETURN_IF_ERROR(MakeOptimizer());
  RETURN_IF_ERROR(Annotate(optimizer_->Restore(checkpoint.optimizer), job_.checkpoint));
  best_ = std::move(checkpoint.best);
  if (state_.meters_size() == 1) meter_.Restore(state_.meters(0));
  Note(absl::StrCat("goes on at epoch ", state_.epoch(), " after step ", state_.steps()));
  return absl::OkStatus();
}

absl::Status Trainer::MakeOptimizer() {
  const auto& freeze = job_.config.freeze();
  RETURN_IF_ERROR(FreezeNames({freeze.begin(), freeze.end()}, net_.get()));
  RETURN_IF_ERROR(net_->To(job_.runtime.device));
  const ParameterCounts counts = CountParameters(*net_);
  state_.mutable_training()->set_parameters(counts.total());
  state_.mutable_training()->set_trainable_parameters(counts.trainable);
  OptimizerOptions options;
  options.name = job_.config.optimizer();
  options.weight_decay = job_.config.weight_decay();
  ASSIGN_OR_RETURN(optimizer_, Optimizer::Create(options, net_->Trainable()));
  return absl::OkStatus();
}

absl::Status Trainer::TrainEpoch() {
  const TrainConfig& config = job_.config;
  if (frozen_ != nullptr && frozen_taps_ == nullptr) {
    ASSIGN_OR_RETURN(frozen_taps_, FrozenTaps::Create(job_, loss_->needs(), *net_, frozen_.get()));
  }
  LoaderOptions options = Loading();
  options.first = state_.batch();
  const EpochOrder order = {config.random_windows(), config.batch(), config.pool(), config.seed(),
                            state_.epoch()};
  Loader loader(
      job_.set->items,
      TrainingWindows(job_.set->items, job_.set->parts.train, net_->config().windows(), order),
      options);
  Stepper stepper(*job_.set, config, job_.runtime, *loss_, net_.get(), frozen_taps_.get(),
                  optimizer_.get());
  const absl::Time began = absl::Now();
  const absl::Status done = TrainBatches(&loader, &stepper);
  if (job_.hooks.steps) {
    job_.hooks.steps(absl::ToDoubleSeconds(absl::Now() - began), loader.waited_s());
  }
  return done;
}

absl::Status Trainer::TrainBatches(Loader* loader, Stepper* stepper) {
  WindowBatch batch;
  while (true) {
    ASSIGN_OR_RETURN(const bool more, loader->Next(&batch));
    if (!more) return absl::OkStatus();
    const double progress =
        (state_.epoch() - 1 + static_cast<double>(state_.batch()) / loader->batches()) /
        job_.config.epochs();
    RETURN_IF_ERROR(stepper->Run(batch, state_.steps(), progress, &meter_));
    state_.set_batch(state_.batch() + 1);
    state_.set_steps(state_.steps() + 1);
    if (job_.hooks.step) job_.hooks.step(state_.epoch(), state_.batch(), loader->batches());
    if (StopSignal() != 0) return absl::CancelledError("stopped");
    if (absl::Now() - saved_at_ >= absl::Minutes(job_.checkpoint_minutes)) RETURN_IF_ERROR(Save());
  }
}

// Validates, keeps the network if it is the best so far, and moves to the next epoch. Changes
// nothing of the state before validation is over, so that a stop within repeats only that.
absl::Status Trainer::CloseEpoch() {
  Epoch epoch;
  epoch.set_epoch(state_.epoch());
  meter_.AppendScalars("train", &epoch);
  bool best = true;
  double value = 0;
  if (!job_.set->parts.valid.empty()) {
    RETURN_IF_ERROR(Validate(*job_.set, Loading(), job_.runtime, net_.get(), &epoch));
    ASSIGN_OR_RETURN(value, FindScalar(epoch, job_.config.select_by()));
    best = !state_.has_best() || IsBetter(job_.config.select_by(), value, state_.best());
  } else {
    RETURN_IF_ERROR(CheckFinite(*net_));
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
  meter_ = Meter(static_cast<int>(job_.set->classes.size()));
  const absl::Time now = absl::Now();
  if (job_.hooks.epoch) job_.hooks.epoch(epoch, best, absl::ToDoubleSeconds(now - epoch_began_));
  epoch_began_ = now;
  return absl::OkStatus();
}

absl::Status Trainer::Loop() {
  while (!Finished()) {
    absl::Status status = TrainEpoch();
    if (status.ok()) status = CloseEpoch();
    if (absl::IsCancelled(status) || absl::IsAborted(status)) return SaveAfter(status);
    RETURN_IF_ERROR(status);
  }
  return absl::OkStatus();
}

absl::Status Trainer::Save() {
  if (job_.checkpoint.empty()) return absl::OkStatus();
  state_.clear_meters();
  *state_.add_meters() = meter_.Save();
  RETURN_IF_ERROR(Annotate(WriteCheckpoint(job_.checkpoint, ModelHeader(job_, state_.training()),
                                           *net_, *optimizer_, best_, state_),
                           absl::StrCat("cannot write the checkpoint '", job_.checkpoint, "'")));
  saved_at_ = absl::Now();
  return absl::OkStatus();
}

// Keeps what there is before giving up, and says where it is.
absl::Status Trainer::SaveAfter(const absl::Status& error) {
  const int best_epoch = state_.training().best_epoch();
  if (WorthKeeping(error, job_.checkpoint, best_epoch)) RETURN_IF_ERROR(Save());
  return absl::Status(
      error.code(),
      absl::StrCat("epoch ", state_.epoch(), ", step ", state_.steps(), ": ", error.message(), "; ",
                   StopAdvice(error, job_.checkpoint, best_epoch, state_.epoch())));
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
