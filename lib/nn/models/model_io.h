// SPDX-License-Identifier: Apache-2.0
// Networks to and from model streams, and weights from one network into another.
#ifndef AURICLE_LIB_NN_MODELS_MODEL_IO_H_
#define AURICLE_LIB_NN_MODELS_MODEL_IO_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/nn/net/load_plan.h"
#include "lib/nn/net/net.h"
#include "lib/records/reader.h"
#include "lib/records/tensors.h"
#include "lib/records/writer.h"
#include "protos/record.pb.h"

namespace auricle {

// A model stream in memory.
struct Model {
  Header header;             // network, front_end, vocabularies, model (ModelInfo)
  uint64_t fingerprint = 0;  // Of the header: the model's identity.
  TensorMap tensors;         // On the CPU.
};

// Begins a section of content MODEL with `header` (whose network is set from `net`), writes every
// tensor in its own type, cut by rows where it passes `max_bytes`, and ends the section, whose end
// names what the ends of its data say was `dropped`. The caller commits.
absl::Status WriteModel(const Net& net, Header header, RecordWriter* writer,
                        int64_t max_bytes = kMaxPartBytes, const std::vector<End>& dropped = {});

// The only section of `path`. Errors: kInvalidArgument if it is no model stream, kDataLoss.
absl::StatusOr<Model> ReadModel(const std::string& path);
// The current section of `reader`, which must be of content MODEL.
absl::StatusOr<Model> ReadModelSection(RecordReader* reader);

// The whole network of a model, in evaluation mode, every tensor loaded.
absl::StatusOr<std::unique_ptr<Net>> NetFromModel(const Model& model);

// Copies values by name into `net`. Anything short of what was asked for is kInvalidArgument naming
// the tensors, and then nothing of `net` has changed; so is a load that would match no tensor.
// InputNorm is not weights: it stays.
absl::StatusOr<LoadReport> LoadInto(const TensorMap& tensors, const LoadOptions& options, Net* net);

// Deep copies of a net's tensors on the CPU, e.g. of the best epoch.
TensorMap Snapshot(const Net& net);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_MODELS_MODEL_IO_H_
