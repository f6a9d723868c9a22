// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/tables/manifest.h"

#include <cstddef>
#include <filesystem>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/corpora/attributes.h"
#include "lib/corpora/tables/column_roles.h"
#include "lib/corpora/walk/tree.h"
#include "lib/corpora/walk/walk.h"

namespace auricle {
namespace {

void ChooseFileColumn(const Table& table, CorpusRequest* request, std::vector<std::string>* notes) {
  for (const char* name : {"file", "filename", "path", "audio", "wav", "fname"}) {
    for (const std::string& column : table.columns) {
      if (!request->file_column.empty()) return;
      if (absl::EqualsIgnoreCase(column, name)) request->file_column = column;
    }
  }
  for (const std::string& column : table.columns) {
    if (!request->file_column.empty() || column.empty()) continue;
    request->file_column = column;
    notes->push_back(
        absl::StrCat("no column is called file; took '", column, "' (--file_column says which)"));
  }
}

void ChooseLabelColumn(const Table& table, CorpusRequest* request) {
  if (!request->label_column.empty()) return;
  std::vector<std::string> others;
  for (const std::string& column : table.columns) {
    if (column.empty() || column == request->file_column || column == request->id_column ||
        column == request->source_column || column == request->split_column ||
        column == request->start_column || column == request->end_column ||
        column == request->channel_column) {
      continue;
    }
    others.push_back(column);
  }
  if (others.size() == 1) request->label_column = others[0];
  for (const std::string& column : others) {
    if (absl::EqualsIgnoreCase(column, "label")) request->label_column = column;
  }
}

// A table without a header would lose its first row, and be called after it.
absl::Status RefuseMissingHeader(const Table& table, const CorpusRequest& request) {
  if (!request.columns.empty()) return absl::OkStatus();
  for (const std::string& column : table.columns) {
    if (!IsAudioName(column) && !absl::StrContains(column, '/')) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("the first line names no columns but a file, '", column,
                     "'; put a header above it, or name the columns: --columns=file,label"));
  }
  return absl::OkStatus();
}

// The path as it goes into the stream: relative to the root, or absolute where there is none.
absl::StatusOr<std::string> PathBelowRoot(const std::string& root, const std::string& cell) {
  if (cell.empty()) return absl::InvalidArgumentError("it names no file");
  const std::filesystem::path path = std::filesystem::path(cell).lexically_normal();
  const bool absolute = cell[0] == '/';
  if (!absolute && root.empty()) {
    return absl::InvalidArgumentError(
        "its path is relative, the first row's absolute; give --root, or write all alike");
  }
  if (!absolute || root.empty()) return path.native();
  const std::filesystem::path below =
      path.lexically_relative(std::filesystem::path(root).lexically_normal());
  if (LeadsOut(below.native())) {
    return absl::InvalidArgumentError(absl::StrCat("it lies outside --root='", root, "'"));
  }
  return below.native();
}

// What an id says of an item that is a part of its file: "#start+duration", "#channel2".
std::string StretchOf(const CorpusRequest& request, const AudioRef& audio) {
  std::string stretch;
  if (!(request.start_column.empty() && request.end_column.empty())) {
    // To the sample in files of hours, and without the noise of end - start.
    stretch = absl::StrFormat("#%.10g+%.10g", audio.start_s(), audio.duration_s());
  }
  if (audio.channel() > 0) absl::StrAppend(&stretch, "#channel", audio.channel());
  return stretch;
}

}  // namespace

absl::StatusOr<Manifest> ReadManifest(const std::string& path, const CorpusRequest& request,
                                      std::vector<std::string>* notes) {
  Manifest manifest;
  manifest.request = request;
  ASSIGN_OR_RETURN(const std::string text, ReadText(path));
  ASSIGN_OR_RETURN(manifest.table, ParseTable(text, request.columns));
  RETURN_IF_ERROR(RefuseMissingHeader(manifest.table, request));
  RETURN_IF_ERROR(CheckColumnsExist(request, manifest.table.columns));
  ChooseFileColumn(manifest.table, &manifest.request, notes);
  if (manifest.request.file_column.empty()) {
    return absl::InvalidArgumentError("no column has a name");
  }
  RETURN_IF_ERROR(ChooseRoles(manifest.table, &manifest.request, notes));
  ChooseLabelColumn(manifest.table, &manifest.request);
  NoteSeveralLabels(manifest.table, manifest.request, notes);
  return manifest;
}

std::string RootOf(const Manifest& manifest, const std::string& directory) {
  if (!manifest.request.root.empty()) return manifest.request.root;
  const std::vector<Table::Row>& rows = manifest.table.rows;
  const size_t file = manifest.table.Find(manifest.request.file_column);
  const bool absolute =
      !rows.empty() && file < rows[0].cells.size() && absl::StartsWith(rows[0].cells[file], "/");
  return absolute ? "" : directory;
}

absl::Status RowToClip(const Manifest& manifest, FileFinder* files, const Table::Row& row,
                       Clip* clip) {
  const Table& table = manifest.table;
  const CorpusRequest& request = manifest.request;
  if (row.cells.size() != table.columns.size()) {
    return absl::InvalidArgumentError(absl::StrCat("it has ", row.cells.size(),
                                                   " cells, the header ", table.columns.size(),
                                                   "; quote a cell that holds the delimiter"));
  }
  const std::string& cell = row.cells[table.Find(request.file_column)];
  ASSIGN_OR_RETURN(const std::string asked, PathBelowRoot(files->root(), cell));
  absl::StatusOr<std::string> path = files->Find(asked);
  if (!path.ok() && !IsUtf8(asked)) {
    return absl::NotFoundError(absl::StrCat(path.status().message(),
                                            "; the table is not UTF-8, but may be Latin-1: convert "
                                            "it: iconv -f latin1 -t utf-8 OLD.csv > NEW.csv"));
  }
  RETURN_IF_ERROR(path.status());
  const std::string id = absl::StrCat(request.name, "/", *path);
  clip->mutable_audio()->set_path(*path);
  clip->set_id(id);
  clip->set_source(id);
  for (size_t i = 0; i < row.cells.size(); ++i) {
    if (table.columns[i] == request.file_column) continue;
    RETURN_IF_ERROR(ApplyAttribute(request, table.columns[i], row.cells[i], clip));
  }
  if (!request.end_column.empty()) RETURN_IF_ERROR(EndToDuration(clip));
  if (clip->id() == id) clip->set_id(absl::StrCat(id, StretchOf(request, clip->audio())));
  return absl::OkStatus();
}

}  // namespace auricle
