// SPDX-License-Identifier: Apache-2.0
// From predicted clips to one run's results.
#ifndef AURICLE_LIB_EVALUATE_EVALUATE_H_
#define AURICLE_LIB_EVALUATE_EVALUATE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "protos/record.pb.h"

namespace auricle {

struct EvaluateOptions {
  std::string task;         // "": the task of the only prediction.
  std::string prediction;   // Name; "": the only one of the task.
  std::string name;         // Of the run; "": the model's mode of training, or its objective.
  std::string plan;         // "": the one that the model was trained under, else "split".
  std::vector<Part> parts;  // Empty: all items, which must then be of one kind.
  std::string by = "auto";  // Group: a task, "source", "none", or "auto" (see ChooseGroups).
  enum class Unseen { kError, kDrop, kWrong } unseen = Unseen::kError;
  bool windows = false;          // Also figures over windows, as if each were an item.
  bool drop_unlabelled = false;  // An item without a label of the task is counted and let go.
  double interval = 0.95;
  uint64_t seed = 1;  // The run's, if no model says another.
  // Told how many classes have been ranked, and of how many: what takes long of many.
  std::function<void(int64_t done, int64_t all)> classes_done;
};

struct Evaluation {
  Header header;  // content RESULTS, run, models, corpus; no provenance.
  std::vector<Metric> metrics;
  Confusion confusion;
  std::vector<Outcome> outcomes;   // Sorted by id.
  std::vector<std::string> notes;  // What the user should know, a line each.
};

// Collects items, then computes. Aligns truth and prediction by class name, never by index.
class Evaluator {
 public:
  explicit Evaluator(EvaluateOptions options) : options_(std::move(options)) {}

  // Call at each section. Errors: kFailedPrecondition if it holds no clips.
  absl::Status BeginSection(const Header& header);
  // Whether the record opens an item of the parts that were asked for.
  bool Wants(const Clip& clip) const;
  // Takes one record. kFailedPrecondition is an error of the run (a duplicate id, predictions of
  // two models); anything else one of this item alone, which may be let go (no truth, no
  // prediction, a score that is no number, a class that the model does not know).
  absl::Status Add(const Clip& clip);
  // The same with the prediction to take; null: the clip has none that counts.
  absl::Status Add(const Clip& clip, const Prediction* prediction);
  // Those of the clip's predictions that `options` ask for.
  static std::vector<const Prediction*> Matching(const EvaluateOptions& options, const Clip& clip);
  // Call once. Errors: nothing was left to evaluate; parts are mixed; kCancelled once StopSignal()
  // is set.
  absl::StatusOr<Evaluation> Finish();

 private:
  struct Item {
    std::string truth;
    std::vector<int> tags, unknown;  // Instead, where each class is by itself.
    int decision = 0;
    std::vector<float> scores;
    std::vector<std::vector<float>> windows;  // Scores; only if they were asked for.
    std::string source;
    std::map<std::string, std::string> labels;  // Candidates for the group.
    Part part = UNASSIGNED;
    bool trained_on = false;
  };
  bool Selected(const Clip& clip);
  absl::Status NoPrediction(const Clip& clip) const;
  absl::Status AgreeOnModel(const Prediction& prediction);
  absl::StatusOr<std::string> TruthOf(const Clip& clip) const;
  // What the item has and what nobody knows, of classes that are each by itself. Errors: those of
  // TagsOfLabel; a tag that the model does not know, unless `unseen` says otherwise.
  absl::Status TakeTags(const Clip& clip, Item* item);
  absl::Status AddTagged(const Clip& clip, const Prediction& prediction);
  absl::StatusOr<Item> Judge(const Clip& clip, const Prediction& prediction) const;
  bool SameOrder(const Prediction& prediction) const;
  std::vector<float> InOrder(const Prediction& prediction, const std::vector<float>& scores) const;
  absl::StatusOr<std::string> SplitName() const;
  absl::Status ChooseGroups(Evaluation* evaluation) const;
  void FillRun(const std::string& split, Evaluation* evaluation) const;
  absl::Status AddWindowFigures(Evaluation* evaluation) const;
  void AddNotes(Evaluation* evaluation) const;

  EvaluateOptions options_;
  Header seen_;      // Models, plans, corpora and vocabularies of all sections.
  ModelInfo model_;  // That made the predictions; empty if no header tells.
  std::string plan_;
  Prediction first_;  // Without tensors: what all predictions must agree with.
  std::map<std::string, int> class_index_;  // Of the model's classes.
  std::map<std::string, Item> items_;
  std::set<std::string> ids_;     // Of everything selected, evaluated or not.
  std::set<std::string> unseen_;  // Classes of truths that the model does not know.
  std::set<std::string> plans_seen_;
  int64_t other_parts_ = 0;
  int64_t without_truth_ = 0;
  int64_t without_prediction_ = 0;
  int64_t unseen_dropped_ = 0;
  int64_t unlabelled_dropped_ = 0;  // Of those without truth.
};

}  // namespace auricle

#endif  // AURICLE_LIB_EVALUATE_EVALUATE_H_
