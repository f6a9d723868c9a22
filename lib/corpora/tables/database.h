// SPDX-License-Identifier: Apache-2.0
// Reading an SQLite file that came from elsewhere: nothing in it is trusted, nothing beside it is
// written (no journal, no lock), so that a read-only medium will do.
#ifndef AURICLE_LIB_CORPORA_TABLES_DATABASE_H_
#define AURICLE_LIB_CORPORA_TABLES_DATABASE_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"

struct sqlite3;

namespace auricle {

class Database {
 public:
  using Row = std::vector<absl::optional<std::string>>;  // Bytes of each cell; nullopt: NULL.

  // Errors: kNotFound; kInvalidArgument for a file that is no database.
  static absl::StatusOr<std::unique_ptr<Database>> Open(const std::string& path);

  // Hands on `columns` of every row of `table`, in the order of their bytes: not that of the file.
  // Errors: kInvalidArgument for a table or column that is not there (naming those that are) or a
  // damaged file; kCancelled.
  absl::StatusOr<std::vector<Row>> Rows(const std::string& table,
                                        const std::vector<std::string>& columns) const;

 private:
  explicit Database(sqlite3* database);
  absl::StatusOr<std::vector<Row>> Select(const std::string& sql) const;

  const std::shared_ptr<sqlite3> database_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_TABLES_DATABASE_H_
