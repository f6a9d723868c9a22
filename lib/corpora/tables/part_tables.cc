// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/tables/part_tables.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "lib/base/status_macros.h"
#include "lib/corpora/walk/tree.h"
#include "lib/records/part_name.h"

namespace auricle {
namespace {

bool IsTableName(absl::string_view name) {
  return absl::EndsWithIgnoreCase(name, ".csv") || absl::EndsWithIgnoreCase(name, ".tsv");
}

// The part whose table is called `name`, or UNASSIGNED.
Part PartOfTable(const std::string& name) {
  if (!IsTableName(name)) return UNASSIGNED;
  const absl::StatusOr<Part> part = PartFromName(Stem(name));
  return part.ok() ? *part : UNASSIGNED;
}

// Where a folder of corpora was given instead of one: what to do.
std::string CorporaBelow(const std::string& directory) {
  std::vector<std::string> below;
  const auto names = NamesIn(directory);
  for (const std::string& name : names.ok() ? *names : std::vector<std::string>()) {
    Listing ignored;
    const std::string path = JoinPath(directory, name);
    if (!IsDirectory(path)) continue;
    const auto tables = FindTables(path, &ignored);
    if (tables.ok() && tables->count(TRAIN) > 0) below.push_back(name);
  }
  if (below.empty()) return "";
  return absl::StrCat("; ", below.size(), " folders in it have one ('", below[0],
                      below.size() > 1 ? "', …" : "'", "): give those, as DIR/*/");
}

}  // namespace

absl::StatusOr<PartTables> FindTables(const std::string& directory, Listing* listing) {
  ASSIGN_OR_RETURN(const std::vector<std::string> names, NamesIn(directory));
  PartTables tables;
  for (const std::string& name : names) {
    if (!IsTableName(name) || !IsFile(JoinPath(directory, name))) continue;
    const Part part = PartOfTable(name);
    if (part == UNASSIGNED) {
      ++listing->passed_over["tables that no part is called after"];
      continue;
    }
    const auto [table, fresh] = tables.emplace(part, name);
    if (fresh) continue;
    return absl::InvalidArgumentError(absl::StrCat("'", table->second, "' and '", name,
                                                   "' are both the ", PartName(part),
                                                   " part; take one of them away"));
  }
  return tables;
}

absl::Status CheckTables(const PartTables& tables, const std::string& directory) {
  if (tables.count(TRAIN) > 0) return absl::OkStatus();
  if (tables.empty()) {
    return absl::NotFoundError(absl::StrCat("there is no train.csv", CorporaBelow(directory)));
  }
  const std::string& other = tables.begin()->second;
  return absl::NotFoundError(absl::StrCat("there is no train.csv beside '", other,
                                          "'; to list that alone: --corpus=csv ",
                                          JoinPath(directory, other)));
}

}  // namespace auricle
