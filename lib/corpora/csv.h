// SPDX-License-Identifier: Apache-2.0
// A user's own manifest: a CSV or TSV table with one row per clip. At its simplest `file,label`.
#ifndef AURICLE_LIB_CORPORA_CSV_H_
#define AURICLE_LIB_CORPORA_CSV_H_

#include "absl/status/statusor.h"
#include "lib/corpora/corpus.h"

namespace auricle {

// The file column is request.file_column, else the one called file, filename, path, audio or wav,
// else the first; the label column request.label_column, else `label`, else the only other one.
// A clip's id is its path (and its stretch, if the table gives one) unless there is an id column;
// its source is its file unless there is a source column, so a split never parts one file.
absl::StatusOr<Listing> ListCsv(const CorpusRequest& request);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_CSV_H_
