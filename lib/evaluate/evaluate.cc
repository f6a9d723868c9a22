// SPDX-License-Identifier: Apache-2.0
#include "lib/evaluate/evaluate.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/evaluate/labels.h"

namespace auricle {
namespace {

std::vector<std::string> SortedClasses(const Prediction& prediction) {
  std::vector<std::string> classes(prediction.classes().begin(), prediction.classes().end());
  std::sort(classes.begin(), classes.end());
  return classes;
}

template <typename Names>
std::string Quoted(const Names& names) {
  return absl::StrCat("'", absl::StrJoin(names, "', '"), "'");
}

}  // namespace

absl::Status Evaluator::BeginSection(const Header& header) {
  if (header.content() != Header::CLIPS) {
    return absl::FailedPreconditionError(absl::StrCat("the stream holds ",
                                                      Header::Content_Name(header.content()),
                                                      ", not clips; give what predict wrote"));
  }
  seen_.mutable_models()->MergeFrom(header.models());
  seen_.mutable_plans()->MergeFrom(header.plans());
  if (seen_.corpus().name().empty()) {
    seen_.mutable_corpus()->set_name(header.corpus().name());
  } else if (seen_.corpus().name() != header.corpus().name()) {
    absl::StrAppend(seen_.mutable_corpus()->mutable_name(), "+", header.corpus().name());
  }
  plan_ = options_.plan;
  for (const bool any_task : {false, true}) {
    for (const ModelInfo& model : seen_.models()) {
      const bool ours = any_task || options_.task.empty() || model.task() == options_.task;
      if (plan_.empty() && ours) plan_ = model.training().plan();
    }
  }
  if (plan_.empty()) plan_ = "split";
  return absl::OkStatus();
}

bool Evaluator::Wants(const Clip& clip) const {
  if (clip.chunk().index() > 0) return false;  // Labels and predictions stand in the first chunk.
  if (options_.parts.empty()) return true;
  const auto found = clip.assignments().find(plan_);
  const Part part = found == clip.assignments().end() ? UNASSIGNED : found->second;
  return std::count(options_.parts.begin(), options_.parts.end(), part) > 0;
}

bool Evaluator::Selected(const Clip& clip) {
  for (const auto& assignment : clip.assignments()) plans_seen_.insert(assignment.first);
  if (Wants(clip)) return true;
  if (clip.chunk().index() == 0) ++other_parts_;
  return false;
}

bool Evaluator::SameOrder(const Prediction& prediction) const {
  return std::equal(prediction.classes().begin(), prediction.classes().end(),
                    first_.classes().begin(), first_.classes().end());
}

// `scores`, in the order of `prediction`'s classes, in the run's order.
std::vector<float> Evaluator::InOrder(const Prediction& prediction,
                                      const std::vector<float>& scores) const {
  if (SameOrder(prediction)) return scores;
  std::vector<float> ordered(scores.size());
  for (size_t c = 0; c < scores.size(); ++c) {
    ordered[class_index_.at(prediction.classes(static_cast<int>(c)))] = scores[c];
  }
  return ordered;
}

std::vector<const Prediction*> Evaluator::Matching(const EvaluateOptions& options,
                                                   const Clip& clip) {
  std::vector<const Prediction*> matching;
  for (const Prediction& prediction : clip.predictions()) {
    const bool named = options.prediction.empty() || prediction.name() == options.prediction;
    const bool of_task =
        !options.prediction.empty() || options.task.empty() || prediction.task() == options.task;
    if (named && of_task) matching.push_back(&prediction);
  }
  return matching;
}

absl::Status Evaluator::NoPrediction(const Clip& clip) const {
  if (clip.predictions().empty()) {
    return absl::NotFoundError(
        "it has no prediction; run predict on it, or choose a part by --split");
  }
  std::vector<std::string> there;
  for (const Prediction& prediction : clip.predictions()) there.push_back(prediction.name());
  return absl::NotFoundError(absl::StrCat("it has no prediction ",
                                          options_.prediction.empty()
                                              ? absl::StrCat("of task '", options_.task, "'")
                                              : absl::StrCat("'", options_.prediction, "'"),
                                          "; it has ", Quoted(there)));
}

absl::Status Evaluator::AgreeOnModel(const Prediction& prediction) {
  if (class_index_.empty()) {
    first_ = prediction;
    first_.clear_item();
    first_.clear_window();
    first_.clear_frame();
    if (options_.task.empty()) options_.task = prediction.task();
    for (int c = 0; c < prediction.classes_size(); ++c) class_index_[prediction.classes(c)] = c;
    if (class_index_.size() != static_cast<size_t>(prediction.classes_size())) {
      return absl::FailedPreconditionError(absl::StrCat(
          "prediction '", prediction.name(), "' names a class twice; its stream is not sound"));
    }
    for (const ModelInfo& model : seen_.models()) {
      if (model.fingerprint() == prediction.model()) model_ = model;
    }
    return absl::OkStatus();
  }
  if (prediction.model() == first_.model() && prediction.name() != first_.name()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "it has prediction '", prediction.name(), "' of a model whose '", first_.name(),
        "' others have; take each corpus for itself by --each_corpus, or choose one by "
        "--prediction=NAME"));
  }
  const bool same_classes =
      SameOrder(prediction) || SortedClasses(prediction) == SortedClasses(first_);
  if (prediction.model() != first_.model() || !same_classes) {
    return absl::FailedPreconditionError(
        absl::StrCat("the predictions '", prediction.name(), "' are of several models (",
                     absl::Hex(first_.model(), absl::kZeroPad16), ", ",
                     absl::Hex(prediction.model(), absl::kZeroPad16),
                     "); evaluate each alone, report pools runs of one --name"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> Evaluator::TruthOf(const Clip& clip) const {
  const auto label = clip.labels().find(options_.task);
  if (label == clip.labels().end()) {
    std::vector<std::string> tasks;
    for (const auto& entry : clip.labels()) tasks.push_back(entry.first);
    std::sort(tasks.begin(), tasks.end());
    return absl::NotFoundError(absl::StrCat("it has no label of task '", options_.task, "', only ",
                                            Quoted(tasks),
                                            "; --unlabelled=drop leaves such items out"));
  }
  return ClassOfLabel(label->second);
}

// Without the truth.
absl::StatusOr<Evaluator::Item> Evaluator::Judge(const Clip& clip,
                                                 const Prediction& prediction) const {
  Item item;
  ASSIGN_OR_RETURN(const std::vector<float> scores, ItemProbabilities(prediction));
  item.scores = InOrder(prediction, scores);
  if (options_.windows) {
    ASSIGN_OR_RETURN(item.windows, WindowProbabilities(prediction));
    for (std::vector<float>& window : item.windows) window = InOrder(prediction, window);
  }
  // A tie goes to the class that comes first in the model's order.
  item.decision = static_cast<int>(std::max_element(item.scores.begin(), item.scores.end()) -
                                   item.scores.begin());
  item.source = clip.source();
  for (const auto& entry : clip.labels()) {
    if (entry.second.kind_case() == Label::kName) item.labels[entry.first] = entry.second.name();
  }
  const auto part = clip.assignments().find(plan_);
  if (part != clip.assignments().end()) item.part = part->second;
  const auto trained = clip.assignments().find(model_.training().plan());
  item.trained_on = trained != clip.assignments().end() && trained->second == TRAIN;
  return item;
}

absl::Status Evaluator::TakeTags(const Clip& clip, Item* item) {
  const auto label = clip.labels().find(options_.task);
  // Says what is missing.
  if (label == clip.labels().end()) return TruthOf(clip).status();
  ASSIGN_OR_RETURN(const std::set<std::string> tags, TagsOfLabel(label->second));
  for (const std::string& tag : tags) {
    const auto found = class_index_.find(tag);
    if (found != class_index_.end()) {
      item->tags.push_back(found->second);
      continue;
    }
    if (options_.unseen != EvaluateOptions::Unseen::kError) {
      ++unseen_dropped_;
      continue;
    }
    const std::vector<std::string> classes = SortedClasses(first_);
    return absl::InvalidArgumentError(
        absl::StrCat("its tag '", tag, "' is none of the model's ", classes.size(), " classes",
                     InsteadOf(tag, classes), "; --unseen=drop leaves such tags out"));
  }
  std::sort(item->tags.begin(), item->tags.end());
  const auto& scope = label->second.scope();
  if (scope.empty()) return absl::OkStatus();
  for (const auto& [name, index] : class_index_) {
    const bool annotated = std::find(scope.begin(), scope.end(), name) != scope.end();
    if (!annotated && tags.count(name) == 0) item->unknown.push_back(index);
  }
  std::sort(item->unknown.begin(), item->unknown.end());
  return absl::OkStatus();
}

absl::Status Evaluator::AddTagged(const Clip& clip, const Prediction& prediction) {
  if (options_.windows) {
    return absl::FailedPreconditionError(
        "--unit=window is of predictions of one class; these are of tags");
  }
  absl::StatusOr<Item> item = Judge(clip, prediction);
  if (!item.ok()) {
    ++without_prediction_;
    return item.status();
  }
  const absl::Status tags = TakeTags(clip, &*item);
  if (!tags.ok()) {
    ++without_truth_;
    if (!options_.drop_unlabelled || clip.labels().count(options_.task) > 0) return tags;
    ++unlabelled_dropped_;
    return absl::OkStatus();
  }
  items_.emplace(clip.id(), *std::move(item));
  return absl::OkStatus();
}

absl::Status Evaluator::Add(const Clip& clip) {
  const std::vector<const Prediction*> matching = Matching(options_, clip);
  if (matching.size() > 1 && Wants(clip)) {
    std::vector<std::string> there;
    for (const Prediction* prediction : matching) there.push_back(prediction->name());
    return absl::FailedPreconditionError(
        absl::StrCat("item '", clip.id(), "' has several predictions: ", Quoted(there),
                     "; choose one by --prediction=NAME", options_.task.empty() ? " or --task" : "",
                     ", or take each for itself by --each_corpus"));
  }
  return Add(clip, matching.empty() ? nullptr : matching[0]);
}

absl::Status Evaluator::Add(const Clip& clip, const Prediction* prediction) {
  if (!Selected(clip)) return absl::OkStatus();
  if (!ids_.insert(clip.id()).second) {
    return absl::FailedPreconditionError(
        absl::StrCat("item '", clip.id(),
                     "' comes twice; every item counts once, so give each "
                     "stream once"));
  }
  if (prediction == nullptr) {
    ++without_prediction_;
    return NoPrediction(clip);
  }
  RETURN_IF_ERROR(AgreeOnModel(*prediction));
  if (prediction->independent()) return AddTagged(clip, *prediction);
  absl::StatusOr<std::string> truth = TruthOf(clip);
  if (!truth.ok()) {
    ++without_truth_;
    if (!options_.drop_unlabelled || clip.labels().count(options_.task) > 0) return truth.status();
    ++unlabelled_dropped_;
    return absl::OkStatus();
  }
  absl::StatusOr<Item> item = Judge(clip, *prediction);
  if (!item.ok()) {
    ++without_prediction_;
    return item.status();
  }
  item->truth = *std::move(truth);
  if (class_index_.count(item->truth) == 0) {
    if (options_.unseen == EvaluateOptions::Unseen::kDrop) {
      ++unseen_dropped_;
      return absl::OkStatus();
    }
    if (options_.unseen == EvaluateOptions::Unseen::kError) {
      const std::vector<std::string> classes = SortedClasses(first_);
      const std::string near = Nearest(item->truth, classes);
      return absl::InvalidArgumentError(absl::StrCat(
          "its class '", item->truth, "' is none of the model's ", classes.size(), " classes",
          near.empty() ? "" : absl::StrCat(" (nearest: '", near, "')"),
          "; --unseen=drop leaves such items out, --unseen=wrong counts them as wrong"));
    }
    unseen_.insert(item->truth);
  }
  items_.emplace(clip.id(), *std::move(item));
  return absl::OkStatus();
}

}  // namespace auricle
