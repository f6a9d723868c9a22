// SPDX-License-Identifier: Apache-2.0
#include "lib/infer/predictor.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/base/stop.h"
#include "lib/data/items.h"
#include "lib/data/tensor_values.h"
#include "lib/infer/aggregate.h"
#include "lib/infer/net_batch.h"
#include "lib/infer/scorer.h"
#include "lib/records/merge.h"
#include "lib/records/tensors.h"

namespace auricle {
namespace {

int32_t Bins(const Model& model) { return model.header.network().bins(); }

bool IsLastChunk(const Clip& clip) {
  return !clip.has_chunk() || clip.chunk().last() || clip.chunk().index() + 1 == clip.chunk().of();
}

}  // namespace

Predictor::Predictor(const Model& model, const Runtime& runtime, const PredictorOptions& options,
                     Sink sink)
    : runtime_(runtime),
      options_(options),
      sink_(std::move(sink)),
      windows_(model.header.network().windows(), Bins(model)) {}

absl::StatusOr<std::unique_ptr<Predictor>> Predictor::Create(const Model& model,
                                                             const Runtime& runtime,
                                                             const PredictorOptions& options,
                                                             Sink sink) {
  if (model.header.network().trunk()) {
    return absl::InvalidArgumentError(
        "the model has no classifier (trim_model took it off): it can be started from or compared "
        "with, not applied; give the model that it was made from");
  }
  std::unique_ptr<Predictor> predictor(new Predictor(model, runtime, options, std::move(sink)));
  ASSIGN_OR_RETURN(predictor->net_, NetFromModel(model));
  RETURN_IF_ERROR(predictor->net_->To(runtime.device));
  const std::string& task = model.header.model().task();
  ASSIGN_OR_RETURN(const Vocabulary* vocabulary, FindVocabulary(model.header, task));
  if (vocabulary->classes_size() != model.header.network().classes()) {
    return absl::InvalidArgumentError(
        absl::StrCat("the model has ", model.header.network().classes(), " outputs and ",
                     vocabulary->classes_size(), " classes of ", task));
  }
  Prediction& head = predictor->head_;
  head.set_name(options.name.empty() ? task : options.name);
  head.set_task(task);
  head.set_model(model.fingerprint);
  *head.mutable_classes() = vocabulary->classes();
  head.set_kind(ScoreKindOf(options.aggregation));
  head.set_aggregation(options.aggregation);
  return predictor;
}

absl::Status Predictor::Check(const Clip& clip, std::vector<float>* frames) const {
  const std::string& bytes = clip.feature().tensor().data();
  ASSIGN_OR_RETURN(const Stretch stretch, FeatureStretch(clip, bytes));
  const int64_t bins = clip.feature().tensor().shape(1);
  if (bins != net_->config().bins()) {
    return absl::InvalidArgumentError(
        absl::StrCat("feature of ", bins, " bins, the model reads ", net_->config().bins()));
  }
  const bool goes_on = !items_.empty() && !items_.back().closed;
  const bool same = goes_on && items_.back().records.front().id() == clip.id();
  if (goes_on && !same) {
    return absl::DataLossError(absl::StrCat("item '", items_.back().records.front().id(),
                                            "' is not whole: its last chunk is missing"));
  }
  if (same != (stretch.chunk > 0)) {
    return absl::DataLossError(absl::StrCat("chunk ", stretch.chunk,
                                            " does not follow the chunk before it; chunks of an "
                                            "item must follow one another"));
  }
  frames->resize(stretch.frames * bins);
  if (!ToFloats(stretch.bytes, stretch.dtype, 0, stretch.frames * bins, frames->data())) {
    return absl::InvalidArgumentError("a value of its feature is not finite");
  }
  return absl::OkStatus();
}

absl::Status Predictor::Add(Clip clip) {
  if (StopSignal() != 0) return absl::CancelledError("stopped");
  std::vector<float> frames;
  RETURN_IF_ERROR(Check(clip, &frames));
  const bool last = IsLastChunk(clip);
  const bool first = items_.empty() || items_.back().closed;
  if (first) {
    items_.emplace_back();
    items_.back().hop_s = clip.feature().hop_s();
  }
  Pending* item = &items_.back();
  if (!options_.keep_features) {
    clip.clear_feature();
    clip.clear_samples();
    clip.clear_chunk();
  }
  if (first || options_.keep_features) item->records.push_back(std::move(clip));
  const auto emit = [&](const Window& window, absl::Span<const float> valid) {
    cuts_.push_back({item, {valid.begin(), valid.end()}, window});
    ++item->windows;
  };
  windows_.Add(frames, emit);
  if (last) windows_.Finish(emit);
  item->closed = last;
  while (cuts_.size() >= static_cast<size_t>(options_.batch)) RETURN_IF_ERROR(Run());
  return HandOn();
}

absl::Status Predictor::Finish() {
  if (!items_.empty() && !items_.back().closed) {
    return absl::DataLossError(absl::StrCat("item '", items_.back().records.front().id(),
                                            "' is not whole: its last chunk is missing"));
  }
  while (!cuts_.empty()) RETURN_IF_ERROR(Run());
  return HandOn();
}

// Runs the first `batch` cuts.
absl::Status Predictor::Run() {
  const size_t count = std::min(cuts_.size(), static_cast<size_t>(options_.batch));
  WindowBatch batch;
  for (size_t i = 0; i < count; ++i) {
    batch.windows.push_back({0, cuts_[i].window});
    batch.lengths.push_back(cuts_[i].window.valid);
  }
  const Network& network = net_->config();
  batch.frames = BatchFrames(batch.windows, LoaderOptionsFor(network, options_.batch, 1, 0));
  const size_t row = static_cast<size_t>(batch.frames) * network.bins();
  batch.features.assign(count * row, 0.0F);
  for (size_t i = 0; i < count; ++i) {
    std::copy(cuts_[i].frames.begin(), cuts_[i].frames.end(), batch.features.begin() + i * row);
  }
  ASSIGN_OR_RETURN(const std::vector<float> logits,
                   WindowLogits(batch, network.bins(), runtime_, net_.get()));
  const size_t classes = network.classes();
  for (size_t i = 0; i < count; ++i) {
    std::vector<float>& all = cuts_[i].item->logits;
    all.insert(all.end(), logits.begin() + i * classes, logits.begin() + (i + 1) * classes);
  }
  cuts_.erase(cuts_.begin(), cuts_.begin() + count);
  return absl::OkStatus();
}

// Hands on the items at the front that are complete.
absl::Status Predictor::HandOn() {
  const int64_t classes = net_->config().classes();
  while (!items_.empty()) {
    Pending& item = items_.front();
    if (!item.closed || static_cast<int64_t>(item.logits.size()) < item.windows * classes) break;
    AddPrediction(item, &item.records.front());
    std::vector<Clip> records = std::move(item.records);
    items_.pop_front();
    for (Clip& record : records) RETURN_IF_ERROR(sink_(std::move(record)));
  }
  return absl::OkStatus();
}

void Predictor::AddPrediction(const Pending& item, Clip* clip) const {
  Prediction* prediction = clip->add_predictions();
  *prediction = head_;
  const int classes = net_->config().classes();
  const Windows& rule = net_->config().windows();
  prediction->set_hop_s((rule.hop_frames() > 0 ? rule.hop_frames() : rule.frames()) * item.hop_s);
  prediction->set_length_s(rule.frames() * item.hop_s);
  FloatsToTensor(AggregateWindows(item.logits, classes, options_.aggregation), {classes}, FLOAT32,
                 prediction->mutable_item());
  if (!options_.windows) return;
  std::vector<float> scores;
  for (int64_t w = 0; w < item.windows; ++w) {
    const auto row = absl::MakeConstSpan(item.logits).subspan(w * classes, classes);
    const std::vector<float> one =
        head_.kind() == LOGIT ? std::vector<float>(row.begin(), row.end()) : Probabilities(row);
    scores.insert(scores.end(), one.begin(), one.end());
  }
  FloatsToTensor(scores, {item.windows, classes}, FLOAT32, prediction->mutable_window());
}

}  // namespace auricle
