// SPDX-License-Identifier: Apache-2.0
#include "lib/train/job/training_record.h"

#include "absl/strings/str_cat.h"
#include "lib/data/training_set.h"
#include "lib/records/digest.h"
#include "lib/records/serialize.h"
#include "lib/train/loop/optimizers.h"

namespace auricle {
namespace {

// Of everything that `job` reads.
uint64_t JobDigest(const TrainJob& job) {
  Digest digest;
  for (const TrainCorpus& corpus : job.corpora) {
    for (const Head& head : corpus.heads) digest.Add(SerializeDeterministic(head));
    digest.Add(absl::StrCat(DataDigest(*corpus.set)));
  }
  for (const uint64_t content : job.contents) digest.Add(absl::StrCat(content));
  return digest.value();
}

}  // namespace

void FillTraining(const TrainJob& job, const std::string& loss, Training* training) {
  const TrainConfig& config = job.config;
  training->set_trainer(config.trainer());
  training->set_task(config.task());
  training->set_plan(config.plan());
  training->set_seed(config.seed());
  training->set_loss(loss);
  training->set_optimizer(config.optimizer());
  training->set_learning_rate(config.learning_rate());
  training->set_weight_decay(config.weight_decay());
  training->set_batch(config.batch());
  training->set_epochs(config.epochs());
  training->set_patience(config.patience());
  training->set_select_by(config.validation() == "none" ? "" : config.select_by());
  training->set_precision(job.runtime.precision());
  training->set_device(job.runtime.device.is_cpu() ? "cpu" : "cuda");
  training->set_threads(job.runtime.threads);
  training->set_validation(config.validation());
  training->set_mode(config.mode());
  training->set_schedule(config.schedule());
  training->set_augment(config.augment());
  training->clear_heads();
  int64_t train = 0, valid = 0;
  for (const TrainCorpus& corpus : job.corpora) {
    const auto train_items = static_cast<int64_t>(corpus.set->parts.train.size());
    const auto valid_items = static_cast<int64_t>(corpus.set->parts.valid.size());
    train += train_items;
    valid += valid_items;
    if (corpus.head().name().empty()) continue;
    for (const Head& one : corpus.heads) {
      TrainedHead* head = training->add_heads();
      head->set_name(one.name());
      head->set_train_items(train_items);
      head->set_valid_items(valid_items);
      if (config.individual_weight_decay()) {
        head->set_weight_decay(2 * IndividualDecay(train_items));
      }
    }
  }
  if (job.corpora.size() > 1) {
    training->set_sampling(config.sampling().empty() ? "round_robin" : config.sampling());
  }
  training->set_train_items(train);
  training->set_valid_items(valid);
}

TrainState FirstState(const TrainJob& job, const std::string& loss) {
  TrainState state;
  *state.mutable_config() = job.config;
  state.set_data(JobDigest(job));
  state.set_precision(job.runtime.precision());
  state.set_epoch(1);
  FillTraining(job, loss, state.mutable_training());
  const bool takes_weights = job.config.start_from() || !job.config.mode().empty();
  if (job.from != nullptr && takes_weights) {
    state.mutable_training()->mutable_from()->set_model(job.from->fingerprint);
  }
  return state;
}

Header ModelHeader(const TrainJob& job, const Training& training) {
  const TrainCorpus& first = job.corpora.front();
  Header header;
  header.set_content(Header::MODEL);
  *header.mutable_front_end() = first.set->header.front_end();
  if (first.head().name().empty()) {
    Vocabulary* vocabulary = header.add_vocabularies();
    vocabulary->set_task(job.config.task());
    vocabulary->mutable_classes()->Assign(first.set->targets.classes().begin(),
                                          first.set->targets.classes().end());
  }
  ModelInfo* info = header.mutable_model();
  info->set_task(job.config.task());
  info->set_licence(first.set->header.corpus().licence());
  *info->mutable_training() = training;
  return header;
}

}  // namespace auricle
