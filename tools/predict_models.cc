// SPDX-License-Identifier: Apache-2.0
#include "tools/predict_models.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "lib/base/status_macros.h"
#include "lib/data/training_set.h"
#include "lib/infer/prediction_text.h"
#include "lib/nn/net/heads.h"
#include "lib/tool/tool.h"

namespace auricle {
namespace {

// What predictions are called unless --name says otherwise; as Predictor does.
std::string OwnName(const Model& model, const std::string& head) {
  return head.empty() ? model.header.model().task() : head;
}

// What parts them from another model's.
std::string Stem(const std::string& file) { return std::string(absl::StripSuffix(file, ".model")); }

}  // namespace

absl::StatusOr<PredictModels> PredictModels::Load(const std::vector<std::string>& paths,
                                                  const RuntimeOptions& runtime,
                                                  const std::string& heads,
                                                  const PredictorOptions& options) {
  PredictModels models;
  models.options_ = options;
  ASSIGN_OR_RETURN(models.runtime_, StartRuntime(runtime));
  std::vector<Network> networks;
  for (const std::string& path : paths) {
    ASSIGN_OR_RETURN(Model model, ReadModel(path));
    if (!models.loaded_.empty()) {
      RETURN_IF_ERROR(Annotate(CheckFrontEnds(models.front_end(), model.header.front_end()),
                               absl::StrCat("models '", paths.front(), "' and '", path, "'")));
    }
    networks.push_back(model.header.network());
    models.loaded_.push_back({path.substr(path.rfind('/') + 1), std::move(model), nullptr});
  }
  ASSIGN_OR_RETURN(models.heads_, HeadChoice::Create(heads, networks));
  RETURN_IF_ERROR(models.CollectFiles());
  return models;
}

absl::Status PredictModels::CollectFiles() {
  for (const Loaded& loaded : loaded_) {
    std::set<std::string> names;
    for (const std::string& head : heads_.For(loaded.model.header.network(), "")) {
      names.insert(options_.name.empty() ? OwnName(loaded.model, head) : options_.name);
    }
    for (const std::string& name : names) {
      if (files_[name].insert(Stem(loaded.name)).second) continue;
      return ToolMisuse(absl::StrCat("--model: two models called '", Stem(loaded.name),
                                     "' predict '", name,
                                     "', and only file names part them; rename one, or "
                                     "apply each alone"));
    }
  }
  return absl::OkStatus();
}

std::string PredictModels::NameOf(const Loaded& loaded, const std::string& head,
                                  bool several) const {
  const std::string own = OwnName(loaded.model, head);
  std::string name = options_.name.empty() ? own : options_.name;
  const auto files = files_.find(name);
  // Two heads of one model may tell the same task: only names part their predictions.
  if (!options_.name.empty() && several) absl::StrAppend(&name, "-", own);
  if (files == files_.end() || files->second.size() < 2) return name;
  return absl::StrCat(Stem(loaded.name), "-", name);
}

absl::Status PredictModels::Start(Predictor::Sink sink) {
  sink_ = std::move(sink);
  for (Loaded& loaded : loaded_) {
    ASSIGN_OR_RETURN(loaded.net, NetToPredict(loaded.model, runtime_));
  }
  return Chain("");
}

absl::Status PredictModels::Chain(const std::string& corpus) {
  std::vector<std::unique_ptr<Predictor>> reversed;
  for (auto loaded = loaded_.rbegin(); loaded != loaded_.rend(); ++loaded) {
    const std::vector<std::string> heads = heads_.For(loaded->model.header.network(), corpus);
    for (auto head = heads.rbegin(); head != heads.rend(); ++head) {
      PredictorOptions options = options_;
      options.head = *head;
      options.name = NameOf(*loaded, *head, heads.size() > 1);
      Predictor::Sink next = sink_;
      if (!reversed.empty()) {
        options.keep_features = true;  // The next one reads them too.
        Predictor* predictor = reversed.back().get();
        next = [predictor](Clip clip) { return predictor->Add(std::move(clip)); };
      }
      ASSIGN_OR_RETURN(auto predictor, Predictor::Create(loaded->model, loaded->net, runtime_,
                                                         options, std::move(next)));
      reversed.push_back(std::move(predictor));
    }
  }
  predictors_.assign(std::make_move_iterator(reversed.rbegin()),
                     std::make_move_iterator(reversed.rend()));
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> PredictModels::Classes() const {
  std::vector<std::string> classes;
  for (const Loaded& loaded : loaded_) {
    const std::vector<std::string> names = heads_.For(loaded.model.header.network(), "");
    ASSIGN_OR_RETURN(const std::vector<Head> heads, HeadsOf(loaded.model.header));
    for (const Head& head : heads) {
      if (std::find(names.begin(), names.end(), head.name()) == names.end()) continue;
      AddClasses({head.classes().begin(), head.classes().end()}, &classes);
    }
  }
  return classes;
}

bool PredictModels::has_heads() const {
  return std::any_of(loaded_.begin(), loaded_.end(), [](const Loaded& loaded) {
    return loaded.model.header.network().heads_size() > 0;
  });
}

absl::StatusOr<bool> PredictModels::BeginSection(const Header& header) {
  RETURN_IF_ERROR(Chain(header.corpus().name()));
  if (!header.has_front_end()) return false;
  RETURN_IF_ERROR(CheckFrontEnds(front_end(), header.front_end()));
  return true;
}

Header PredictModels::SectionHeader(const Header& header) const {
  Header result = header;
  result.clear_front_end();
  if (options_.keep_features) *result.mutable_front_end() = front_end();
  for (const Loaded& loaded : loaded_) {
    ModelInfo* info = result.add_models();
    *info = loaded.model.header.model();
    info->set_name(loaded.name);
    info->set_fingerprint(loaded.model.fingerprint);
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
  for (const Loaded& loaded : loaded_) all.push_back(loaded.model.fingerprint);
  return all;
}

}  // namespace auricle
