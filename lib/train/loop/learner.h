// SPDX-License-Identifier: Apache-2.0
// One corpus of a training: what its heads learn from, by which loss, and how well.
#ifndef AURICLE_LIB_TRAIN_LOOP_LEARNER_H_
#define AURICLE_LIB_TRAIN_LOOP_LEARNER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/base/clock.h"
#include "lib/data/augment/analysed_frames.h"
#include "lib/data/augment/augment.h"
#include "lib/data/augment/augmented_windows.h"
#include "lib/data/batch_plan.h"
#include "lib/data/loader.h"
#include "lib/nn/net/net.h"
#include "lib/nn/objectives/objective.h"
#include "lib/train/frozen/frozen_taps.h"
#include "lib/train/job/job.h"
#include "lib/train/loop/fixed_trunk.h"
#include "lib/train/loop/meter.h"
#include "lib/train/loop/sampling.h"
#include "lib/train/loop/stepper.h"
#include "protos/training.pb.h"

namespace auricle {

class Learner {
 public:
  // `corpus` is one of job.corpora; `job` must outlive this. Errors: those of Loss::Create.
  static absl::StatusOr<std::unique_ptr<Learner>> Create(const TrainJob& job,
                                                         const TrainCorpus& corpus);

  // Canonical text of the loss.
  const Loss& loss() const { return loss_; }
  const Needs& needs() const { return loss_.needs(); }
  std::vector<std::string> heads() const;
  int64_t items() const { return static_cast<int64_t>(set_->parts.train.size()); }
  bool validates() const { return !set_->parts.valid.empty(); }

  // `net` learns; the loss compares it with `frozen` and with `teacher`, either of which may be
  // null. What `net` has that is not trained holds its final values and is frozen already.
  absl::Status Begin(Net* net, Net* frozen, Net* teacher);
  // Of one pass. REQUIRES, as all below: Begin.
  int64_t batches() const { return plan_->batches_in_pass(); }
  // The next Step takes batch `first`, counted over all passes.
  void Seek(int64_t first);
  absl::Status Step(const StepPlace& place);
  double waited_s() const { return loader_ == nullptr ? 0 : loader_->waited_s(); }

  // The figures of what was stepped over since Clear: train/NAME, or train/HEAD/NAME.
  void AppendTrained(Epoch* epoch) const;
  void Clear();
  // valid/NAME, or valid/HEAD/NAME. Errors: those of the passes; kAborted if a loss is not finite.
  absl::Status AppendValidated(Epoch* epoch);

  // Sums since Clear: the loss', then each head's.
  void Save(TrainState* state) const;
  // Takes as many meters of `state` as Save gave, from number *next on, which it moves.
  void Restore(const TrainState& state, int* next);

 private:
  Learner(const TrainJob& job, const TrainCorpus& corpus, Loss loss);
  LoaderOptions Loading() const;
  absl::Status MakeAugment();
  // "train", or "train/HEAD" where the job has several heads.
  std::string Prefix(const char* part, size_t head) const;
  // Heads of the whole job.
  size_t AllHeads() const;

  const TrainJob& job_;
  const TrainCorpus corpus_;
  const TrainingSet* set_;  // The corpus', or of what a fixed trunk makes of it.
  const Loss loss_;
  Net* net_ = nullptr;
  std::unique_ptr<FixedTrunk> trunk_;
  std::unique_ptr<FrozenTaps> frozen_;
  std::unique_ptr<Stepper> stepper_;
  std::unique_ptr<const Augment> augment_;  // Null: batches are as they are stored.
  std::shared_ptr<const AnalysedFrames> analysis_;
  std::unique_ptr<const AugmentedWindows> waves_;  // Where the wave is augmented.
  std::unique_ptr<BatchPlan> plan_;
  std::unique_ptr<Loader> loader_;
  StepMeters meters_;
};

using Learners = std::vector<std::unique_ptr<Learner>>;

// One for each of job.corpora.
absl::StatusOr<Learners> CreateLearners(const TrainJob& job);

// Begins all, so that they go on after `updates` updates. The sampler says in which order they
// step.
absl::StatusOr<std::unique_ptr<Sampler>> BeginLearning(const TrainConfig& config, int64_t updates,
                                                       Net* net, Net* frozen, Net* teacher,
                                                       const Learners& learners);

// All figures of an epoch, by head and, of several, their means (train/NAME, valid/NAME). Without a
// validation part everywhere, none. Errors: kAborted where `net` or a loss is not finite.
absl::Status AppendFigures(const Learners& learners, const Net& net, Epoch* epoch);

double WaitedSeconds(const Learners& learners);

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_LOOP_LEARNER_H_
