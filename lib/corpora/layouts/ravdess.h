// SPDX-License-Identifier: Apache-2.0
// the Ryerson Audio-Visual Database of Emotional Speech and Song (Livingstone and Russo 2018):
// Actor_12/03-01-06-01-02-01-12.wav.
#ifndef AURICLE_LIB_CORPORA_LAYOUTS_RAVDESS_H_
#define AURICLE_LIB_CORPORA_LAYOUTS_RAVDESS_H_

#include "absl/status/statusor.h"
#include "lib/corpora/corpus.h"

namespace auricle {

absl::StatusOr<Listing> ListRavdess(const CorpusRequest& request);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_LAYOUTS_RAVDESS_H_
