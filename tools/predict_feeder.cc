// SPDX-License-Identifier: Apache-2.0
#include "tools/predict_feeder.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"

namespace auricle {

absl::Status PredictFeeder::Add(Clip clip, const std::string& where) {
  const bool begins = clip.chunk().index() == 0;
  const std::string id = clip.id();
  if (!begins && id == bad_id_) return absl::OkStatus();
  if (begins && !ids_.insert(id).second) {
    return absl::InvalidArgumentError(
        absl::StrCat("item '", id, "' is there twice; ids must be unique over all inputs: give ",
                     "each file once, or list corpora under different names"));
  }
  const absl::Status added = models_->AddFeatures(std::move(clip));
  // A full disk, or memory that is out, is no fault of the item; and some errors name their item.
  if (added.ok() || absl::IsCancelled(added) || absl::IsResourceExhausted(added) ||
      absl::IsOutOfRange(added) || absl::IsFailedPrecondition(added)) {
    return added;
  }
  if (!begins || models_->in_item() || absl::IsInternal(added)) return Annotate(added, where);
  bad_id_ = id;
  return bad_->Allow(added, where, id, output_->writer());
}

}  // namespace auricle
