// SPDX-License-Identifier: Apache-2.0
// What a model says of how it was trained.
#ifndef AURICLE_LIB_TRAIN_JOB_TRAINING_RECORD_H_
#define AURICLE_LIB_TRAIN_JOB_TRAINING_RECORD_H_

#include <cstdint>
#include <string>

#include "lib/train/job/job.h"
#include "protos/record.pb.h"
#include "protos/training.pb.h"

namespace auricle {

// Sets all of `training` that the job says; `loss` is the canonical text.
void FillTraining(const TrainJob& job, const std::string& loss, Training* training);

// Where a training stands before its first step, as far as the job says; `loss` is the canonical
// text. Of a model that it starts from, only which.
TrainState FirstState(const TrainJob& job, const std::string& loss);

// The header of a model that `job` trains: front end, the training record and, for a network
// without heads, the task's vocabulary (a head has its own).
// The caller stamps provenance.
Header ModelHeader(const TrainJob& job, const Training& training);

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_JOB_TRAINING_RECORD_H_
