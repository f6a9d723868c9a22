// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/tables/database.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/corpora/walk/tree_testing.h"

namespace auricle {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class DatabaseTest : public testing::Test {
 protected:
  // A name that SQLite's URI would take for options, an escape and a fragment.
  DatabaseTest() : path_(FreshDirectory() + "/a?mode=rwc&b%20#c.sqlite") {}
  void Sql(const std::string& statements) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, statements.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(database);
    sqlite3_close(database);
  }
  // "cell|cell" of each row; - is NULL.
  std::vector<std::string> Rows(const std::string& table, const std::vector<std::string>& columns) {
    const auto database = Database::Open(path_);
    if (!database.ok()) return {std::string(database.status().message())};
    const auto rows = (*database)->Rows(table, columns);
    if (!rows.ok()) return {std::string(rows.status().message())};
    std::vector<std::string> lines;
    for (const Database::Row& row : *rows) {
      std::string line;
      for (const auto& cell : row)
        absl::StrAppend(&line, line.empty() ? "" : "|", cell.value_or("-"));
      lines.push_back(line);
    }
    return lines;
  }
  std::string path_;
};

TEST_F(DatabaseTest, RowsStandInTheOrderOfTheirBytesNotOfTheFile) {
  Sql("CREATE TABLE t (n INTEGER, x TEXT, y BLOB);"
      "INSERT INTO t VALUES (9, 'b', NULL), (10, 'a', ''), (10, 'a', x'6100ff')");
  EXPECT_THAT(Rows("t", {"n", "x", "y"}),
              ElementsAre("10|a|", std::string("10|a|a\0\xff", 8), "9|b|-"));
  EXPECT_THAT(Rows("T", {"X"}), ElementsAre("a", "a", "b"));
}

TEST_F(DatabaseTest, NamesAreNamesWhateverTheyHold) {
  Sql("CREATE TABLE \"t'; DROP TABLE t\" (\"a\"\"b\" TEXT); CREATE TABLE t (c);"
      "INSERT INTO \"t'; DROP TABLE t\" VALUES ('1')");
  EXPECT_THAT(Rows("t'; DROP TABLE t", {"a\"b"}), ElementsAre("1"));
  EXPECT_THAT(Rows("t\"", {"c"}),
              ElementsAre(HasSubstr("it has no table 't\"'; there are: t, t'")));
  EXPECT_THAT(Rows("t", {"c\" FROM t; --"}), ElementsAre(HasSubstr("there are: c")));
}

TEST_F(DatabaseTest, AViewWhichMayBeAQueryWithoutEndIsNoTable) {
  Sql("CREATE TABLE t (x); CREATE VIEW sounds AS WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL "
      "SELECT x + 1 FROM n) SELECT x FROM n LIMIT 3");
  EXPECT_THAT(Rows("sounds", {"x"}),
              ElementsAre(HasSubstr("it has no table 'sounds'; there are: t")));
}

TEST_F(DatabaseTest, NothingIsMadeWhereThereIsNone) {
  EXPECT_EQ(Database::Open(path_).status().code(), absl::StatusCode::kNotFound);
  struct stat info;
  EXPECT_NE(stat(path_.c_str(), &info), 0);
}

TEST_F(DatabaseTest, EveryCutOfTheFileIsAnErrorOrHasAllRows) {
  Sql("CREATE TABLE t (x TEXT); INSERT INTO t SELECT hex(zeroblob(400)) FROM "
      "(VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12))");
  std::ifstream file(path_, std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  for (size_t size = 1; size < whole.size(); size += 97) {
    std::ofstream(path_, std::ios::binary) << whole.substr(0, size);
    const std::vector<std::string> rows = Rows("t", {"x"});
    if (rows.size() == 12) continue;
    EXPECT_THAT(rows, ElementsAre(testing::AnyOf(HasSubstr("SQLite cannot read it"),
                                                 HasSubstr("it has no table"))))
        << size;
  }
}

}  // namespace
}  // namespace auricle
