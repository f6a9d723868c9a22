// SPDX-License-Identifier: Apache-2.0
// Grids as a workbook.
#ifndef AURICLE_LIB_REPORT_TABLES_XLSX_H_
#define AURICLE_LIB_REPORT_TABLES_XLSX_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/report/tables/run_grid.h"

namespace auricle {

// The bytes of an .xlsx file, the same for the same grids. A sheet for each grid: a title, groups
// of columns, their names, and a row for each run. The columns are those of the published
// spreadsheet (ID, a link to the parameters, two comments; loss, accuracy, F1, precision and
// recall, each the mean on train, val and test and then the standard deviations), and further ones.
// The best mean of a column is green and bold, the least deviation blue, unless all are alike.
// Sheet "parameters" has a row for each run with all of its parameters, which the links lead to.
// Numbers are numbers; text is never a formula. Errors: kUnavailable or kDataLoss where temporary
// files could not be written: what is handed back was read over and is whole.
absl::StatusOr<std::string> RenderXlsx(const std::vector<Grid>& grids);

}  // namespace auricle

#endif  // AURICLE_LIB_REPORT_TABLES_XLSX_H_
