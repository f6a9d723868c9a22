// SPDX-License-Identifier: Apache-2.0
// The training loss: objectives summed as the command line says.
#ifndef AURICLE_LIB_NN_OBJECTIVES_OBJECTIVE_H_
#define AURICLE_LIB_NN_OBJECTIVES_OBJECTIVE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/nn/net/step.h"
#include "lib/nn/objectives/objective_kind.h"

namespace auricle {

// Sorted by name. A new objective is one line in objective_kinds.cc.
const std::vector<ObjectiveKind>& ObjectiveKinds();

// For --help of --loss.
std::string ObjectiveHelp();

struct LossValue {
  at::Tensor total;  // Scalar with gradient.
  std::vector<NamedScalar>
      scalars;  // "loss", then each term "cross_entropy", and what it monitors,
                // "antitransfer/dead_share"; a repeated term gets "#2".
};

class Loss {
 public:
  // `text` as in --loss (loss_spec.h has the language). Errors: kInvalidArgument with position,
  // unknown objective or argument (with the nearest name), value out of range.
  static absl::StatusOr<Loss> Create(absl::string_view text, const ObjectiveContext& context);
  // Of several heads, one context for each: supervised terms are summed over them, each by its own
  // classes; what they add is monitored as "HEAD/cross_entropy" too.
  static absl::StatusOr<Loss> Create(absl::string_view text,
                                     const std::vector<ObjectiveContext>& heads);

  // Canonical text: equal losses have equal texts. Goes into Training.loss.
  const std::string& text() const { return text_; }
  // Over all terms.
  const Needs& needs() const { return needs_; }
  // Errors: a missing tap, pass or output, named.
  absl::StatusOr<LossValue> operator()(const Step& step) const;

  void AfterUpdate(const Clock& clock) const;
  // Names begin with the term's: "proselflc/average".
  TensorMap State() const;
  absl::Status Restore(const TensorMap& state) const;

 private:
  struct Part {
    std::string kind;
    std::string name;
    double factor;
    std::vector<std::unique_ptr<Objective>> objectives;  // One, or one for each head.
    std::vector<std::string> heads;                      // Theirs; of one for the step none.
  };
  std::string text_;
  Needs needs_;
  std::vector<Part> parts_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_OBJECTIVES_OBJECTIVE_H_
