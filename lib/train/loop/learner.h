// SPDX-License-Identifier: Apache-2.0
// One corpus of a training: what its head learns from, by which loss, and how well.
#ifndef AURICLE_LIB_TRAIN_LOOP_LEARNER_H_
#define AURICLE_LIB_TRAIN_LOOP_LEARNER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/nn/net/net.h"
#include "lib/nn/objectives/objective.h"
#include "lib/train/frozen/frozen_taps.h"
#include "lib/train/job/job.h"
#include "lib/train/loop/batch_stream.h"
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
  const std::string& loss() const { return loss_.text(); }
  const Needs& needs() const { return loss_.needs(); }
  const std::string& head() const { return head_; }
  int64_t items() const { return static_cast<int64_t>(set_->parts.train.size()); }
  bool validates() const { return !set_->parts.valid.empty(); }

  // `net` learns, `frozen` (may be null) is compared with. What of `net` is not trained has its
  // values and is frozen.
  absl::Status Begin(Net* net, Net* frozen);
  // Of one pass. REQUIRES, as all below: Begin.
  int64_t batches() const;
  // The next Step takes batch `first`, counted over all passes.
  void Seek(int64_t first);
  absl::Status Step(const StepPlace& place);
  double waited_s() const { return stream_ == nullptr ? 0 : stream_->waited_s(); }

  // The figures of what was stepped over since Clear: train/NAME, or train/HEAD/NAME.
  void AppendTrained(Epoch* epoch) const { meter_.AppendScalars(Prefix("train"), epoch); }
  void Clear() { meter_ = Meter(static_cast<int>(set_->classes.size())); }
  // valid/NAME, or valid/HEAD/NAME. Errors: as Validate.
  absl::Status AppendValidated(Epoch* epoch);

  MeterState Save() const { return meter_.Save(); }
  void Restore(const MeterState& state) { meter_.Restore(state); }

 private:
  Learner(const TrainJob& job, const TrainCorpus& corpus, Loss loss);
  LoaderOptions Loading() const;
  std::string Prefix(const char* part) const;

  const TrainJob& job_;
  const std::string head_;
  const TrainingSet* set_;  // The corpus', or of what a fixed trunk makes of it.
  const Loss loss_;
  Net* net_ = nullptr;
  std::unique_ptr<FixedTrunk> trunk_;
  std::unique_ptr<FrozenTaps> frozen_;
  std::unique_ptr<Stepper> stepper_;
  std::unique_ptr<BatchStream> stream_;
  Meter meter_;
};

using Learners = std::vector<std::unique_ptr<Learner>>;

// One for each of job.corpora.
absl::StatusOr<Learners> CreateLearners(const TrainJob& job);

// Begins all, so that they go on after `updates` updates. The sampler says in which order they
// step.
absl::StatusOr<std::unique_ptr<Sampler>> BeginLearning(const TrainConfig& config, int64_t updates,
                                                       Net* net, Net* frozen,
                                                       const Learners& learners);

// All figures of an epoch, by corpus and, of several, their means (train/NAME, valid/NAME). Without
// a validation part everywhere, none. Errors: kAborted where `net` or a loss is not finite.
absl::Status AppendFigures(const Learners& learners, const Net& net, Epoch* epoch);

double WaitedSeconds(const Learners& learners);

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_LOOP_LEARNER_H_
