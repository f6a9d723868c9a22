// SPDX-License-Identifier: Apache-2.0
#include "lib/train/training_record.h"

namespace auricle {

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
  training->set_train_items(static_cast<int64_t>(job.set->parts.train.size()));
  training->set_valid_items(static_cast<int64_t>(job.set->parts.valid.size()));
}

Header ModelHeader(const TrainJob& job, const Training& training) {
  Header header;
  header.set_content(Header::MODEL);
  *header.mutable_front_end() = job.set->header.front_end();
  Vocabulary* vocabulary = header.add_vocabularies();
  vocabulary->set_task(job.config.task());
  vocabulary->mutable_classes()->Assign(job.set->classes.begin(), job.set->classes.end());
  ModelInfo* info = header.mutable_model();
  info->set_task(job.config.task());
  info->set_licence(job.set->header.corpus().licence());
  *info->mutable_training() = training;
  return header;
}

}  // namespace auricle
