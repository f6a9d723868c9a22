// SPDX-License-Identifier: Apache-2.0
#include "lib/train/loop/learner.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/infer/net_batch.h"
#include "lib/train/loop/validate.h"

namespace auricle {

Learner::Learner(const TrainJob& job, const TrainCorpus& corpus, Loss loss)
    : job_(job),
      head_(corpus.head.name()),
      set_(corpus.set),
      loss_(std::move(loss)),
      meter_(static_cast<int>(corpus.set->classes.size())) {}

absl::StatusOr<std::unique_ptr<Learner>> Learner::Create(const TrainJob& job,
                                                         const TrainCorpus& corpus) {
  const ObjectiveContext context = {corpus.set->classes, corpus.set->class_counts};
  ASSIGN_OR_RETURN(Loss loss, Loss::Create(job.config.loss(), context));
  return std::unique_ptr<Learner>(new Learner(job, corpus, std::move(loss)));
}

absl::Status Learner::Begin(Net* net, Net* frozen) {
  net_ = net;
  if (frozen != nullptr) {
    ASSIGN_OR_RETURN(frozen_, FrozenTaps::Create(job_, *set_, needs(), *net, frozen));
  }
  if (frozen_ == nullptr && needs().taps.empty() && !job_.config.random_windows() &&
      !net->FixedTap(head_).empty()) {
    ASSIGN_OR_RETURN(trunk_, FixedTrunk::Create(job_, *set_, head_, net));
    set_ = &trunk_->set();
    net_ = trunk_->net();
  }
  stepper_ = std::make_unique<Stepper>(*set_, head_, job_.config, job_.runtime, loss_, net_,
                                       frozen_.get());
  return absl::OkStatus();
}

// All corpora's loaders share the threads and the memory.
LoaderOptions Learner::Loading() const {
  const auto corpora = static_cast<int>(job_.corpora.size());
  return LoaderOptionsFor(net_->config(), job_.config.batch(), job_.runtime.threads / corpora,
                          job_.memory_bytes / corpora);
}

int64_t Learner::batches() const {
  return BatchStream::CountBatches(job_.config, *set_, net_->config().windows());
}

void Learner::Seek(int64_t first) {
  stream_ =
      std::make_unique<BatchStream>(job_.config, *set_, net_->config().windows(), Loading(), first);
}

absl::Status Learner::Step(const StepPlace& place) {
  WindowBatch batch;
  RETURN_IF_ERROR(stream_->Next(&batch));
  const absl::Status status = stepper_->Run(batch, place, &meter_);
  return job_.corpora.size() == 1 ? status : Annotate(status, head_);
}

std::string Learner::Prefix(const char* part) const {
  return job_.corpora.size() == 1 ? part : absl::StrCat(part, "/", head_);
}

absl::Status Learner::AppendValidated(Epoch* epoch) {
  return Validate(*set_, head_, Prefix("valid"), Loading(), job_.runtime, net_, epoch);
}

absl::StatusOr<Learners> CreateLearners(const TrainJob& job) {
  Learners learners;
  for (const TrainCorpus& corpus : job.corpora) {
    ASSIGN_OR_RETURN(std::unique_ptr<Learner> learner, Learner::Create(job, corpus));
    learners.push_back(std::move(learner));
  }
  return learners;
}

absl::StatusOr<std::unique_ptr<Sampler>> BeginLearning(const TrainConfig& config, int64_t updates,
                                                       Net* net, Net* frozen,
                                                       const Learners& learners) {
  std::vector<int64_t> items, batches;
  for (const auto& learner : learners) {
    RETURN_IF_ERROR(learner->Begin(net, frozen));
    items.push_back(learner->items());
    batches.push_back(learner->batches());
  }
  ASSIGN_OR_RETURN(Sampler sampler, Sampler::Create(config, items, batches));
  const std::vector<int64_t> taken = sampler.Taken(updates);
  for (size_t i = 0; i < learners.size(); ++i) learners[i]->Seek(taken[i]);
  return std::make_unique<Sampler>(std::move(sampler));
}

absl::Status AppendFigures(const Learners& learners, const Net& net, Epoch* epoch) {
  std::vector<std::string> heads;
  bool validates = true;
  for (const auto& learner : learners) {
    heads.push_back(learner->head());
    validates = validates && learner->validates();
    learner->AppendTrained(epoch);
  }
  if (heads.size() > 1) AppendMeans("train", heads, epoch);
  if (!validates) return CheckFinite(net);
  for (const auto& learner : learners) RETURN_IF_ERROR(learner->AppendValidated(epoch));
  if (heads.size() > 1) AppendMeans("valid", heads, epoch);
  return absl::OkStatus();
}

double WaitedSeconds(const Learners& learners) {
  double sum = 0;
  for (const auto& learner : learners) sum += learner->waited_s();
  return sum;
}

}  // namespace auricle
