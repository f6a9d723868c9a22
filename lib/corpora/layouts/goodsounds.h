// SPDX-License-Identifier: Apache-2.0
// Good-Sounds, single notes of twelve instruments played well and badly on purpose.
#ifndef AURICLE_LIB_CORPORA_LAYOUTS_GOODSOUNDS_H_
#define AURICLE_LIB_CORPORA_LAYOUTS_GOODSOUNDS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/corpora/corpus.h"

namespace auricle {

// request.path: the directory with database.sqlite (tables sounds and packs) and
// sound_files/PACK/MICROPHONE/FILE.wav.
//
// A clip a take, by the first of its microphones in the order of their names (as the anti-transfer
// paper; folders whose name holds '_', '#' or ".csv" are none), or by each
// (request.all_microphones). Tasks: quality (QualityOfKlass), klass (as in the database),
// instrument (twelve, by name), pack, microphone. The source is the take. The order of rows in the
// database changes nothing. Passed over: klasses that hold "scale", rows without pack. Refused:
// rows without audio, of an unknown instrument, and two rows of one take that differ.
absl::StatusOr<Listing> ListGoodsounds(const CorpusRequest& request);

// The published rule: bad-pitch if `klass` holds it; else, if it has no space and "bad" not twice,
// the last of good-sound, bad-dynamics, bad-attack, bad-timbre (or bad-richness) that it holds.
// "": none of the five. REQUIRES: it does not hold "scale".
std::string QualityOfKlass(absl::string_view klass);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_LAYOUTS_GOODSOUNDS_H_
