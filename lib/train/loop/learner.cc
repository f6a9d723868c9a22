// SPDX-License-Identifier: Apache-2.0
#include "lib/train/loop/learner.h"

#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lib/base/status_macros.h"
#include "lib/data/batch_plans.h"
#include "lib/infer/net_batch.h"
#include "lib/infer/scorer.h"
#include "lib/train/loop/validator.h"

namespace auricle {
namespace {

std::unique_ptr<BatchPlan> PlanOf(const TrainConfig& config, const TrainingSet& set,
                                  const Windows& rule) {
  EpochOrder order;
  order.random_windows = config.random_windows();
  order.batch = config.batch();
  order.pool = config.pool();
  order.seed = config.seed();
  return ShuffledPlan(set.items, set.parts.train, rule, order);
}

}  // namespace

Learner::Learner(const TrainJob& job, const TrainCorpus& corpus, Loss loss)
    : job_(job), corpus_(corpus), set_(corpus.set), loss_(std::move(loss)) {
  Clear();
}

absl::StatusOr<std::unique_ptr<Learner>> Learner::Create(const TrainJob& job,
                                                         const TrainCorpus& corpus) {
  std::vector<ObjectiveContext> contexts;
  for (size_t h = 0; h < corpus.heads.size(); ++h) {
    const TaskTargets& task = corpus.task(h);
    contexts.push_back({task.targets.classes(), task.class_counts, corpus.heads[h].name(),
                        static_cast<int64_t>(corpus.set->parts.train.size())});
  }
  ASSIGN_OR_RETURN(Loss loss, Loss::Create(job.config.loss(), contexts));
  return std::unique_ptr<Learner>(new Learner(job, corpus, std::move(loss)));
}

std::vector<std::string> Learner::heads() const {
  std::vector<std::string> names;
  for (const Head& head : corpus_.heads) names.push_back(head.name());
  return names;
}

size_t Learner::AllHeads() const {
  size_t count = 0;
  for (const TrainCorpus& corpus : job_.corpora) count += corpus.heads.size();
  return count;
}

absl::Status Learner::Begin(Net* net, Net* frozen, Net* teacher) {
  net_ = net;
  if (frozen != nullptr) {
    ASSIGN_OR_RETURN(frozen_, FrozenTaps::Create(job_, *set_, needs(), *net, frozen));
  }
  RETURN_IF_ERROR(MakeAugment());
  bool fixed = frozen_ == nullptr && augment_ == nullptr && teacher == nullptr &&
               !job_.config.random_windows() && needs().size() == 1 &&
               needs().begin()->second.taps.empty();
  for (const std::string& head : heads()) fixed = fixed && !net->FixedTap(head).empty();
  if (fixed) {
    ASSIGN_OR_RETURN(trunk_, FixedTrunk::Create(job_, *set_, heads().front(), net));
    set_ = &trunk_->set();
    net_ = trunk_->net();
  }
  StepSources sources;
  sources.set = set_;
  sources.corpus = &corpus_;
  sources.net = net_;
  sources.frozen = frozen_.get();
  sources.teacher = teacher;
  stepper_ = std::make_unique<Stepper>(sources, job_.config, job_.runtime, loss_);
  plan_ = PlanOf(job_.config, *set_, net_->config().windows());
  return absl::OkStatus();
}

// All corpora's loaders share the threads and the memory.
LoaderOptions Learner::Loading() const {
  const auto corpora = static_cast<int>(job_.corpora.size());
  return LoaderOptionsFor(*net_, job_.runtime.threads / corpora, job_.memory_bytes / corpora);
}

absl::Status Learner::MakeAugment() {
  if (job_.config.augment().empty()) return absl::OkStatus();
  const FrontEnd& front_end = set_->header.front_end();
  ASSIGN_OR_RETURN(
      augment_, Augment::Create(job_.config.augment(), {front_end, set_->items.items.front().hop_s},
                                job_.config.seed()));
  if (!augment_->acts_on_wave()) return absl::OkStatus();
  ASSIGN_OR_RETURN(analysis_, AnalysedFrames::Create(front_end));
  waves_ =
      std::make_unique<AugmentedWindows>(set_->items, *analysis_, *augment_, set_->parts.train);
  return absl::OkStatus();
}

void Learner::Seek(int64_t first) {
  LoaderOptions options = Loading();
  options.first = first;
  options.augment = augment_.get();
  if (waves_ != nullptr) {
    options.cut = [this](const ItemWindow& window, int64_t batch, int64_t row, RowChange* change,
                         float* out) { return waves_->Cut(window, batch, row, change, out); };
  }
  loader_ = std::make_unique<Loader>(set_->items, *plan_, options);
}

absl::Status Learner::Step(const StepPlace& place) {
  WindowBatch batch;
  RETURN_IF_ERROR(loader_->Next(&batch).status());
  const absl::Status status = stepper_->Run(batch, place, &meters_);
  return job_.corpora.size() == 1 ? status : Annotate(status, absl::StrJoin(heads(), ", "));
}

std::string Learner::Prefix(const char* part, size_t head) const {
  return AllHeads() == 1 ? part : absl::StrCat(part, "/", corpus_.heads[head].name());
}

void Learner::Clear() {
  meters_.loss = Meter(0);
  meters_.heads.clear();
  for (size_t h = 0; h < corpus_.heads.size(); ++h) {
    const TargetTable& targets = corpus_.task(h).targets;
    meters_.heads.emplace_back(targets.has_tags() ? 0 : static_cast<int>(targets.classes().size()));
  }
}

void Learner::AppendTrained(Epoch* epoch) const {
  // Of an only head of a corpus, the loss is the head's; of several it is one for all.
  const bool one = corpus_.heads.size() == 1;
  meters_.loss.AppendScalars(one ? Prefix("train", 0) : "train", epoch);
  for (size_t h = 0; h < corpus_.heads.size(); ++h) {
    meters_.heads[h].AppendScalars(Prefix("train", h), epoch);
  }
}

absl::Status Learner::AppendValidated(Epoch* epoch) {
  std::vector<std::unique_ptr<Validator>> validators;
  for (size_t h = 0; h < corpus_.heads.size(); ++h) {
    validators.push_back(MakeValidator(set_->items, corpus_.task(h).targets, corpus_.heads[h]));
  }
  RETURN_IF_ERROR(ScoreItems(set_->items, set_->parts.valid, job_.config.batch(), Loading(),
                             job_.runtime, heads(), net_, [&](const ItemScores& scores) {
                               for (size_t h = 0; h < validators.size(); ++h) {
                                 if (!corpus_.task(h).targets.Known(scores.item)) continue;
                                 validators[h]->Add(scores.item, scores.windows, scores.heads[h]);
                               }
                               return absl::OkStatus();
                             }));
  for (size_t h = 0; h < validators.size(); ++h) {
    for (const Figure& figure : validators[h]->Finish()) {
      Scalar* const scalar = epoch->add_scalars();
      scalar->set_name(absl::StrCat(Prefix("valid", h), "/", figure.name));
      scalar->set_value(figure.value);
      // A network that is no longer finite still decides for a class: accuracies do not tell.
      if (figure.name != "loss" || std::isfinite(figure.value)) continue;
      return absl::AbortedError(absl::StrCat(scalar->name(), " is ", figure.value));
    }
  }
  return absl::OkStatus();
}

void Learner::Save(TrainState* state) const {
  *state->add_meters() = meters_.loss.Save();
  for (const Meter& meter : meters_.heads) *state->add_meters() = meter.Save();
}

void Learner::Restore(const TrainState& state, int* next) {
  if (*next < state.meters_size()) meters_.loss.Restore(state.meters((*next)++));
  for (Meter& meter : meters_.heads) {
    if (*next < state.meters_size()) meter.Restore(state.meters((*next)++));
  }
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
                                                       Net* net, Net* frozen, Net* teacher,
                                                       const Learners& learners) {
  std::vector<int64_t> items, batches;
  for (const auto& learner : learners) {
    RETURN_IF_ERROR(learner->Begin(net, frozen, teacher));
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
    for (const std::string& head : learner->heads()) heads.push_back(head);
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
