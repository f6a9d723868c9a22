// SPDX-License-Identifier: Apache-2.0
// A table of a user's own with one row per clip, and what its columns are used for.
#ifndef AURICLE_LIB_CORPORA_TABLES_MANIFEST_H_
#define AURICLE_LIB_CORPORA_TABLES_MANIFEST_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/corpora/corpus.h"
#include "lib/corpora/tables/table.h"
#include "lib/corpora/walk/file_finder.h"

namespace auricle {

struct Manifest {
  Table table;
  CorpusRequest request;  // With the file column chosen, and the label column if there is one.
};

// Reads the table at `path` ("-": stdin). The file column is request.file_column, else the one
// called file, filename, path, audio, wav or fname, in any case, else the first, which goes to
// `notes`; what other columns mean by their names goes there too (column_roles.h); the label column
// is request.label_column, else `label`, else the only other one, else none. Errors: the table's; a
// column that is asked for and not there; a header that was forgotten; ChooseRoles'.
absl::StatusOr<Manifest> ReadManifest(const std::string& path, const CorpusRequest& request,
                                      std::vector<std::string>* notes);

// What paths are relative to: request.root, else "" (absolute) if the first row's path is, else
// `directory`.
std::string RootOf(const Manifest& manifest, const std::string& directory);

// Its id is request.name, its path, and its stretch if the table gives one, unless there is an id
// column; its source is its file unless there is a source column. `files` knows the root. Errors:
// why the row is no clip.
absl::Status RowToClip(const Manifest& manifest, FileFinder* files, const Table::Row& row,
                       Clip* clip);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_TABLES_MANIFEST_H_
