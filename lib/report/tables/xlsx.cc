// SPDX-License-Identifier: Apache-2.0
#include "lib/report/tables/xlsx.h"

#include <sys/mman.h>
#include <xlsxwriter.h>

#include <cerrno>
#include <set>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/records/files/fd.h"
#include "lib/report/tables/xlsx_book.h"
#include "lib/report/tables/xlsx_check.h"
#include "lib/report/tables/xlsx_text.h"

namespace auricle {
namespace {

void FillBook(const std::vector<Grid>& grids, Book* book) {
  std::set<std::string> taken = {kParameterSheet, "notes", "history"};
  int parameter_row = 1;
  for (const Grid& grid : grids) {
    const std::string name = SheetName(grids.size() == 1 ? "results" : grid.title, &taken);
    book->AddGrid(grid, name, parameter_row);
    parameter_row += static_cast<int>(grid.runs.size());
  }
  book->AddParameters(grids);
  book->AddNotes(grids);
}

// The workbook goes to memory by a name; what libxlsxwriter writes besides are files of $TMPDIR
// that have no names any more.
absl::StatusOr<std::string> RenderOnce(const std::vector<Grid>& grids) {
  const Fd memory(memfd_create("book.xlsx", MFD_CLOEXEC));
  if (memory.get() < 0) return ErrnoStatus(errno, "no memory for the workbook");
  Book book(absl::StrCat("/proc/self/fd/", memory.get()));
  FillBook(grids, &book);
  const lxw_error error = book.Close();
  if (error != LXW_NO_ERROR) {
    return absl::UnavailableError(absl::StrCat("cannot write the workbook: ", lxw_strerror(error),
                                               "; TMPDIR wants a folder with room"));
  }
  std::string bytes, chunk(1 << 16, '\0');
  while (true) {
    ASSIGN_OR_RETURN(const size_t got, ReadSome(memory.get(), &chunk[0], chunk.size(), "workbook"));
    if (got == 0) return bytes;
    bytes.append(chunk, 0, got);
  }
}

}  // namespace

absl::StatusOr<std::string> RenderXlsx(const std::vector<Grid>& grids) {
  ASSIGN_OR_RETURN(std::string bytes, RenderOnce(grids));
  absl::Status whole = CheckXlsx(bytes);
  // One failed write among many may leave a hole that no element shows, but not twice the same.
  if (whole.ok()) {
    ASSIGN_OR_RETURN(const std::string again, RenderOnce(grids));
    if (again != bytes) whole = absl::DataLossError("written twice, the workbook differs");
  }
  RETURN_IF_ERROR(Annotate(whole,
                           "cannot write the workbook (is there room in TMPDIR, and does no limit "
                           "on file sizes apply?)"));
  return bytes;
}

}  // namespace auricle
