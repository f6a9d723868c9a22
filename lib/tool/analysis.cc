// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/analysis.h"

#include <deque>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/audio/ordered_jobs.h"
#include "lib/base/status_macros.h"
#include "lib/tool/tool.h"

namespace auricle {
namespace {

// An item on its way: what to say if it fails, and what it became.
struct Pending {
  std::string id, where;
  ItemOutcome outcome;
};

class Section {
 public:
  Section(Analysis* analysis, RecordWriter* writer, Progress* progress,
          const std::function<absl::Status(Clip)>& hand_on)
      : analysis_(analysis),
        writer_(writer),
        progress_(progress),
        hand_on_(hand_on),
        jobs_(analysis->threads) {}

  absl::Status Run(ClipInputs* inputs) {
    for (bool more = true; more || !jobs_.Empty();) {
      while (more && !jobs_.Full()) {
        InputClip input;
        ASSIGN_OR_RETURN(more, inputs->Next(&input));
        if (more) Add(std::move(input));
      }
      if (!jobs_.Empty()) RETURN_IF_ERROR(FinishOldest());
    }
    if (writer_ != nullptr) writer_->CarryDrops(inputs->end());
    return absl::OkStatus();
  }

 private:
  void Add(InputClip input) {
    auto pending = std::make_shared<Pending>();
    pending->id = input.clip.id();
    pending->where = std::move(input.where);
    pending_.push_back(pending);
    jobs_.Add([this, pending, input = std::move(input)](const OrderedJobs<Clip>::Emit& emit) {
      return AnalyseItem(*analysis_->analyzer, analysis_->options, input.open, input.clip, emit,
                         &pending->outcome);
    });
  }

  absl::Status FinishOldest() {
    const std::shared_ptr<Pending> pending = std::move(pending_.front());
    pending_.pop_front();
    const absl::Status done = jobs_.DrainOldest(hand_on_);
    ++analysis_->items;
    progress_->Add(1);
    if (done.ok()) {
      analysis_->seconds += pending->outcome.duration_s;
      if (pending->outcome.silent && analysis_->silent++ == 0) {
        Say(absl::StrCat(pending->where, " is silent; it is kept, as all silent items are"));
      }
      return absl::OkStatus();
    }
    // What was handed on cannot be taken back; such an item cannot be dropped.
    if (absl::IsCancelled(done) || pending->outcome.records > 0) return done;
    return analysis_->bad.Allow(done, pending->where, pending->id, writer_);
  }

  Analysis* analysis_;
  RecordWriter* writer_;
  Progress* progress_;
  const std::function<absl::Status(Clip)>& hand_on_;
  std::deque<std::shared_ptr<Pending>> pending_;
  OrderedJobs<Clip> jobs_;  // Last: its threads end before what they use.
};

}  // namespace

absl::Status AnalyseSection(ClipInputs* inputs, Analysis* analysis, RecordWriter* writer,
                            Progress* progress, const std::function<absl::Status(Clip)>& hand_on) {
  return Section(analysis, writer, progress, hand_on).Run(inputs);
}

}  // namespace auricle
