// SPDX-License-Identifier: Apache-2.0
// the Berlin Database of Emotional Speech (Burkhardt et al. 2005): wav/03a01Fa.wav, speaker, text,
// emotion and version.
#ifndef AURICLE_LIB_CORPORA_LAYOUTS_EMODB_H_
#define AURICLE_LIB_CORPORA_LAYOUTS_EMODB_H_

#include "absl/status/statusor.h"
#include "lib/corpora/corpus.h"

namespace auricle {

absl::StatusOr<Listing> ListEmodb(const CorpusRequest& request);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_LAYOUTS_EMODB_H_
