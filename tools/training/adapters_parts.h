// SPDX-License-Identifier: Apache-2.0
// What train_adapters makes of its flags and inputs.
#ifndef AURICLE_TOOLS_TRAINING_ADAPTERS_PARTS_H_
#define AURICLE_TOOLS_TRAINING_ADAPTERS_PARTS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/data/head_data.h"
#include "lib/nn/models/model_io.h"
#include "lib/records/mapped.h"
#include "lib/tool/clip_filter.h"
#include "lib/train/job/job.h"

namespace auricle {

// --describe: the network that would be trained for `heads`, or for one of --classes classes.
// `from` may be null: random weights then stand for its.
absl::Status DescribeAdaptation(const std::vector<HeadSpec>& heads, const Model* from,
                                const std::string& loss);

// The data of every head, as LoadHeads, and what there is to say of it.
absl::StatusOr<std::vector<HeadData>> ReadHeads(const MappedRecords& records,
                                                const std::vector<HeadSpec>& heads, BadItems* bad);

// What each head is trained on, by --way; `heads` must outlive it.
std::vector<TrainCorpus> TrainCorpora(const std::vector<HeadData>& heads);

// Flags that shape the numbers of a model, for its header.
std::vector<std::string> AdapterNumberFlags();

}  // namespace auricle

#endif  // AURICLE_TOOLS_TRAINING_ADAPTERS_PARTS_H_
