// SPDX-License-Identifier: Apache-2.0
#include "lib/report/page/parameters.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "lib/report/page/page.h"

namespace auricle {
namespace {

constexpr size_t kMostValues = 4;

// Names of the parameters that differ within one condition, whose runs should differ in seed and
// plan alone.
std::string Disagreements(const Condition& condition) {
  std::vector<std::string> differing;
  for (const Parameter& parameter : TrainingParameters()) {
    std::set<std::string> values;
    for (const RunResults* run : condition.runs) values.insert(parameter.value(*run));
    if (parameter.should_agree && values.size() > 1) {
      differing.push_back(absl::StrCat(parameter.title, " (", JoinValues(values), ")"));
    }
  }
  return absl::StrJoin(differing, "; ");
}

}  // namespace

const std::vector<Parameter>& TrainingParameters() {
  using R = const RunResults&;
  static const auto* const parameters = new std::vector<Parameter>{
      {"trainer", [](R r) { return r.model().training().trainer(); }, true},
      {"mode", [](R r) { return r.model().training().mode(); }, true},
      {"sampling of corpora", [](R r) { return r.model().training().sampling(); }, true},
      {"loss", [](R r) { return r.model().training().loss(); }, true},
      {"starts from", [](R r) { return r.model().training().from().name(); }, false},
      {"frozen network", [](R r) { return r.model().training().frozen().name(); }, false},
      {"optimizer", [](R r) { return r.model().training().optimizer(); }, true},
      {"learning rate",
       [](R r) { return absl::StrFormat("%g", r.model().training().learning_rate()); }, true},
      {"schedule", [](R r) { return r.model().training().schedule(); }, true},
      {"weight decay",
       [](R r) { return absl::StrFormat("%g", r.model().training().weight_decay()); }, true},
      {"batch", [](R r) { return absl::StrCat(r.model().training().batch()); }, true},
      {"epochs at most", [](R r) { return absl::StrCat(r.model().training().epochs()); }, true},
      {"patience", [](R r) { return absl::StrCat(r.model().training().patience()); }, true},
      {"selected by", [](R r) { return r.model().training().select_by(); }, true},
      {"precision, device",
       [](R r) {
         return absl::StrCat(r.model().training().precision(), ", ", r.model().training().device());
       },
       true},
      {"parameters", [](R r) { return absl::StrCat(r.model().training().parameters()); }, true},
      {"of them trained",
       [](R r) { return absl::StrCat(r.model().training().trainable_parameters()); }, true},
  };
  return *parameters;
}

std::string JoinValues(const std::set<std::string>& values) {
  std::vector<std::string> shown(values.begin(), values.end());
  if (shown.size() > kMostValues) {
    shown.resize(kMostValues);
    shown.push_back(absl::StrCat("… (", values.size(), " values)"));
  }
  return absl::StrJoin(shown, ", ");
}

std::vector<std::string> Warnings(const Study& study) {
  std::vector<std::string> warnings;
  std::set<std::string> versions, levels;
  int64_t trained_on = 0, unseen = 0, without = 0;
  for (const Condition& condition : study.conditions) {
    for (const RunResults* run : condition.runs) {
      versions.insert(run->header.provenance().version());
      levels.insert(absl::StrFormat("%g %%", 100 * run->run().interval()));
      trained_on += run->run().split() == "train" ? 0 : run->run().trained_on();
      unseen += run->run().unseen_dropped();
      without += run->run().without_truth() + run->run().without_prediction();
    }
    if (const std::string what = Disagreements(condition); !what.empty()) {
      warnings.push_back(
          absl::StrCat("Runs of '", condition.name, "' were not trained alike: ", what, "."));
    }
  }
  if (versions.size() > 1) {
    warnings.push_back(absl::StrCat(
        "Results of different tool versions are mixed: ", absl::StrJoin(versions, ", "), "."));
  }
  if (levels.size() > 1) {
    warnings.push_back(absl::StrFormat(
        "The runs' own intervals are of different levels (%s); those of the comparison are %g %%.",
        absl::StrJoin(levels, ", "), 100 * study.interval));
  }
  if (trained_on > 0) {
    warnings.push_back(absl::StrCat(
        trained_on,
        " evaluated items were in the training part of their model's plan: the figures "
        "flatter it."));
  }
  if (unseen + without > 0) {
    warnings.push_back(absl::StrCat(unseen + without, " items were left out by evaluate: ", unseen,
                                    " of classes that the model does not know, ", without,
                                    " without a truth or a prediction."));
  }
  return warnings;
}

}  // namespace auricle
