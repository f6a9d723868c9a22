// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/tables/database.h"

#include <sqlite3.h>

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "lib/base/status_macros.h"
#include "lib/base/stop.h"
#include "lib/base/text.h"

namespace auricle {
namespace {

// SQLite takes options from a URI, whose path must not hold these as they are.
std::string ReadOnlyUri(const std::string& path) {
  return absl::StrCat(
      "file:", absl::StrReplaceAll(path, {{"%", "%25"}, {"?", "%3f"}, {"#", "%23"}}),
      "?mode=ro&immutable=1");
}

std::string Quoted(const std::string& name) {
  return absl::StrCat("\"", absl::StrReplaceAll(name, {{"\"", "\"\""}}), "\"");
}

std::string Joined(const std::vector<std::string>& names) {
  return EscapeForTerminal(absl::StrJoin(names, ", "));
}

bool Holds(const std::vector<std::string>& names, const std::string& name) {
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& n) { return absl::EqualsIgnoreCase(n, name); });
}

std::vector<std::string> FirstColumn(const std::vector<Database::Row>& rows) {
  std::vector<std::string> names;
  for (const Database::Row& row : rows) names.push_back(row[0].value_or(""));
  return names;
}

absl::Status Failed(sqlite3* database) {
  return absl::InvalidArgumentError(absl::StrCat(
      "SQLite cannot read it: ", database == nullptr ? "no memory" : sqlite3_errmsg(database),
      "; download it again"));
}

}  // namespace

Database::Database(sqlite3* database) : database_(database, &sqlite3_close_v2) {}

absl::StatusOr<std::unique_ptr<Database>> Database::Open(const std::string& path) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(ReadOnlyUri(path).c_str(), &opened,
                                   SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nullptr);
  std::unique_ptr<Database> database(new Database(opened));
  if (code == SQLITE_CANTOPEN) {
    return absl::NotFoundError(absl::StrCat("cannot open '", path, "'"));
  }
  if (code != SQLITE_OK) return Failed(opened);
  // Views and triggers of the file may call nothing that reaches outside it.
  sqlite3_db_config(opened, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_progress_handler(
      opened, 10000, [](void*) { return StopSignal() != 0 ? 1 : 0; }, nullptr);
  RETURN_IF_ERROR(database->Select("SELECT name FROM sqlite_master LIMIT 1").status());
  return database;
}

absl::StatusOr<std::vector<Database::Row>> Database::Select(const std::string& sql) const {
  sqlite3* const db = database_.get();
  sqlite3_stmt* prepared = nullptr;
  if (sqlite3_prepare_v2(db, sql.c_str(), -1, &prepared, nullptr) != SQLITE_OK) return Failed(db);
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(prepared,
                                                                        &sqlite3_finalize);
  std::vector<Row> rows;
  while (true) {
    const int code = sqlite3_step(prepared);
    if (code == SQLITE_DONE) return rows;
    if (StopSignal() != 0) return absl::CancelledError("stopped while reading the database");
    if (code != SQLITE_ROW) return Failed(db);
    Row row;
    for (int c = 0; c < sqlite3_column_count(prepared); ++c) {
      const auto* const bytes = static_cast<const char*>(sqlite3_column_blob(prepared, c));
      const bool null = sqlite3_column_type(prepared, c) == SQLITE_NULL;
      // A cell of no bytes has no address either.
      row.push_back(null
                        ? absl::nullopt
                        : absl::optional<std::string>(absl::in_place, bytes == nullptr ? "" : bytes,
                                                      sqlite3_column_bytes(prepared, c)));
    }
    rows.push_back(std::move(row));
  }
}

absl::StatusOr<std::vector<Database::Row>> Database::Rows(
    const std::string& table, const std::vector<std::string>& columns) const {
  // No views: one may be a query without end.
  ASSIGN_OR_RETURN(const std::vector<Row> tables,
                   Select("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"));
  if (!Holds(FirstColumn(tables), table)) {
    return absl::InvalidArgumentError(
        absl::StrCat("it has no table '", table, "'; there are: ", Joined(FirstColumn(tables))));
  }
  ASSIGN_OR_RETURN(const std::vector<Row> found,
                   Select(absl::StrCat("SELECT name FROM pragma_table_info('",
                                       absl::StrReplaceAll(table, {{"'", "''"}}), "')")));
  std::vector<std::string> cells;
  for (const std::string& column : columns) {
    if (!Holds(FirstColumn(found), column)) {
      return absl::InvalidArgumentError(absl::StrCat("its table '", table, "' has no column '",
                                                     column,
                                                     "'; there are: ", Joined(FirstColumn(found))));
    }
    cells.push_back(Quoted(column));
  }
  ASSIGN_OR_RETURN(std::vector<Row> rows, Select(absl::StrCat("SELECT ", absl::StrJoin(cells, ", "),
                                                              " FROM ", Quoted(table))));
  std::sort(rows.begin(), rows.end());
  return rows;
}

}  // namespace auricle
