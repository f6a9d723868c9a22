// SPDX-License-Identifier: Apache-2.0
#include "lib/infer/predictor.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/base/stop.h"
#include "lib/data/items.h"
#include "lib/data/tensor_values.h"
#include "lib/infer/aggregate.h"
#include "lib/infer/net_batch.h"
#include "lib/infer/scorer.h"
#include "lib/nn/net/heads.h"
#include "lib/records/tensors.h"

namespace auricle {
namespace {

bool IsLastChunk(const Clip& clip) {
  return !clip.has_chunk() || clip.chunk().last() || clip.chunk().index() + 1 == clip.chunk().of();
}

}  // namespace

Predictor::Predictor(std::shared_ptr<Net> net, const Runtime& runtime,
                     const PredictorOptions& options, Sink sink)
    : runtime_(runtime),
      options_(options),
      sink_(std::move(sink)),
      net_(std::move(net)),
      windows_(net_->config().windows(), net_->config().bins()) {}

absl::StatusOr<std::shared_ptr<Net>> NetToPredict(const Model& model, const Runtime& runtime) {
  if (model.header.network().trunk()) {
    return absl::InvalidArgumentError(
        "the model has no classifier (trim_model took it off): it can be started from or compared "
        "with, not applied; give the model that it was made from");
  }
  ASSIGN_OR_RETURN(std::shared_ptr<Net> net, NetFromModel(model));
  RETURN_IF_ERROR(net->To(runtime.device));
  return net;
}

absl::StatusOr<std::unique_ptr<Predictor>> Predictor::Create(const Model& model,
                                                             std::shared_ptr<Net> net,
                                                             const Runtime& runtime,
                                                             const PredictorOptions& options,
                                                             Sink sink) {
  ASSIGN_OR_RETURN(const std::vector<Head> heads, HeadsOf(model.header));
  int index = 0;
  if (model.header.network().heads_size() > 0) {
    ASSIGN_OR_RETURN(index, HeadIndex(model.header.network(), options.head));
  } else if (!options.head.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("head '", options.head,
                                                   "' of a model that has but one output, for ",
                                                   heads.front().task(), "; ask for no head"));
  }
  const Head& output = heads[index];
  std::unique_ptr<Predictor> predictor(
      new Predictor(std::move(net), runtime, options, std::move(sink)));
  Prediction& head = predictor->head_;
  const std::string& own = output.name().empty() ? output.task() : output.name();
  head.set_name(options.name.empty() ? own : options.name);
  head.set_task(output.task());
  head.set_model(model.fingerprint);
  *head.mutable_classes() = output.classes();
  head.set_kind(ScoreKindOf(options.aggregation));
  head.set_aggregation(options.aggregation);
  head.set_independent(output.activation() == Head::SIGMOID);
  if (head.independent()) predictor->shape_ = SIGMOID_SCORES;
  return predictor;
}

absl::Status Predictor::Check(const Clip& clip, std::vector<float>* frames) const {
  for (const Prediction& there : clip.predictions()) {
    if (there.name() != head_.name()) continue;
    return absl::FailedPreconditionError(
        absl::StrCat("item '", clip.id(), "' has a prediction '", there.name(),
                     "' already; give this one another --name, or take a stream without"));
  }
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
    item->windows.push_back(window);
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
  batch.frames = BatchFrames(batch.windows, LoaderOptionsFor(*net_, 1, 0));
  const size_t row = static_cast<size_t>(batch.frames) * network.bins();
  batch.features.assign(count * row, 0.0F);
  for (size_t i = 0; i < count; ++i) {
    std::copy(cuts_[i].frames.begin(), cuts_[i].frames.end(), batch.features.begin() + i * row);
  }
  ASSIGN_OR_RETURN(std::vector<HeadScores> scores,
                   ScoreWindows(batch, network.bins(), runtime_, {options_.head}, net_.get()));
  const std::vector<float>& logits = scores.front().items;
  const size_t classes = head_.classes_size();
  const auto odd = std::find_if_not(logits.begin(), logits.end(),
                                    [](float logit) { return std::isfinite(logit); });
  if (odd != logits.end()) {
    const Cut& cut = cuts_[(odd - logits.begin()) / classes];
    return absl::OutOfRangeError(absl::StrCat(
        "item '", cut.item->records.front().id(), "': the network's output is ", *odd,
        " for the window from frame ", cut.window.first,
        ": its feature's values are far from those that the model was trained on, or the model is ",
        "not sound"));
  }
  for (size_t i = 0; i < count; ++i) {
    HeadScores* const all = &cuts_[i].item->scores;
    all->items.insert(all->items.end(), logits.begin() + i * classes,
                      logits.begin() + (i + 1) * classes);
    if (!scores.front().frames.empty()) {
      all->frames.push_back(std::move(scores.front().frames[i]));
    }
  }
  cuts_.erase(cuts_.begin(), cuts_.begin() + count);
  return absl::OkStatus();
}

// Hands on the items at the front that are complete.
absl::Status Predictor::HandOn() {
  const int64_t classes = head_.classes_size();
  while (!items_.empty()) {
    Pending& item = items_.front();
    const auto windows = static_cast<int64_t>(item.windows.size());
    if (!item.closed || static_cast<int64_t>(item.scores.items.size()) < windows * classes) break;
    AddPrediction(item, &item.records.front());
    std::vector<Clip> records = std::move(item.records);
    items_.pop_front();
    for (Clip& record : records) RETURN_IF_ERROR(sink_(std::move(record)));
  }
  return absl::OkStatus();
}

// Where the windows lie. They follow one another by the rule's hop, but for a last one that is
// shifted back, and for rules that repeat windows: then each start is said.
void Predictor::AddTimes(const Pending& item, Prediction* prediction) const {
  const Windows& rule = net_->config().windows();
  const int64_t hop = rule.hop_frames() > 0 ? rule.hop_frames() : rule.frames();
  const int64_t first = item.windows.front().first;
  prediction->set_start_s(first * item.hop_s);
  prediction->set_hop_s(hop * item.hop_s);
  prediction->set_length_s(rule.frames() * item.hop_s);
  bool regular = true;
  for (size_t w = 0; w < item.windows.size(); ++w) {
    regular = regular && item.windows[w].first == first + static_cast<int64_t>(w) * hop;
  }
  if (regular || !options_.windows) return;
  for (const Window& window : item.windows) {
    prediction->add_window_start_s(window.first * item.hop_s);
  }
}

void Predictor::AddPrediction(const Pending& item, Clip* clip) const {
  Prediction* prediction = clip->add_predictions();
  *prediction = head_;
  const int classes = head_.classes_size();
  AddTimes(item, prediction);
  FloatsToTensor(AggregateWindows(item.scores.items, classes, options_.aggregation, shape_),
                 {classes}, FLOAT32, prediction->mutable_item());
  if (!options_.windows) return;
  const auto windows = static_cast<int64_t>(item.windows.size());
  std::vector<float> scores;
  for (int64_t w = 0; w < windows; ++w) {
    const auto row = absl::MakeConstSpan(item.scores.items).subspan(w * classes, classes);
    const std::vector<float> one = head_.kind() == LOGIT
                                       ? std::vector<float>(row.begin(), row.end())
                                       : Probabilities(row, shape_);
    scores.insert(scores.end(), one.begin(), one.end());
  }
  FloatsToTensor(scores, {windows, classes}, FLOAT32, prediction->mutable_window());
}

}  // namespace auricle
