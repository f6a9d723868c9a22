// SPDX-License-Identifier: Apache-2.0
// What columns of a table are by their names and values, where no flag says it: parts of the data,
// folds, stretches of files, cells of several labels. A tool that took them for labels in silence
// would train on something else than the table says.
#ifndef AURICLE_LIB_CORPORA_TABLES_COLUMN_ROLES_H_
#define AURICLE_LIB_CORPORA_TABLES_COLUMN_ROLES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "lib/corpora/corpus.h"
#include "lib/corpora/tables/table.h"

namespace auricle {

// A column called split, subset, part …, all of whose values name parts, becomes
// request->split_column, and `notes` say so; a column called fold is noted. request.tasks say that
// the user has looked: then nothing is guessed. Errors: kInvalidArgument for two columns such as
// onset and offset that hold seconds, since a table may mean by them where in the file the clip is,
// or where in some other recording the file was cut from.
absl::Status ChooseRoles(const Table& table, CorpusRequest* request,
                         std::vector<std::string>* notes);

// Notes columns with several labels in a cell ("Bark,Dog" beside "Dog"), unless request.tags holds
// them. REQUIRES: the columns of `request` are chosen.
void NoteSeveralLabels(const Table& table, const CorpusRequest& request,
                       std::vector<std::string>* notes);

// Whether `request` uses `column` for something else than a label.
bool IsUsed(const CorpusRequest& request, const std::string& column);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_TABLES_COLUMN_ROLES_H_
