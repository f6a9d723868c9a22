// SPDX-License-Identifier: Apache-2.0
// The kinds of batch plans. What they are given by reference must outlive them.
#ifndef AURICLE_LIB_DATA_BATCH_PLANS_H_
#define AURICLE_LIB_DATA_BATCH_PLANS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/data/batch_plan.h"
#include "lib/data/item_windows.h"
#include "lib/data/items.h"
#include "lib/data/targets.h"
#include "protos/network.pb.h"

namespace auricle {

// `windows` in their order, `batch` at a time; the last batch of a pass may be smaller. Evaluation.
std::unique_ptr<BatchPlan> RegularPlan(std::vector<ItemWindow> windows, int32_t batch);

// Passes over the items `which`, pass p in the order of TrainingWindows for epoch p (order.epoch is
// not looked at); the last batch of a pass may be smaller. REQUIRES: `which` is not empty.
std::unique_ptr<BatchPlan> ShuffledPlan(const StoredItems& items, std::vector<int32_t> which,
                                        const Windows& rule, const EpochOrder& order);

// Items that fill so many rows of every batch.
struct MixedPart {
  std::string name;
  std::vector<int32_t> which;
  int32_t rows = 0;
};

struct MixedOptions {
  bool random_windows = false;  // As in EpochOrder.
  uint64_t seed = 0;
  std::string pass_of;  // The part whose windows make a pass.
};

// Batches of several parts, one behind the other in the order given; BatchSpec.parts says where
// each stands. The windows of each part are an endless order of its own, shuffled anew after each
// time round, so that all batches are full. A pass is as many batches as show every window of the
// part `pass_of`. Errors: kInvalidArgument for a part without rows, of a name given twice, or for a
// pass over none of them; kFailedPrecondition for one without items, with its name.
absl::StatusOr<std::unique_ptr<BatchPlan>> MixedPlan(const StoredItems& items, const Windows& rule,
                                                     std::vector<MixedPart> parts,
                                                     const MixedOptions& options);

struct EpisodeOptions {
  int32_t way = 5;    // Classes of an episode.
  int32_t shot = 1;   // Items of each in its support …
  int32_t query = 5;  // … and of each in its query.
  int32_t episodes_in_pass = 100;
  bool random_windows = false;  // A window anywhere in the item, else one of the regular ones.
  uint64_t seed = 0;
};

// Each batch is an episode of few-shot learning (Vinyals et al. 2016; Snell et al. 2017): `way`
// classes and of each shot + query different items, one window of each, drawn from `which` by the
// number of the batch alone. Parts "support" and "query", each class by class in the same order.
// Every process has the whole support and its share of the query. Errors: kInvalidArgument for
// sizes below 1 and for a table of tags or events; kFailedPrecondition if fewer than `way` classes
// have shot + query items.
absl::StatusOr<std::unique_ptr<BatchPlan>> EpisodePlan(const StoredItems& items,
                                                       const TargetTable& targets,
                                                       const std::vector<int32_t>& which,
                                                       const Windows& rule,
                                                       const EpisodeOptions& options);

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_BATCH_PLANS_H_
