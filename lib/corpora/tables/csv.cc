// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/tables/csv.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/corpora/attributes.h"
#include "lib/corpora/tables/manifest.h"
#include "lib/corpora/tables/table.h"
#include "lib/corpora/walk/file_finder.h"
#include "lib/corpora/walk/tree.h"

namespace auricle {
namespace {

std::string DirectoryOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

absl::StatusOr<Listing> ListCsv(const CorpusRequest& original) {
  CorpusRequest request = original;
  if (request.name.empty()) request.name = request.path == "-" ? "csv" : Stem(request.path);
  Listing listing;
  listing.unit = "rows";
  ASSIGN_OR_RETURN(const Manifest manifest, ReadManifest(request.path, request, &listing.notes));
  const std::string root = RootOf(manifest, DirectoryOf(request.path));
  listing.label_task = LabelTask(manifest.request);
  NameCorpus(request, request.name, root, &listing.header);
  listing.seen = manifest.table.rows.size();
  FileFinder files(root);
  std::set<std::vector<std::string>> before;
  for (const Table::Row& row : manifest.table.rows) {
    if (!before.insert(row.cells).second) {
      ++listing.passed_over["rows given twice alike"];
      continue;
    }
    Clip clip;
    const absl::Status status = RowToClip(manifest, &files, row, &clip);
    if (status.ok()) {
      listing.Add(std::move(clip));
    } else {
      listing.Refuse(absl::StrCat("line ", row.line), status.message());
    }
  }
  for (std::string& note : files.Notes()) listing.notes.push_back(std::move(note));
  return listing;
}

}  // namespace auricle
