// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/layouts/esc.h"

#include <algorithm>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lib/base/status_macros.h"
#include "lib/corpora/layouts/folded_table.h"
#include "lib/corpora/tables/table.h"
#include "lib/corpora/walk/tree.h"

namespace auricle {
namespace {

struct EscLayout {
  std::string table;   // Path of the table.
  std::string folder;  // The directory of the corpus,
  std::string audio;   // and where below it the audio lies: "" or "audio".
};

absl::StatusOr<EscLayout> FindLayout(const std::string& path) {
  EscLayout layout;
  layout.folder = path;
  if (IsFile(path)) {
    layout.table = path;
    const size_t slash = path.rfind('/');
    layout.folder = slash == std::string::npos ? "." : path.substr(0, std::max<size_t>(slash, 1));
    // esc50.csv lies in meta/, beside audio/.
    if (absl::EndsWith(layout.folder, "/meta") || layout.folder == "meta") {
      layout.folder =
          layout.folder == "meta" ? "." : layout.folder.substr(0, layout.folder.size() - 5);
    }
  }
  for (const char* table : {"meta/esc50.csv", "esc50.csv", "meta.tsv", "meta/meta.tsv"}) {
    const std::string candidate = JoinPath(layout.folder, table);
    if (layout.table.empty() && IsFile(candidate)) layout.table = candidate;
  }
  if (layout.table.empty()) {
    return absl::NotFoundError(
        "neither meta/esc50.csv nor meta.tsv is there; give the directory of ESC-50 or ESC-10");
  }
  if (IsDirectory(JoinPath(layout.folder, "audio"))) layout.audio = "audio";
  return layout;
}

// Where in a row what stands; ESC-50's columns, or those of meta.tsv.
struct EscColumns {
  int file = -1, category = -1, fold = -1, source = -1, esc10 = -1;
};

absl::StatusOr<EscColumns> FindColumns(const Table& table) {
  EscColumns columns;
  columns.file = table.Find("filename");
  columns.category = std::max(table.Find("category"), table.Find("label"));
  columns.fold = table.Find("fold");
  columns.source = std::max(table.Find("src_file"), table.Find("freesound_id"));
  columns.esc10 = table.Find("esc10");
  if (columns.file >= 0 && columns.category >= 0 && columns.fold >= 0 && columns.source >= 0) {
    return columns;
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "the table's columns are ", absl::StrJoin(table.columns, ", "),
      "; ESC has filename, category (or label), fold, and src_file (or freesound_id); for another "
      "table take --corpus=csv"));
}

absl::StatusOr<Clip> RowToClip(const EscLayout& layout, const EscColumns& columns,
                               const std::string& corpus, const std::string& prefix,
                               const Table::Row& row) {
  const auto cell = [&](int column) -> const std::string& { return row.cells[column]; };
  if (cell(columns.file).empty()) return absl::InvalidArgumentError("it names no file");
  if (cell(columns.category).empty() || cell(columns.fold).empty()) {
    return absl::InvalidArgumentError("its category or its fold is empty");
  }
  const std::string path = JoinPath(layout.audio, cell(columns.file));
  if (!IsFile(JoinPath(layout.folder, path))) {
    return absl::NotFoundError(absl::StrCat("there is no file '", path, "'"));
  }
  Clip clip;
  clip.set_id(absl::StrCat(corpus, "/", cell(columns.file)));
  clip.mutable_audio()->set_path(absl::StrCat(prefix, path));
  // Not qualified by the corpus: other corpora cut from Freesound too.
  if (!cell(columns.source).empty()) {
    clip.set_source(absl::StrCat("freesound/", cell(columns.source)));
  }
  SetName("category", cell(columns.category), &clip);
  SetName("fold", cell(columns.fold), &clip);
  if (columns.esc10 >= 0) SetName("esc10", cell(columns.esc10), &clip);
  return clip;
}

}  // namespace

absl::StatusOr<Listing> ListEsc(const CorpusRequest& request) {
  ASSIGN_OR_RETURN(const EscLayout layout, FindLayout(request.path));
  ASSIGN_OR_RETURN(const std::string text, ReadText(layout.table));
  ASSIGN_OR_RETURN(const Table table, ParseTable(text, {}));
  ASSIGN_OR_RETURN(const EscColumns columns, FindColumns(table));
  CorpusRequest folder = request;
  folder.path = layout.folder;
  ASSIGN_OR_RETURN(const std::string prefix, PrefixBelowRoot(folder));

  Listing listing;
  NameCorpus(request, "esc", layout.folder, &listing.header);
  const std::string name = listing.header.corpus().name();
  AddFoldedTable(
      table, [&](const Table::Row& row) { return RowToClip(layout, columns, name, prefix, row); },
      &listing);
  return listing;
}

}  // namespace auricle
