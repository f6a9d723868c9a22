// SPDX-License-Identifier: Apache-2.0
// Small streams of made-up features for tests: a "tone" that can be learnt in seconds, by "voices".
#ifndef AURICLE_LIB_DATA_SYNTHETIC_H_
#define AURICLE_LIB_DATA_SYNTHETIC_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "protos/clip.pb.h"
#include "protos/record.pb.h"

namespace auricle {

struct SyntheticOptions {
  int items = 48;  // Tones "low", "high" and voices "x", "y", "z" in turn.
  int bins = 32;
  int min_frames = 30;  // Lengths vary by ten frames.
  double noise = 0.3;
  int chunk_frames = 0;  // > 0: items are stored in chunks of so many frames.
  DType dtype = FLOAT32;
  uint64_t seed = 1;
  std::string plan = "split";  // Items 0-1 of every 4 train, 2 valid, 3 test; "": no plan.
};

Header SyntheticHeader(const SyntheticOptions& options);
// All records in order; ids are "toy/0" …, every item its own source.
std::vector<Clip> SyntheticClips(const SyntheticOptions& options);
absl::Status WriteClips(const Header& header, const std::vector<Clip>& clips,
                        const std::string& path);

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_SYNTHETIC_H_
