// SPDX-License-Identifier: Apache-2.0
// A directory's tables that are called after parts: train.csv, devel.csv, Test.tsv.
#ifndef AURICLE_LIB_CORPORA_TABLES_PART_TABLES_H_
#define AURICLE_LIB_CORPORA_TABLES_PART_TABLES_H_

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/corpora/corpus.h"

namespace auricle {

// Part → the name of its table.
using PartTables = std::map<Part, std::string>;

// The .csv and .tsv files of `directory` by the part in their names (PartFromName); others are
// passed over. Errors: NamesIn's; kInvalidArgument for two tables of one part.
absl::StatusOr<PartTables> FindTables(const std::string& directory, Listing* listing);

// Errors: kNotFound without a table of training, saying what else there is.
absl::Status CheckTables(const PartTables& tables, const std::string& directory);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_TABLES_PART_TABLES_H_
