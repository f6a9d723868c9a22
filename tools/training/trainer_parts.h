// SPDX-License-Identifier: Apache-2.0
// What all trainers' mains do alike: flags to the parts of a job, the job, the model.
#ifndef AURICLE_TOOLS_TRAINING_TRAINER_PARTS_H_
#define AURICLE_TOOLS_TRAINING_TRAINER_PARTS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/data/training_set.h"
#include "lib/nn/models/model_io.h"
#include "lib/nn/net/net.h"
#include "lib/records/mapped.h"
#include "lib/tool/clip_filter.h"
#include "lib/train/job/job.h"
#include "protos/record.pb.h"

namespace auricle {

// --from, or null.
absl::StatusOr<std::unique_ptr<Model>> ModelFromFlag();

// All of a job but its network, data and learning rate; `from` may be null and must outlive it.
absl::StatusOr<TrainJob> JobFromFlags(const std::string& tool, const std::string& loss,
                                      bool start_from, const Model* from);

// How --validation, --plan and the like say that data is read; `bad` must outlive it.
absl::StatusOr<TrainingSetOptions> DataOptionsFromFlags(BadItems* bad);

// What `records` and `bad` let go, for the model's end.
std::vector<End> DroppedItems(const MappedRecords& records, const BadItems& bad);

// "48 items to train on, 12 to validate, 7 classes of emotion".
std::string DataText(const TrainingSet& set);

// --describe, of a network whose freezing is done.
absl::Status PrintDescription(const Net& net, const std::string& trainable,
                              const std::string& loss);

// Trains on what lies in `records`, and writes the model to --output. `number_flags` shape its
// numbers. Nobody else trains on the same checkpoint meanwhile.
absl::Status TrainAndWrite(TrainJob job, const MappedRecords& records,
                           const std::vector<End>& dropped,
                           const std::vector<std::string>& number_flags);

// Flags of every trainer that shape numbers.
std::vector<std::string> TrainNumberFlags();

}  // namespace auricle

#endif  // AURICLE_TOOLS_TRAINING_TRAINER_PARTS_H_
