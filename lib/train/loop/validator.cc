// SPDX-License-Identifier: Apache-2.0
#include "lib/train/loop/validator.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "lib/data/batch_targets.h"
#include "lib/data/loader.h"
#include "lib/infer/aggregate.h"
#include "lib/metrics/classify.h"
#include "lib/metrics/ranking.h"
#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

double MeanOf(double sum, double count) {
  return count > 0 ? sum / count : std::numeric_limits<double>::quiet_NaN();
}

class ClassValidator : public Validator {
 public:
  explicit ClassValidator(const TargetTable& table)
      : table_(table), confusion_(static_cast<int>(table.classes().size())) {}

  void Add(int32_t item, const std::vector<Window>&, const HeadScores& scores) override {
    const size_t classes = table_.classes().size();
    const absl::Span<const float> logits = scores.items;
    double sum = 0;
    for (size_t at = 0; at < logits.size(); at += classes) {
      const absl::Span<const float> window = logits.subspan(at, classes);
      sum += table_.kind() == TargetKind::kShares ? CrossEntropy(window, table_.SharesOf(item))
                                                  : CrossEntropy(window, table_.ClassOf(item));
    }
    loss_ += sum * classes / logits.size();
    ++items_;
    const int truth = table_.ClassOf(item);
    if (truth < 0) return;
    const std::vector<float> p =
        AggregateWindows(logits, static_cast<int>(classes), MEAN_PROBABILITY);
    const auto decision = std::max_element(p.begin(), p.end()) - p.begin();
    ++confusion_.at(truth, static_cast<int>(decision));
    ++decided_;
  }

  std::vector<Figure> Finish() const override {
    std::vector<Figure> figures = {{"loss", MeanOf(loss_, items_), false}};
    if (decided_ == 0) return figures;
    figures.push_back({"accuracy", Accuracy(confusion_), true});
    figures.push_back({"uar", Uar(confusion_), true});
    return figures;
  }

 private:
  const TargetTable& table_;
  ConfusionMatrix confusion_;
  double loss_ = 0, items_ = 0;
  int64_t decided_ = 0;
};

// Counts of one class at a threshold of one half.
struct Hits {
  int64_t both = 0, said = 0, true_ones = 0;
  void Add(bool truth, bool decision) {
    both += truth && decision;
    said += decision;
    true_ones += truth;
  }
  // NaN where there is nothing to find and nothing was said.
  double F1() const {
    const int64_t all = said + true_ones;
    return all == 0 ? std::numeric_limits<double>::quiet_NaN()
                    : 2 * static_cast<double>(both) / static_cast<double>(all);
  }
};

double MacroF1(const std::vector<Hits>& hits) {
  std::vector<double> each;
  for (const Hits& one : hits) each.push_back(one.F1());
  return MeanOfDefined(each);
}

// What tags are told of items: ranked for every class among the items where it is known.
class TagRanks {
 public:
  explicit TagRanks(size_t classes) : classes_(classes) {}
  void Add(size_t cls, bool truth, float p) {
    classes_[cls].scores.push_back(p);
    classes_[cls].truth.push_back(truth ? 1 : 0);
  }
  double MeanAveragePrecision() const {
    std::vector<double> each;
    for (const Class& one : classes_) {
      std::vector<int> unit(one.truth.size());
      std::iota(unit.begin(), unit.end(), 0);
      const auto items = static_cast<int>(unit.size());
      each.push_back(RankAreas(one.scores, one.truth, unit, items, 1).pr.value);
    }
    return MeanOfDefined(each);
  }

 private:
  struct Class {
    std::vector<float> scores;
    std::vector<int> truth;
  };
  std::vector<Class> classes_;
};

class TagValidator : public Validator {
 public:
  explicit TagValidator(const TargetTable& table)
      : table_(table), hits_(table.classes().size()), ranks_(table.classes().size()) {}

  void Add(int32_t item, const std::vector<Window>&, const HeadScores& scores) override {
    const size_t classes = table_.classes().size(), windows = scores.items.size() / classes;
    const std::vector<float> tags = table_.TagsOf(item), scope = table_.ScopeOf(item);
    const std::vector<float> p =
        AggregateWindows(scores.items, static_cast<int>(classes), MEAN_PROBABILITY, SIGMOID_SCORES);
    double sum = 0;
    for (size_t c = 0; c < classes; ++c) {
      if (scope[c] == 0) continue;
      for (size_t w = 0; w < windows; ++w) {
        sum += BinaryCrossEntropy(scores.items[w * classes + c], tags[c]) / windows;
      }
      ++known_;
      const bool truth = tags[c] >= 0.5F;
      hits_[c].Add(truth, p[c] >= 0.5F);
      ranks_.Add(c, truth, p[c]);
    }
    loss_ += sum;
  }

