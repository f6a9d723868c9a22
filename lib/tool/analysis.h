// SPDX-License-Identifier: Apache-2.0
// All clips of a section through the front end, on several threads, in order.
#ifndef AURICLE_LIB_TOOL_ANALYSIS_H_
#define AURICLE_LIB_TOOL_ANALYSIS_H_

#include <cstdint>
#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "lib/audio/analyzer.h"
#include "lib/audio/items/item.h"
#include "lib/records/writer.h"
#include "lib/tool/clip_filter.h"
#include "lib/tool/clip_inputs.h"
#include "lib/tool/progress.h"
#include "protos/record.pb.h"

namespace auricle {

// What all sections of a run share, and what is counted.
struct Analysis {
  std::unique_ptr<const Analyzer> analyzer;
  ItemOptions options;
  int threads = 1;
  // Whether the front end is applied to a clip; asked in order, from the calling thread.
  std::function<bool(const Clip&)> takes = [](const Clip&) { return true; };
  BadItems bad;
  int64_t items = 0, silent = 0;
  int64_t too_quiet = 0;  // Left out by options.min_peak; no bad items.
  double seconds = 0;
  int64_t cut = 0;        // Stretches that end a little after their file: cut there,
  double most_cut_s = 0;  // by so much at most.
};

// Hands on every record of the current section of `inputs`, in order and from this thread; an
// item's chunks follow one another. Bad items go, within --max_bad, and are named in `writer` (may
// be null) with those that are too quiet and those that were dropped upstream; an error of
// `hand_on` ends it. What waits is bounded: a few records for each thread.
absl::Status AnalyseSection(ClipInputs* inputs, Analysis* analysis, RecordWriter* writer,
                            Progress* progress, const std::function<absl::Status(Clip)>& hand_on);

// The same into `writer`. The threads encode as well: what is left for this one would else take a
// tenth of the time of all.
absl::Status WriteAnalysedSection(ClipInputs* inputs, Analysis* analysis, RecordWriter* writer,
                                  Progress* progress);

// Says how many stretches were cut, if any.
void SayCut(const Analysis& analysis);

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_ANALYSIS_H_
