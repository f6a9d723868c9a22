// SPDX-License-Identifier: Apache-2.0
// How a network of many heads starts from another, by mode: which heads it has, which tensors come
// from where, and what is frozen. Planned by name; nothing is trained or copied here.
#ifndef AURICLE_LIB_TRAIN_START_ADAPTATION_H_
#define AURICLE_LIB_TRAIN_START_ADAPTATION_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/nn/models/model_io.h"
#include "lib/nn/net/load_plan.h"
#include "protos/network.pb.h"

namespace auricle {

// scratch     Random weights, everything is trained; the learned heads go the core's way.
// finetune    The same from `from`'s weights; its other heads are dropped. A head of the same name
//             and classes goes on, any other starts from random.
// last-layer  `from` is kept, bit for bit; only the learned heads are trained.
// adapters    `from` is kept, bit for bit; the learned heads and a way of its own for each are
//             trained: adapters, norms, and the top unless it is shared. Without `from` and with
//             several heads everything is trained at once, shared kernels included.
// Errors: kInvalidArgument naming the four.
absl::Status CheckMode(const std::string& mode);

// Whether `mode` can do nothing without a model to start from.
bool ModeNeedsModel(const std::string& mode, int learned);

struct AdaptationOptions {
  // The head of `from` whose way is taken: a last-layer head passes through it, a finetuned head
  // and a new way start as copies of it. "": its own if it is in `from`, else the core's.
  std::string way;
  // Only the shape is wanted: where there is no `from`, random weights stand for its.
  bool describe = false;
};

struct Adaptation {
  // Heads that are kept, in `from`'s order and with their statistics, then the learned ones that
  // are new (without statistics). Nothing else of the architecture is changed.
  Network network;
  TensorMap weights;  // By their names in `network`, not copied; empty: all starts from random.
  LoadOptions load;   // For LoadInto(weights, load, …): all but what starts from random.
  std::vector<std::string> freeze;  // For Net::Freeze, each.
  std::string note;                 // One line: what is kept, dropped, new.
};

// `architecture` has its bins; its heads are not looked at. `learned` have name, corpus, task and
// classes. Errors: kInvalidArgument, naming both sides: `from` is missing where the mode needs it,
// or of another architecture or window; a head of the same name has other classes; there is no such
// way, or none is said where `from` has no core's; a shared top where `from` has none, or the other
// way round. A model whose tensors do not fit is left to LoadInto.
absl::StatusOr<Adaptation> PlanAdaptation(const std::string& mode, const Network& architecture,
                                          const Model* from, const std::vector<Head>& learned,
                                          const AdaptationOptions& options);

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_START_ADAPTATION_H_
