// SPDX-License-Identifier: Apache-2.0
// The work of PlanAdaptation, for one mode and one model.
#ifndef AURICLE_LIB_TRAIN_START_ADAPTATION_PLANNER_H_
#define AURICLE_LIB_TRAIN_START_ADAPTATION_PLANNER_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/nn/models/model_io.h"
#include "lib/nn/net/net.h"
#include "lib/train/start/adaptation.h"
#include "protos/network.pb.h"

namespace auricle {

class AdaptationPlanner {
 public:
  // As PlanAdaptation, which has checked that they go together. `from` may be null.
  AdaptationPlanner(const std::string& mode, const Network& architecture, const Model* from,
                    const AdaptationOptions& options);

  absl::StatusOr<Adaptation> Plan(const std::vector<Head>& learned);

 private:
  const Network& Theirs() const { return from_->header.network(); }
  absl::Status CheckModel() const;
  // Whose way in the model `learned` takes, "" being the core's; `*any` is false if there is none.
  absl::StatusOr<std::string> WayTaken(const Head& learned, bool* any) const;
  absl::Status Learn(const Head& learned);
  // A head of the model is trained on.
  absl::Status LearnFurther(const Head& same, const Head& head, const std::string& way);
  // `how` is for the note.
  absl::Status Add(const Head& head, std::string how);
  // What a tensor of the network is called in the model; "": it starts from random.
  std::string SourceOf(const std::string& name) const;
  void ListWeights(const Net& net);
  void ListFrozen(const Net& net);
  std::string Note() const;

  const std::string mode_;
  const Model* const from_;
  const AdaptationOptions options_;
  const bool keeps_;    // What is in the model stays as it is.
  bool joint_ = false;  // Several corpora train everything at once.
  Adaptation plan_;
  std::vector<std::string> trained_;                  // Groups of tensors (TensorGroup).
  std::set<std::string> loaded_heads_;                // Learned heads that the model has.
  std::map<std::string, std::string> source_of_way_;  // New way → the model's, "" for the core.
  std::vector<std::string> learned_;                  // For the note.
};

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_START_ADAPTATION_PLANNER_H_
