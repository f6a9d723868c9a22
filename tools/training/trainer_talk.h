// SPDX-License-Identifier: Apache-2.0
// What a trainer says on stderr while it runs.
#ifndef AURICLE_TOOLS_TRAINING_TRAINER_TALK_H_
#define AURICLE_TOOLS_TRAINING_TRAINER_TALK_H_

#include <cstdint>
#include <memory>
#include <set>
#include <string>

#include "lib/tool/progress.h"
#include "lib/train/job/job.h"
#include "lib/train/loop/tensorboard.h"
#include "protos/training.pb.h"

namespace auricle {

class TrainerTalk {
 public:
  // `board` may be null; there can be so many epochs; `heads` are several, or none.
  TrainerTalk(TensorBoard* board, int64_t most_epochs, const std::set<std::string>& heads)
      : board_(board), most_epochs_(most_epochs), heads_(heads) {}

  // Hooks that speak, and feed the board; this must outlive them.
  TrainHooks Hooks();
  // "0.1 % of 20 s waiting for data": of the steps that were taken last.
  const std::string& waiting() const { return waiting_; }

 private:
  void Step(int32_t epoch, int64_t batch, int64_t batches);
  void EndEpoch(const Epoch& epoch, bool best, double seconds);

  TensorBoard* board_;
  int64_t most_epochs_;
  std::set<std::string> heads_;
  std::string waiting_;
  std::unique_ptr<Progress> progress_;
};

}  // namespace auricle

#endif  // AURICLE_TOOLS_TRAINING_TRAINER_TALK_H_
