// SPDX-License-Identifier: Apache-2.0
// NSynth, four-second notes of a thousand instruments.
#ifndef AURICLE_LIB_CORPORA_LAYOUTS_NSYNTH_H_
#define AURICLE_LIB_CORPORA_LAYOUTS_NSYNTH_H_

#include "absl/status/statusor.h"
#include "lib/corpora/corpus.h"

namespace auricle {

// request.path: the directory with nsynth-{train,valid,test}/{examples.json,audio/NOTE.wav}.
//
// A clip a note. Tasks: instrument_family (eleven) and instrument_source (three) in the official
// orders, instrument, pitch, velocity, qualities (tags; none is known to have none). Plan official:
// the three sets. The order within examples.json changes nothing. Refused: a set that is not there,
// an example without audio or without one of the names, numbers that name no class or another one
// than the name beside them.
absl::StatusOr<Listing> ListNsynth(const CorpusRequest& request);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_LAYOUTS_NSYNTH_H_
