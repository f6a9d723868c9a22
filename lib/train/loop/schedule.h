// SPDX-License-Identifier: Apache-2.0
// The learning rate over a training, and when it ends: functions of its history alone, so that a
// training which is resumed needs nothing else.
#ifndef AURICLE_LIB_TRAIN_LOOP_SCHEDULE_H_
#define AURICLE_LIB_TRAIN_LOOP_SCHEDULE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "protos/training.pb.h"

namespace auricle {

// Counts epochs without a better one. Better is what passes the best so far by more than
// `min_delta`; a value that is better by less counts as waiting, and moves nothing (EmoNet's rule).
// Unlike the anti-transfer paper's rule, whose window forgets the best epoch, this never forgets.
class Patience {
 public:
  Patience(bool less_is_better, double min_delta) : less_(less_is_better), delta_(min_delta) {}

  void Add(double value);
  int waited() const { return waited_; }
  // Waiting begins anew; `baseline`, if any value came, is what must be passed.
  void Restart(double baseline);

 private:
  bool less_;
  double delta_;
  bool any_ = false;
  double best_ = 0;
  int waited_ = 0;
};

// What stands before the next epoch.
struct Moment {
  bool finished = false;
  double factor = 1;     // Of the learning rate.
  int first_epoch = 1;   // Of the present stage.
  bool restart = false;  // A stage begins now: with the best epoch's weights and a new optimizer.
};

//   constant     one rate
//   cosine       from the whole rate to 0 by half a cosine over all epochs
//   plateau      a tenth after each half of `patience` epochs without a better one
//   three_stage  1, 0.1 and 0.01 of it; a stage ends with patience or after config.epochs() epochs,
//                and the next begins from the best epoch's weights (EmoNet's)
// Without validation (a history without config.select_by()) patience never runs out.
Moment NextEpoch(const TrainConfig& config, const Training& history);

// The most epochs that there can be, over all stages.
int64_t MostEpochs(const TrainConfig& config);

// The rate of an update: `progress` (0 … 1) of the training's epochs is over, and `updates` updates
// of this stage are done.
double LearningRate(const TrainConfig& config, const Moment& moment, double progress,
                    int64_t updates);

// Errors: kInvalidArgument naming config.schedule() and those there are.
absl::Status CheckSchedule(const TrainConfig& config);

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_LOOP_SCHEDULE_H_
