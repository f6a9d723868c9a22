// SPDX-License-Identifier: Apache-2.0
// A training set of made-up clips that a test may change first.
#ifndef AURICLE_LIB_DATA_TRAINING_SET_TESTING_H_
#define AURICLE_LIB_DATA_TRAINING_SET_TESTING_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "lib/data/synthetic.h"
#include "lib/data/training_set.h"
#include "lib/records/mapped.h"
#include "protos/clip.pb.h"
#include "protos/record.pb.h"

namespace auricle {

class TrainingSetTest : public testing::Test {
 protected:
  TrainingSetTest() {
    options_.task = "tone";
    header_ = SyntheticHeader({});
    clips_ = SyntheticClips({});
  }

  absl::StatusOr<TrainingSet> Load() {
    const std::string path = testing::TempDir() + "/set.tfr";
    EXPECT_TRUE(WriteClips(header_, clips_, path).ok());
    std::string note;
    records_ = std::move(*MappedRecords::Open({path}, 1 << 20, &note));
    return LoadTrainingSet(*records_, options_);
  }
  std::string Error() {
    const auto set = Load();
    return set.ok() ? "" : std::string(set.status().message());
  }

  TrainingSetOptions options_;
  Header header_;
  std::vector<Clip> clips_;
  std::unique_ptr<MappedRecords> records_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_TRAINING_SET_TESTING_H_
