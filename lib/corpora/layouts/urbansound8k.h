// SPDX-License-Identifier: Apache-2.0
// UrbanSound8K (Salamon et al. 2014): metadata/UrbanSound8K.csv and audio/fold1 … fold10.
#ifndef AURICLE_LIB_CORPORA_LAYOUTS_URBANSOUND8K_H_
#define AURICLE_LIB_CORPORA_LAYOUTS_URBANSOUND8K_H_

#include "absl/status/statusor.h"
#include "lib/corpora/corpus.h"

namespace auricle {

absl::StatusOr<Listing> ListUrbansound8k(const CorpusRequest& request);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_LAYOUTS_URBANSOUND8K_H_
