// SPDX-License-Identifier: Apache-2.0
// How good a network is on the validation part: over all of it, not means of batches.
#ifndef AURICLE_LIB_TRAIN_LOOP_VALIDATOR_H_
#define AURICLE_LIB_TRAIN_LOOP_VALIDATOR_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "lib/data/items.h"
#include "lib/data/targets.h"
#include "lib/infer/scorer.h"
#include "lib/nn/net/net.h"
#include "protos/network.pb.h"

namespace auricle {

// Any figure selects the best epoch, stops a training and is plotted.
struct Figure {
  std::string name;  // "loss", "uar" …
  double value = 0;
  bool higher_is_better = true;
};

// Gathers the figures of one head over the items of a part.
class Validator {
 public:
  virtual ~Validator() = default;
  // `scores` are of every window of an item.
  virtual void Add(int32_t item, const std::vector<Window>& windows, const HeadScores& scores) = 0;
  // In a fixed order; "loss" is the first.
  virtual std::vector<Figure> Finish() const = 0;
};

// For targets of
//   classes, shares  loss (cross-entropy alone, never a penalty: the mean over an item's windows,
//                    then over items), accuracy and uar (of items, by mean probability)
//   tags             loss (binary cross-entropy of the known tags), map (mean over tags of the
//                    average precision), micro_f1 and macro_f1 at a threshold of one half
//   events           loss (binary cross-entropy of frames), frame_f1 (macro, of frames at one
//                    half), and map of the items' tags; items that are only weakly labelled count
//                    in map alone
// `items` and their `table` must outlive it.
std::unique_ptr<Validator> MakeValidator(const StoredItems& items, const TargetTable& table,
                                         const Head& head);

// The names of these figures, in their order.
std::vector<std::string> FigureNames(TargetKind kind);

// Without a validation part: kAborted naming the first tensor that is not finite.
absl::Status CheckFinite(const Net& net);

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_LOOP_VALIDATOR_H_
