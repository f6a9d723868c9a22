// SPDX-License-Identifier: Apache-2.0
#include "tools/predict_selection.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lib/base/status_macros.h"
#include "lib/tool/flags_select.h"

namespace auricle {

absl::StatusOr<Selection> Selection::FromFlags() {
  Selection selection;
  ASSIGN_OR_RETURN(selection.parts_, PartsFromFlag());
  return selection;
}

bool Selection::Takes(const Clip& clip) {
  if (parts_.empty()) return true;
  if (clip.chunk().index() > 0 && clip.id() == id_) return takes_;
  id_ = clip.id();
  for (const auto& assignment : clip.assignments()) plans_.insert(assignment.first);
  const auto part = clip.assignments().find(FLAGS_plan);
  takes_ = part != clip.assignments().end() &&
           std::find(parts_.begin(), parts_.end(), part->second) != parts_.end();
  return takes_;
}

absl::Status Selection::NoneTaken() const {
  if (parts_.empty()) return absl::OkStatus();
  if (plans_.count(FLAGS_plan) > 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("no item is in --split=", FLAGS_split, " of plan '", FLAGS_plan, "'"));
  }
  return absl::FailedPreconditionError(
      absl::StrCat("--split=", FLAGS_split, ": no item is assigned by plan '", FLAGS_plan,
                   "'; plans there: ", plans_.empty() ? "none" : absl::StrJoin(plans_, ", "),
                   "; choose one with --plan, or make one with split_dataset"));
}

}  // namespace auricle
