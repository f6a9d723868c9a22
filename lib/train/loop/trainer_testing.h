// SPDX-License-Identifier: Apache-2.0
// Small trainings on synthetic tones, for tests.
#ifndef AURICLE_LIB_TRAIN_LOOP_TRAINER_TESTING_H_
#define AURICLE_LIB_TRAIN_LOOP_TRAINER_TESTING_H_

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "lib/data/synthetic.h"
#include "lib/data/training_set.h"
#include "lib/nn/models/model_io.h"
#include "lib/records/mapped.h"
#include "lib/train/job/job.h"
#include "protos/training.pb.h"

namespace auricle {

// A job on one thread in float32: Adam at 2e-3, batches of 8, seed 1, a tiny VGG16, no data yet.
class ToyTraining : public testing::Test {
 protected:
  void SetUp() override;

  // Of a file in the test's folder.
  static std::string Path(const std::string& name);
  static std::string Bytes(const std::string& path);

  // Adds a synthetic stream, with labels of `task`, to the job's corpora.
  void Add(const std::string& task, const std::string& head = "",
           const SyntheticOptions& options = {});
  // Adds a stream of these clips; heads[i] learns tasks[i] of the same items.
  void AddStream(const Header& header, const std::vector<Clip>& clips,
                 const std::vector<std::string>& tasks, std::vector<Head> heads);
  // The same as the job's only corpus, with labels of the job's task.
  void Read(const SyntheticOptions& options = {});

  // The trained model's bytes, which are then in the file `name`; "" after an error, which is put
  // into status_.
  std::string Trained(const std::string& name);

  // Of the last epoch.
  double Last(const std::string& scalar) const;

  TrainJob job_;
  absl::Status status_;
  Training training_;
  std::string notes_;  // Of the last training, a line each.
  std::deque<TrainingSet> sets_;

 private:
  std::deque<std::unique_ptr<MappedRecords>> records_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_LOOP_TRAINER_TESTING_H_
