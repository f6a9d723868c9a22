// SPDX-License-Identifier: Apache-2.0
// A user's own corpus as a table for each part: a directory of train.csv, devel.csv and test.csv.
#ifndef AURICLE_LIB_CORPORA_TABLES_CSV_PARTS_H_
#define AURICLE_LIB_CORPORA_TABLES_CSV_PARTS_H_

#include "absl/status/statusor.h"
#include "lib/corpora/corpus.h"

namespace auricle {

// A part's table is the .csv or .tsv file whose name says which (PartFromName); valid and test may
// be missing. Rows become clips as in csv.h, in the order train, valid, test. The plan is called
// "split", not "official": the parts are what the user made of the data, as split_dataset's are,
// so every tool takes them by default. The label's vocabulary is that of all parts together.
//
// A row is refused if a part before it has its source, or if its class occurs in no row of training
// (unless request.allow_unseen); classes with a single file in a part are noted.
//
// Errors: kNotFound without training; kInvalidArgument for two tables of a part, a table that has
// no rows, no label column or another one than training's.
absl::StatusOr<Listing> ListCsvParts(const CorpusRequest& request);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_TABLES_CSV_PARTS_H_
