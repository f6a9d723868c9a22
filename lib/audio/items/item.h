// SPDX-License-Identifier: Apache-2.0
// One item from its audio to its records: decoded, checked, analysed, cut into chunks if it is
// long.
#ifndef AURICLE_LIB_AUDIO_ITEMS_ITEM_H_
#define AURICLE_LIB_AUDIO_ITEMS_ITEM_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "lib/audio/analyzer.h"
#include "lib/audio/decode/decode.h"
#include "protos/clip.pb.h"

namespace auricle {

struct ItemOptions {
  double chunk_s = 60;        // Longer items become several records.
  DType dtype = FLOAT32;      // Of the feature: FLOAT32 or FLOAT16.
  bool keep_samples = false;  // Store the samples too.
  // Above 0: an item is too quiet unless its largest sample exceeds it. As published: the sample's
  // value counts, not its magnitude, before resampling.
  double min_peak = 0;
};

struct ItemOutcome {
  double duration_s = 0;
  bool silent = false;     // No sample reaches half a step of 16 bits. Legal, but worth telling.
  bool too_quiet = false;  // By min_peak: nothing was handed on, which is no error.
  float peak = 0;          // The largest sample, where min_peak is asked.
  // What a user should know of audio that is used nevertheless: see AudioSource::notes.
  std::vector<std::string> notes;
  int records = 0;  // Handed on so far.
};

// Analyses what `open` opens (as often as it is needed: an item longer than chunk_s is decoded once
// to be checked and measured and once or more to be analysed, and never held whole) and hands on
// `clip` with audio, chunk and feature filled: one record, or one for each chunk. The frames of
// chunks are those of the uncut item, bit for bit. Nothing is handed on before all of the audio was
// found good. Errors: kInvalidArgument, kDataLoss for audio that cannot be used; kCancelled; those
// of `emit`.
absl::Status AnalyseItem(const Analyzer& analyzer, const ItemOptions& options,
                         const AudioOpener& open, Clip clip,
                         const std::function<absl::Status(Clip)>& emit, ItemOutcome* outcome);

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_ITEMS_ITEM_H_
