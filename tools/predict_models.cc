// SPDX-License-Identifier: Apache-2.0
#include "tools/predict_models.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/data/training_set.h"

namespace auricle {

absl::StatusOr<PredictModels> PredictModels::Load(const std::vector<std::string>& paths,
                                                  const RuntimeOptions& runtime,
                                                  const PredictorOptions& options) {
  PredictModels loaded;
  loaded.options_ = options;
  ASSIGN_OR_RETURN(loaded.runtime_, StartRuntime(runtime));
  for (const std::string& path : paths) {
    ASSIGN_OR_RETURN(Model model, ReadModel(path));
    if (!loaded.models_.empty()) {
      RETURN_IF_ERROR(Annotate(
          CheckFrontEnds(loaded.models_.front().header.front_end(), model.header.front_end()),
          absl::StrCat("models '", paths.front(), "' and '", path, "'")));
    }
    loaded.models_.push_back(std::move(model));
    loaded.names_.push_back(path.substr(path.rfind('/') + 1));
  }
  return loaded;
}

absl::Status PredictModels::Start(Predictor::Sink sink) {
  predictors_.resize(models_.size());
  for (size_t i = models_.size(); i-- > 0;) {
    PredictorOptions options = options_;
    Predictor::Sink next = sink;
    if (i + 1 < models_.size()) {
      options.keep_features = true;  // The next model reads them too.
      Predictor* predictor = predictors_[i + 1].get();
      next = [predictor](Clip clip) { return predictor->Add(std::move(clip)); };
    }
    ASSIGN_OR_RETURN(predictors_[i],
                     Predictor::Create(models_[i], runtime_, options, std::move(next)));
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> PredictModels::BeginSection(const Header& header) const {
  if (!header.has_front_end()) return false;
  RETURN_IF_ERROR(CheckFrontEnds(models_.front().header.front_end(), header.front_end()));
  return true;
}

Header PredictModels::SectionHeader(const Header& header) const {
  Header result = header;
  result.clear_front_end();
  if (options_.keep_features) {
    *result.mutable_front_end() = models_.front().header.front_end();
  }
  for (size_t i = 0; i < models_.size(); ++i) {
    ModelInfo* info = result.add_models();
    *info = models_[i].header.model();
    info->set_name(names_[i]);
    info->set_fingerprint(models_[i].fingerprint);
  }
  return result;
}

absl::Status PredictModels::AddFeatures(Clip clip) {
  return predictors_.front()->Add(std::move(clip));
}

absl::Status PredictModels::EndSection() {
  for (const auto& predictor : predictors_) RETURN_IF_ERROR(predictor->Finish());
  return absl::OkStatus();
}

std::vector<uint64_t> PredictModels::fingerprints() const {
  std::vector<uint64_t> all;
  for (const Model& model : models_) all.push_back(model.fingerprint);
  return all;
}

}  // namespace auricle
