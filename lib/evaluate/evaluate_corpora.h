// SPDX-License-Identifier: Apache-2.0
// Streams of several corpora evaluated in one pass: each corpus for itself, then all together.
#ifndef AURICLE_LIB_EVALUATE_EVALUATE_CORPORA_H_
#define AURICLE_LIB_EVALUATE_EVALUATE_CORPORA_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/evaluate/evaluate.h"
#include "lib/evaluate/evaluate_parts.h"
#include "protos/record.pb.h"

namespace auricle {

struct EvaluateEach {
  bool part = false;    // As PartsEvaluator.
  bool corpus = false;  // Else all corpora are one set.
};

// With each.corpus there is a set for every corpus (Header.corpus.name) and, where its items have
// predictions of several heads, for every prediction by name: they may have other tasks and
// classes. Errors are those of Evaluator.
class CorporaEvaluator {
 public:
  CorporaEvaluator(const EvaluateOptions& options, const EvaluateEach& each);

  absl::Status BeginSection(const Header& header);
  absl::Status Add(const Clip& clip);
  // Sets in order of appearance, the parts of each together; with each.corpus and several sets,
  // then the joint figures of each part: means over sets, without classes and outcomes. Where a
  // corpus has predictions of several models, each model has joint figures of its own: the mean of
  // two models is a figure of neither. Errors: also of a set that has no items, by name.
  absl::StatusOr<std::vector<Evaluation>> Finish();

 private:
  struct Set {
    Set(const EvaluateOptions& options, const EvaluateEach& each)
        : evaluator(options, each.part), options(options) {}
    std::string corpus;
    PartsEvaluator evaluator;
    EvaluateOptions options;
    int section = 0;  // The last one that it was told of.
  };
  absl::Status AddTo(Set* set, const Clip& clip, const Prediction* prediction);
  absl::Status AddWithoutPrediction(const Clip& clip);
  Set* FindSet(const std::string& prediction);
  std::string NameOf(const Set& set) const;
  // Sets, by index, whose figures are averaged, in groups of two or more. `model`: of each set.
  std::vector<std::vector<size_t>> JointSets(const std::vector<uint64_t>& models) const;
  absl::StatusOr<Evaluation> Joint(const std::vector<std::string>& names,
                                   const std::vector<const Evaluation*>& evaluations) const;

  EvaluateOptions options_;
  EvaluateEach each_;
  Header header_;    // Of the current section.
  int section_ = 0;  // Its number, from 1.
  std::vector<Set> sets_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_EVALUATE_EVALUATE_CORPORA_H_
