// SPDX-License-Identifier: Apache-2.0
// For tests: a study's worth of predicted clips from a seed, without audio or networks.
#ifndef AURICLE_LIB_EVALUATE_SYNTHETIC_H_
#define AURICLE_LIB_EVALUATE_SYNTHETIC_H_

#include <cstdint>
#include <string>
#include <vector>

#include "protos/record.pb.h"

namespace auricle {

struct SyntheticRun {
  std::string condition = "baseline";
  double accuracy = 0.75;  // Before the effects of speaker and seed.
  uint64_t seed = 1;
  int speaker = 0;   // Whose clips are the test part of plan "speaker.NAME".
  int takes = 10;    // Clips a class.
  int classes = 10;  // Those beyond ten are numbered.
  std::string corpus = "synthetic";
  bool hostile = false;  // Names of classes, ids and tasks full of quotes, tags and commands.
};

struct SyntheticStream {
  Header header;
  std::vector<Clip> clips;
};

// Clips of six speakers × ten classes × takes, one speaker in part test, with a prediction each,
// and a model whose training has a history.
SyntheticStream MakeSyntheticRun(const SyntheticRun& run);

}  // namespace auricle

#endif  // AURICLE_LIB_EVALUATE_SYNTHETIC_H_
