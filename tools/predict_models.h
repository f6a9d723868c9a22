// SPDX-License-Identifier: Apache-2.0
// The models that predict applies, one after the other, to clips or audio.
#ifndef AURICLE_TOOLS_PREDICT_MODELS_H_
#define AURICLE_TOOLS_PREDICT_MODELS_H_

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/infer/predictor.h"
#include "lib/nn/models/model_io.h"
#include "lib/nn/net/net.h"
#include "lib/nn/torch/runtime.h"
#include "protos/record.pb.h"
#include "tools/predict_heads.h"

namespace auricle {

class PredictModels {
 public:
  // `heads` as HeadChoice::Create; `options` of every head. Predictions that several models would
  // call the same begin with the model's file name. Errors: those of ReadModel; models of different
  // front ends; such models in files of one name.
  static absl::StatusOr<PredictModels> Load(const std::vector<std::string>& paths,
                                            const RuntimeOptions& runtime, const std::string& heads,
                                            const PredictorOptions& options);

  // `sink` gets every item with all predictions. Errors: those of Predictor::Create.
  absl::Status Start(Predictor::Sink sink);

  // Of all the models.
  const FrontEnd& front_end() const { return loaded_.front().model.header.front_end(); }
  // All classes of all heads that some item may get, each once.
  absl::StatusOr<std::vector<std::string>> Classes() const;
  // Whether any model has heads.
  bool has_heads() const;
  // Whether the section's clips have features. Errors: they are not of the models' front end.
  absl::StatusOr<bool> BeginSection(const Header& header);
  // What the section's header becomes.
  Header SectionHeader(const Header& header) const;
  absl::Status AddFeatures(Clip clip);
  // True while an item's last chunk is still to come; it can no longer be dropped.
  bool in_item() const { return predictors_.front()->in_item(); }
  absl::Status EndSection();

  std::vector<uint64_t> fingerprints() const;

 private:
  struct Loaded {
    std::string name;
    Model model;
    std::shared_ptr<Net> net;  // Once started; its heads' predictors share it.
  };

  absl::Status CollectFiles();
  // Of the predictions by a head, `several` of which the model applies.
  std::string NameOf(const Loaded& loaded, const std::string& head, bool several) const;
  // A predictor for each head that items of `corpus` get.
  absl::Status Chain(const std::string& corpus);

  std::vector<Loaded> loaded_;
  Runtime runtime_;
  HeadChoice heads_;
  std::map<std::string, std::set<std::string>> files_;  // Of the models, by predictions' name.
  PredictorOptions options_;
  Predictor::Sink sink_;
  std::vector<std::unique_ptr<Predictor>> predictors_;  // Each hands on to the next.
};

}  // namespace auricle

#endif  // AURICLE_TOOLS_PREDICT_MODELS_H_
