// SPDX-License-Identifier: Apache-2.0
// Scalars for TensorBoard: its event files are TFRecords of a protobuf.
#ifndef AURICLE_LIB_TRAIN_LOOP_TENSORBOARD_H_
#define AURICLE_LIB_TRAIN_LOOP_TENSORBOARD_H_

#include <cstdio>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "protos/tensorboard.pb.h"
#include "protos/training.pb.h"

namespace auricle {

class TensorBoard {
 public:
  // Makes `directory` if there is none, and a new event file in it.
  static absl::StatusOr<std::unique_ptr<TensorBoard>> Create(const std::string& directory);
  ~TensorBoard();

  // One point per scalar at step `epoch.epoch()`, on disk when this returns.
  absl::Status Add(const Epoch& epoch);

 private:
  explicit TensorBoard(std::FILE* file) : file_(file) {}
  absl::Status Write(const BoardEvent& event);

  std::FILE* file_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_LOOP_TENSORBOARD_H_
