// SPDX-License-Identifier: Apache-2.0
// What a kind of objective is, for those that define one.
#ifndef AURICLE_LIB_NN_OBJECTIVES_OBJECTIVE_KIND_H_
#define AURICLE_LIB_NN_OBJECTIVES_OBJECTIVE_KIND_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/base/clock.h"
#include "lib/nn/net/load_plan.h"
#include "lib/nn/net/step.h"
#include "lib/nn/objectives/loss_arguments.h"

namespace auricle {

// What an objective may want to know of a head when it is made.
struct ObjectiveContext {
  std::vector<std::string> classes;        // Of the task, in order; empty: not known yet.
  std::vector<int64_t> class_counts = {};  // In the training part; empty: unknown.
  std::string head = "";                   // "": the only one.
  int64_t items = 0;                       // Of the training part; 0: unknown.
};

// A term of the loss. It says which passes it needs, and the loop makes each of them once for all
// objectives. One that remembers something (averages, corrected labels) saves it with the
// checkpoint, so that a training that is resumed gives the bytes of one that was not stopped.
class Objective {
 public:
  virtual ~Objective() = default;

  virtual const Needs& needs() const = 0;
  // REQUIRES: the step has what needs() asks for; Loss checks that. Errors name what is wrong.
  virtual absl::StatusOr<ObjectiveValue> operator()(const Step& step) = 0;

  // After an update of the weights; `clock` is that of the update.
  virtual void AfterUpdate(const Clock& /*clock*/) {}
  // What goes into the checkpoint, and comes back. Errors: tensors that do not fit.
  virtual TensorMap State() const { return {}; }
  virtual absl::Status Restore(const TensorMap& /*state*/) { return absl::OkStatus(); }
};

// One kind of objective. Makers read their arguments through LossArguments, which names unknown and
// ill-typed ones.
struct ObjectiveKind {
  const char* name;
  const char* help;  // One line, then one line per argument; shown by --help.
  // Made once for each head, and summed over them (a supervised term), or once for the step.
  bool of_each_head;
  absl::StatusOr<std::unique_ptr<Objective>> (*make)(LossArguments* arguments,
                                                     const ObjectiveContext& context);
};

// An objective that remembers nothing.
std::unique_ptr<Objective> MakeStateless(
    Needs needs, std::function<absl::StatusOr<ObjectiveValue>(const Step&)> function);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_OBJECTIVES_OBJECTIVE_KIND_H_
