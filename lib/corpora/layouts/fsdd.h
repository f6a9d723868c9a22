// SPDX-License-Identifier: Apache-2.0
// The Free Spoken Digit Dataset: recordings/{digit}_{speaker}_{index}.wav. Tasks digit and speaker;
// the official plan: indices 0-4 test, the rest train (its README).
#ifndef AURICLE_LIB_CORPORA_LAYOUTS_FSDD_H_
#define AURICLE_LIB_CORPORA_LAYOUTS_FSDD_H_

#include "absl/status/statusor.h"
#include "lib/corpora/corpus.h"

namespace auricle {

absl::StatusOr<Listing> ListFsdd(const CorpusRequest& request);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_LAYOUTS_FSDD_H_
