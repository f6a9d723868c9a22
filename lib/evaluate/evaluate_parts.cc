// SPDX-License-Identifier: Apache-2.0
#include "lib/evaluate/evaluate_parts.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/records/part_name.h"

namespace auricle {

PartsEvaluator::PartsEvaluator(const EvaluateOptions& options, bool each) {
  if (!each) {
    evaluators_.emplace_back(options);
    return;
  }
  const std::vector<Part> all = {TRAIN, VALID, TEST};
  for (const Part part : options.parts.empty() ? all : options.parts) {
    if (std::count(parts_.begin(), parts_.end(), part) > 0) continue;
    EvaluateOptions one = options;
    one.parts = {part};
    parts_.push_back(part);
    evaluators_.emplace_back(one);
  }
}

absl::Status PartsEvaluator::BeginSection(const Header& header) {
  for (Evaluator& evaluator : evaluators_) RETURN_IF_ERROR(evaluator.BeginSection(header));
  return absl::OkStatus();
}

Evaluator& PartsEvaluator::For(const Clip& clip) {
  for (Evaluator& evaluator : evaluators_) {
    if (evaluator.Wants(clip)) return evaluator;
  }
  return evaluators_[0];  // Which counts what nobody wants, once.
}

absl::Status PartsEvaluator::Add(const Clip& clip) { return For(clip).Add(clip); }

absl::Status PartsEvaluator::Add(const Clip& clip, const Prediction* prediction) {
  return For(clip).Add(clip, prediction);
}

absl::StatusOr<std::vector<Evaluation>> PartsEvaluator::Finish() {
  std::vector<Evaluation> evaluations;
  for (size_t i = 0; i < evaluators_.size(); ++i) {
    absl::StatusOr<Evaluation> evaluation = evaluators_[i].Finish();
    if (parts_.empty()) {
      if (!evaluation.ok()) return evaluation.status();
      return std::vector<Evaluation>{*std::move(evaluation)};
    }
    const std::string name = PartName(parts_[i]);
    if (!evaluation.ok()) {
      return absl::Status(evaluation.status().code(),
                          absl::StrCat("part ", name, ": ", evaluation.status().message(),
                                       "; predict it too, or leave it out of --split"));
    }
    for (std::string& note : evaluation->notes) note = absl::StrCat(name, ": ", note);
    evaluations.push_back(*std::move(evaluation));
  }
  return evaluations;
}

}  // namespace auricle
