// SPDX-License-Identifier: Apache-2.0
// Corpora that a table lists, a clip a row, and that are evaluated fold by fold.
#ifndef AURICLE_LIB_CORPORA_LAYOUTS_FOLDED_TABLE_H_
#define AURICLE_LIB_CORPORA_LAYOUTS_FOLDED_TABLE_H_

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "lib/corpora/corpus.h"
#include "lib/corpora/tables/table.h"
#include "protos/record.pb.h"

namespace auricle {

// Adds the clip that `to_clip` makes of each row of `table`, or refuses the row by its line; and
// one plan official.F for each name F of the task "fold": that fold tests, the others train, none
// validates. Every clip must have that task; `to_clip` gets whole rows only.
void AddFoldedTable(const Table& table,
                    absl::FunctionRef<absl::StatusOr<Clip>(const Table::Row&)> to_clip,
                    Listing* listing);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_LAYOUTS_FOLDED_TABLE_H_
