// SPDX-License-Identifier: Apache-2.0
// Models of networks of many heads, put together and taken apart by head.
#ifndef AURICLE_LIB_NN_MODELS_MERGE_MODELS_H_
#define AURICLE_LIB_NN_MODELS_MERGE_MODELS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/nn/models/model_io.h"

namespace auricle {

struct NamedModel {
  std::string name;  // Of its file, for messages.
  Model model;
};

// The model of all `heads` of `models` (empty: of all there are) with the ways they take; what none
// of them takes is left out. Every head's output is bit for bit that of the model it came from: all
// tensors that two models share must be equal bit for bit, as they are where all were trained from
// one with --mode=adapters or last-layer. A head that stands in several models is kept once if it
// is the same in all.
//
// The header holds what all headers agree on; of trainings that differ only what each head was
// trained on. Provenance is the caller's. Errors: kInvalidArgument naming models and both values: a
// network without heads; another architecture, front end or windows (dropout, which shapes no
// output, is the first's); the first tensor that differs; two heads of one name; a head of `heads`
// that is nowhere, a model that none of them is of, or a head without the one whose way it takes.
absl::StatusOr<Model> MergeModels(const std::vector<NamedModel>& models,
                                  const std::vector<std::string>& heads);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_MODELS_MERGE_MODELS_H_
