// SPDX-License-Identifier: Apache-2.0
// What a kind of augmentation is, for those that define one.
#ifndef AURICLE_LIB_DATA_AUGMENT_AUGMENTATION_H_
#define AURICLE_LIB_DATA_AUGMENT_AUGMENTATION_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/base/rng.h"
#include "lib/base/term_arguments.h"
#include "lib/data/window_batch.h"
#include "protos/front_end.pb.h"

namespace auricle {

// What an augmentation may want to know of the data when it is made.
struct AugmentContext {
  FrontEnd front_end;
  double hop_s = 0;  // From one frame to the next; 0: unknown.
};

// The randomness of each row of a batch.
using RowRng = std::function<Rng(size_t row)>;

class FeatureAugmentation {
 public:
  virtual ~FeatureAugmentation() = default;
  // batch->changes has an entry per row.
  virtual void Apply(const RowRng& rng, int32_t bins, WindowBatch* batch) const = 0;
};

// The item's wave, all of it moved by `samples` to the right (to the left below 0).
struct WaveShift {
  int64_t samples = 0;
  bool wraps = false;  // Else silence comes in.
};

// Appends `count` samples at rate_hz from a place in some item of the training part, drawn from
// `rng`; an item that is shorter is repeated.
using OtherSounds = std::function<absl::Status(int64_t count, double rate_hz, Rng* rng,
                                               std::vector<float>* samples)>;

class WaveAugmentation {
 public:
  virtual ~WaveAugmentation() = default;
  // Of the whole item, before it is read.
  virtual WaveShift Shift(double, Rng*) const { return {}; }
  // `samples` are those of a window with what the analysis needs around it.
  virtual absl::Status Apply(const OtherSounds&, double rate_hz, Rng* rng,
                             std::vector<float>* samples) const = 0;
};

// One of the two.
struct MadeAugmentation {
  std::unique_ptr<const WaveAugmentation> wave;
  std::unique_ptr<const FeatureAugmentation> feature;
};

// Makers read their arguments through TermArguments, which names unknown and ill-typed ones.
struct AugmentationKind {
  const char* name;
  const char* help;  // What it does, where it acts, what targets it changes; a line per argument.
  absl::StatusOr<MadeAugmentation> (*make)(TermArguments* arguments, const AugmentContext& context);
};

// Sorted by name; the one list of them all.
const std::vector<AugmentationKind>& AugmentationKinds();

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_AUGMENT_AUGMENTATION_H_
