// SPDX-License-Identifier: Apache-2.0
// ESC-10 and ESC-50, environmental sounds in five folds that keep Freesound clips together.
#ifndef AURICLE_LIB_CORPORA_LAYOUTS_ESC_H_
#define AURICLE_LIB_CORPORA_LAYOUTS_ESC_H_

#include "absl/status/statusor.h"
#include "lib/corpora/corpus.h"

namespace auricle {

// request.path: the table, or a directory that holds esc50.csv (or meta/esc50.csv, with audio/) or
// meta.tsv (columns filename, label, fold, freesound_id).
absl::StatusOr<Listing> ListEsc(const CorpusRequest& request);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_LAYOUTS_ESC_H_
