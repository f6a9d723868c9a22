// SPDX-License-Identifier: Apache-2.0
// Hands records with features to the models, in order.
#ifndef AURICLE_TOOLS_PREDICT_FEEDER_H_
#define AURICLE_TOOLS_PREDICT_FEEDER_H_

#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "lib/tool/clip_filter.h"
#include "protos/record.pb.h"
#include "tools/predict_models.h"
#include "tools/predict_output.h"

namespace auricle {

class PredictFeeder {
 public:
  // All must outlive this.
  PredictFeeder(PredictModels* models, PredictOutput* output, BadItems* bad)
      : models_(models), output_(output), bad_(bad) {}

  // `where` is for messages. Errors: those that no --max_bad covers.
  absl::Status Add(Clip clip, const std::string& where);

 private:
  PredictModels* models_;
  PredictOutput* output_;
  BadItems* bad_;
  absl::flat_hash_set<std::string> ids_;
  std::string bad_id_;
};

}  // namespace auricle

#endif  // AURICLE_TOOLS_PREDICT_FEEDER_H_
