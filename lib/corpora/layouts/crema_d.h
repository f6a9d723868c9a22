// SPDX-License-Identifier: Apache-2.0
// CREMA-D (Cao et al. 2014): AudioWAV/1001_DFA_ANG_XX.wav and VideoDemographics.csv.
#ifndef AURICLE_LIB_CORPORA_LAYOUTS_CREMA_D_H_
#define AURICLE_LIB_CORPORA_LAYOUTS_CREMA_D_H_

#include "absl/status/statusor.h"
#include "lib/corpora/corpus.h"

namespace auricle {

absl::StatusOr<Listing> ListCremaD(const CorpusRequest& request);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_LAYOUTS_CREMA_D_H_
