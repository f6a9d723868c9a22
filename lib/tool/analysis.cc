// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/analysis.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "lib/audio/items/ordered_jobs.h"
#include "lib/base/status_macros.h"
#include "lib/records/encode.h"
#include "lib/tool/tool.h"

namespace auricle {
namespace {

constexpr double kLeastCutS = 5e-4;  // Less is the rounding to a sample of 8 kHz and more.

// An item on its way: what to say if it fails, and what it became.
struct Pending {
  std::string id, where;
  double asked_s = 0;  // How long its record says it is; 0: to the end of its file.
  ItemOutcome outcome;
};

absl::StatusOr<Clip> Unchanged(Clip clip) { return clip; }

absl::StatusOr<EncodedRecord> Encoded(const Clip& clip) {
  EncodedRecord record;
  RETURN_IF_ERROR(record.Set(clip));
  return record;
}

// kMake: what the threads make of each record before it is handed on.
template <typename Made, auto kMake>
class Section {
 public:
  Section(Analysis* analysis, RecordWriter* writer, Progress* progress,
          std::function<absl::Status(Made)> hand_on)
      : analysis_(analysis),
        writer_(writer),
        progress_(progress),
        hand_on_(std::move(hand_on)),
        jobs_(analysis->threads) {}

  absl::Status Run(ClipInputs* inputs) {
    for (bool more = true; more || !jobs_.Empty();) {
      while (more && !jobs_.Full()) {
        InputClip input;
        ASSIGN_OR_RETURN(more, inputs->Next(&input));
        if (more && analysis_->takes(input.clip)) Add(std::move(input));
      }
      if (!jobs_.Empty()) RETURN_IF_ERROR(FinishOldest());
    }
    if (writer_ != nullptr) writer_->CarryDrops(inputs->end());
    return absl::OkStatus();
  }

 private:
  using Jobs = OrderedJobs<Made>;

  void Add(InputClip input) {
    auto pending = std::make_shared<Pending>();
    pending->id = input.clip.id();
    pending->asked_s = input.clip.audio().duration_s();
    pending->where = std::move(input.where);
    pending_.push_back(pending);
    jobs_.Add([this, pending, input = std::move(input)](const typename Jobs::Emit& emit) {
      const auto make = [&emit](Clip clip) -> absl::Status {
        ASSIGN_OR_RETURN(Made made, kMake(std::move(clip)));
        return emit(std::move(made));
      };
      return AnalyseItem(*analysis_->analyzer, analysis_->options, input.open, input.clip, make,
                         &pending->outcome);
    });
  }

  absl::Status FinishOldest() {
    const std::shared_ptr<Pending> pending = std::move(pending_.front());
    pending_.pop_front();
    bool any = false;
    absl::Status refused;  // What hand_on_ says ends the run: it is no fault of the item.
    const absl::Status done = jobs_.DrainOldest([&](Made made) {
      any = true;
      refused = hand_on_(std::move(made));
      return refused;
    });
    RETURN_IF_ERROR(Annotate(refused, pending->where));
    ++analysis_->items;
    progress_->Add(1);
    if (done.ok()) {
      if (pending->outcome.too_quiet) {
        LeaveOut(*pending);
        return absl::OkStatus();
      }
      analysis_->seconds += pending->outcome.duration_s;
      for (const std::string& note : pending->outcome.notes) {
        Say(absl::StrCat(pending->where, ": ", note));
      }
      CountCut(*pending);
      if (pending->outcome.silent && analysis_->silent++ == 0) {
        Say(absl::StrCat(pending->where, " is silent; it is kept, as all silent items are"));
      }
      return absl::OkStatus();
    }
    // What was handed on cannot be taken back; such an item cannot be dropped.
    if (absl::IsCancelled(done)) return done;
    if (any) return Annotate(done, pending->where);
    return analysis_->bad.Allow(done, pending->where, pending->id, writer_);
  }

  void CountCut(const Pending& pending) {
    const double missing_s = pending.asked_s - pending.outcome.duration_s;
    if (missing_s < kLeastCutS) return;
    ++analysis_->cut;
    analysis_->most_cut_s = std::max(analysis_->most_cut_s, missing_s);
  }

  void LeaveOut(const Pending& quiet) {
    ++analysis_->too_quiet;
    if (writer_ == nullptr) return;
    writer_->Drop(quiet.id,
                  absl::StrFormat("its largest sample, %.4g, is not above --min_peak=%.4g",
                                  quiet.outcome.peak, analysis_->options.min_peak));
  }

  Analysis* analysis_;
  RecordWriter* writer_;
  Progress* progress_;
  const std::function<absl::Status(Made)> hand_on_;
  std::deque<std::shared_ptr<Pending>> pending_;
  Jobs jobs_;  // Last: its threads end before what they use.
};

}  // namespace

absl::Status AnalyseSection(ClipInputs* inputs, Analysis* analysis, RecordWriter* writer,
                            Progress* progress, const std::function<absl::Status(Clip)>& hand_on) {
  return Section<Clip, &Unchanged>(analysis, writer, progress, hand_on).Run(inputs);
}

absl::Status WriteAnalysedSection(ClipInputs* inputs, Analysis* analysis, RecordWriter* writer,
                                  Progress* progress) {
  const auto write = [writer](const EncodedRecord& record) { return writer->Write(record); };
  return Section<EncodedRecord, &Encoded>(analysis, writer, progress, write).Run(inputs);
}

void SayCut(const Analysis& analysis) {
  if (analysis.cut == 0) return;
  Say(absl::StrFormat("%d of %d items end up to %.0f ms after their files, and are cut there",
                      analysis.cut, analysis.items, std::ceil(1000 * analysis.most_cut_s - 1e-6)));
}

}  // namespace auricle