  std::vector<Figure> Finish() const override {
    Hits all;
    for (const Hits& one : hits_) {
      all.both += one.both;
      all.said += one.said;
      all.true_ones += one.true_ones;
    }
    return {{"loss", MeanOf(loss_, known_), false},
            {"map", ranks_.MeanAveragePrecision(), true},
            {"micro_f1", all.F1(), true},
            {"macro_f1", MacroF1(hits_), true}};
  }

 private:
  const TargetTable& table_;
  std::vector<Hits> hits_;
  TagRanks ranks_;
  double loss_ = 0, known_ = 0;
};

class EventValidator : public Validator {
 public:
  EventValidator(const StoredItems& items, const TargetTable& table, const Head& head)
      : items_(items),
        table_(table),
        frames_(head.level() == Head::FRAME),
        hits_(table.classes().size()),
        ranks_(table.classes().size()) {}

  void Add(int32_t item, const std::vector<Window>& windows, const HeadScores& scores) override {
    const size_t classes = table_.classes().size();
    const std::vector<float> p =
        AggregateWindows(scores.items, static_cast<int>(classes), MEAN_PROBABILITY, SIGMOID_SCORES);
    const std::vector<float> tags = table_.TagsOf(item), scope = table_.ScopeOf(item);
    for (size_t c = 0; c < classes; ++c) {
      if (scope[c] != 0) ranks_.Add(c, tags[c] >= 0.5F, p[c]);
    }
    if (!frames_ || !table_.Timed(item)) return;
    for (size_t w = 0; w < windows.size(); ++w) {
      AddFrames(item, windows[w], scores.frames[w], scores.stride);
    }
  }

  std::vector<Figure> Finish() const override {
    std::vector<Figure> figures;
    figures.push_back({"loss", MeanOf(loss_, known_), false});
    figures.push_back({"frame_f1", MacroF1(hits_), true});
    figures.push_back({"map", ranks_.MeanAveragePrecision(), true});
    return figures;
  }

 private:
  void AddFrames(int32_t item, const Window& window, const std::vector<float>& logits,
                 double stride) {
    const size_t classes = table_.classes().size();
    WindowBatch one;
    one.frames = window.frames;
    one.windows = {{item, window}};
    one.lengths = {window.valid};
    FrameGrid grid;
    grid.frames = static_cast<int64_t>(logits.size() / classes);
    grid.stride = stride;
    grid.first = (stride - 1) / 2;
    const BatchTargets targets = TargetsOf(one, items_, table_, grid);
    for (size_t i = 0; i < logits.size(); ++i) {
      if (targets.frame_mask[i] == 0) continue;
      loss_ += BinaryCrossEntropy(logits[i], targets.frames[i]);
      ++known_;
      hits_[i % classes].Add(targets.frames[i] >= 0.5F, logits[i] >= 0);
    }
  }

  const StoredItems& items_;
  const TargetTable& table_;
  const bool frames_;
  std::vector<Hits> hits_;
  TagRanks ranks_;
  double loss_ = 0, known_ = 0;
};

}  // namespace

std::unique_ptr<Validator> MakeValidator(const StoredItems& items, const TargetTable& table,
                                         const Head& head) {
  switch (table.kind()) {
    case TargetKind::kTags:
      return std::make_unique<TagValidator>(table);
    case TargetKind::kEvents:
      return std::make_unique<EventValidator>(items, table, head);
    default:
      return std::make_unique<ClassValidator>(table);
  }
}

std::vector<std::string> FigureNames(TargetKind kind) {
  switch (kind) {
    case TargetKind::kTags:
      return {"loss", "map", "micro_f1", "macro_f1"};
    case TargetKind::kEvents:
      return {"loss", "frame_f1", "map"};
    default:
      return {"loss", "accuracy", "uar"};
  }
}

absl::Status CheckFinite(const Net& net) {
  for (const NetTensor& tensor : net.tensors()) {
    const std::vector<float> values = FloatValues(tensor.tensor);
    if (std::all_of(values.begin(), values.end(), [](float x) { return std::isfinite(x); })) {
      continue;
    }
    return absl::AbortedError(absl::StrCat("tensor ", tensor.name, " is no longer finite"));
  }
  return absl::OkStatus();
}

}  // namespace auricle
