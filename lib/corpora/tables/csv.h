// SPDX-License-Identifier: Apache-2.0
// A user's own manifest: a CSV or TSV table with one row per clip. At its simplest `file,label`.
#ifndef AURICLE_LIB_CORPORA_TABLES_CSV_H_
#define AURICLE_LIB_CORPORA_TABLES_CSV_H_

#include "absl/status/statusor.h"
#include "lib/corpora/corpus.h"

namespace auricle {

// Columns as in manifest.h: file and label by their names. A clip's id is its path, and its source
// its file, so a split never parts one file.
absl::StatusOr<Listing> ListCsv(const CorpusRequest& request);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_TABLES_CSV_H_
