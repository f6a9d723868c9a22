// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/layouts/urbansound8k.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lib/base/status_macros.h"
#include "lib/corpora/layouts/folded_table.h"
#include "lib/corpora/tables/table.h"
#include "lib/corpora/walk/tree.h"
#include "lib/corpora/walk/walk.h"

namespace auricle {
namespace {

constexpr char kTable[] = "metadata/UrbanSound8K.csv";

struct Columns {
  int file, source, salience, fold, name;
};

absl::StatusOr<Columns> FindColumns(const Table& table) {
  const Columns columns = {table.Find("slice_file_name"), table.Find("fsID"),
                           table.Find("salience"), table.Find("fold"), table.Find("class")};
  for (const int column :
       {columns.file, columns.source, columns.salience, columns.fold, columns.name}) {
    if (column >= 0) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        "the table's columns are ", absl::StrJoin(table.columns, ", "),
        "; UrbanSound8K has slice_file_name, fsID, salience, fold and class; for another table "
        "take --corpus=csv"));
  }
  return columns;
}

absl::StatusOr<Clip> RowToClip(const CorpusRequest& request, const Columns& columns,
                               const std::string& corpus, const std::string& prefix,
                               const Table::Row& row) {
  const auto cell = [&](int column) -> const std::string& { return row.cells[column]; };
  for (const int column : {columns.file, columns.source, columns.fold, columns.name}) {
    if (cell(column).empty()) return absl::InvalidArgumentError("one of its cells is empty");
  }
  const std::string path = absl::StrCat("audio/fold", cell(columns.fold), "/", cell(columns.file));
  if (!IsFile(JoinPath(request.path, path))) {
    return absl::NotFoundError(absl::StrCat("there is no file '", path, "'"));
  }
  Clip clip;
  clip.set_id(absl::StrCat(corpus, "/", cell(columns.file)));
  // Not qualified by the corpus: other corpora cut from Freesound too.
  clip.set_source(absl::StrCat("freesound/", cell(columns.source)));
  clip.mutable_audio()->set_path(absl::StrCat(prefix, path));
  SetName("class", cell(columns.name), &clip);
  SetName("fold", cell(columns.fold), &clip);
  const std::string& salience = cell(columns.salience);
  if (salience == "1" || salience == "2") {
    SetName("salience", salience == "1" ? "foreground" : "background", &clip);
  }
  return clip;
}

}  // namespace

absl::StatusOr<Listing> ListUrbansound8k(const CorpusRequest& request) {
  RETURN_IF_ERROR(CheckDirectory(request.path));
  const std::string path = JoinPath(request.path, kTable);
  if (!IsFile(path)) {
    return absl::NotFoundError(
        absl::StrCat("there is no ", kTable, " in it; give the directory of metadata/ and audio/"));
  }
  ASSIGN_OR_RETURN(const std::string text, ReadText(path));
  ASSIGN_OR_RETURN(const Table table, ParseTable(text, {}));
  ASSIGN_OR_RETURN(const Columns columns, FindColumns(table));
  ASSIGN_OR_RETURN(const std::string prefix, PrefixBelowRoot(request));
  Listing listing;
  NameCorpus(request, "urbansound8k", request.path, &listing.header);
  listing.header.mutable_corpus()->set_licence("CC BY-NC 3.0");
  const std::string name = listing.header.corpus().name();
  AddFoldedTable(
      table, [&](const Table::Row& row) { return RowToClip(request, columns, name, prefix, row); },
      &listing);
  return listing;
}

}  // namespace auricle
