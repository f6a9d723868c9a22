// SPDX-License-Identifier: Apache-2.0
// Predictions as text: CSV for spreadsheets, JSON lines for programs.
#ifndef AURICLE_LIB_INFER_PREDICTION_TEXT_H_
#define AURICLE_LIB_INFER_PREDICTION_TEXT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "protos/clip.pb.h"

namespace auricle {

// Who reads a table: a program, to which every name comes as it is, or a spreadsheet, which would
// run a name that begins with = + - @, a tab or a carriage return: it gets an apostrophe before it.
enum class CsvReader { kProgram, kSpreadsheet };

// One CSV cell, quoted where it must be.
std::string CsvCell(absl::string_view text, CsvReader reader = CsvReader::kProgram);

// Adds to `columns` those of `classes` that it lacks, in their order. The columns of a table of
// several heads are the classes of all of them, one after the other.
void AddClasses(const std::vector<std::string>& classes, std::vector<std::string>* columns);

// Several truths and decisions (tags) stand in one cell with ";" between.
// "id,prediction,truth,decision,confidence" and "probability_CLASS" of each of `columns` (class
// names, each once), with line end.
std::string CsvHeader(const std::vector<std::string>& columns,
                      CsvReader reader = CsvReader::kProgram);

// One line for each prediction of `clip` from the `first` on: its probabilities, which sum to 1, in
// the columns of its classes by name, nothing in those of other heads. `truth` is empty where the
// clip's label of the task is not one name. Errors: kInvalidArgument if a prediction has a class
// that is none of `columns`, for a table has one set of columns; kDataLoss for scores that do not
// fit the classes.
absl::StatusOr<std::string> CsvRows(const Clip& clip, int first,
                                    const std::vector<std::string>& columns,
                                    CsvReader reader = CsvReader::kProgram);

// {"id":…, "predictions":[{"name":…, "task":…, "decision":…, "probabilities":{class: p, …}}, …]}
// with line end; "truth" where it is one name. Text that is not UTF-8 is replaced.
absl::StatusOr<std::string> JsonLine(const Clip& clip, int first);

}  // namespace auricle

#endif  // AURICLE_LIB_INFER_PREDICTION_TEXT_H_
