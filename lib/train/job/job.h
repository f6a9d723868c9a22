// SPDX-License-Identifier: Apache-2.0
// What a training is given and what comes of it.
#ifndef AURICLE_LIB_TRAIN_JOB_JOB_H_
#define AURICLE_LIB_TRAIN_JOB_JOB_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "lib/data/training_set.h"
#include "lib/nn/models/model_io.h"
#include "lib/nn/net/net.h"
#include "lib/nn/torch/runtime.h"
#include "lib/train/frozen/cache_file.h"
#include "protos/network.pb.h"
#include "protos/training.pb.h"

namespace auricle {

// What is said to the user while it runs; libraries have no stderr. Any may be empty.
struct TrainHooks {
  std::function<void(const std::string&)> note;
  // After each step: the epoch from 1, batches done of how many in this epoch.
  std::function<void(int32_t epoch, int64_t batch, int64_t batches)> step;
  // Where an epoch's steps end or are stopped: the seconds that they took, and those of them that
  // they waited for data.
  std::function<void(double seconds, double waited)> steps;
  // After each of so many windows that a frozen network's taps are cached of.
  std::function<void(int64_t windows)> fill;
  std::function<void(const Epoch& epoch, bool best, double seconds)> epoch;
};

// What some heads of the network learn from: one for each task of the set, in its order (its own,
// then TrainingSet.more). They share batches and passes.
struct TrainCorpus {
  std::vector<Head> heads;  // An only one is called "" for a network without heads. Statistics are
                            // filled in.
  const TrainingSet* set = nullptr;

  const Head& head() const { return heads.front(); }
  const TaskTargets& task(size_t head) const { return head == 0 ? *set : set->more[head - 1]; }
};

struct TrainJob {
  TrainConfig config;
  Network network;  // Architecture and windows; heads, classes, bins, statistics are filled in.
  std::vector<TrainCorpus> corpora;  // One, unless the network is of many heads.
  // Digests of the records that the corpora lie in: a checkpoint goes on with these alone.
  std::vector<uint64_t> contents;
  // The model to start from (config.start_from), to keep statistics of, or to compare with (as the
  // loss asks); null: none. `from_name` is informative.
  const Model* from = nullptr;
  std::string from_name;
  Runtime runtime;
  int64_t memory_bytes = int64_t{1} << 30;

  CacheDirectory cache;  // Of a frozen network's taps; changes no number.

  std::string checkpoint;          // "": none is written.
  double checkpoint_minutes = 10;  // And at a signal, and where the loss stops being finite.
  bool resume = false;             // Goes on from `checkpoint` if it exists.
  // Asked at each epoch's end and before the model is given: whether what is read is still what it
  // was when the training began. May be empty.
  std::function<absl::Status()> check_inputs;
  TrainHooks hooks;
};

struct Trained {
  std::unique_ptr<Net> net;  // The best epoch's.
  Training training;
};

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_JOB_JOB_H_
