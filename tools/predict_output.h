// SPDX-License-Identifier: Apache-2.0
// Where predict's items go: a stream of records, a CSV table, or JSON lines.
#ifndef AURICLE_TOOLS_PREDICT_OUTPUT_H_
#define AURICLE_TOOLS_PREDICT_OUTPUT_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/infer/prediction_text.h"
#include "lib/records/files/output_file.h"
#include "lib/records/writer.h"
#include "protos/record.pb.h"

namespace auricle {

class PredictOutput {
 public:
  // `format`: auto, records, csv, spreadsheet or jsonl; `classes` are those a table has
  // columns for, besides those of predictions that the first item came with. Errors: ToolMisuse;
  // those of opening `path`.
  static absl::StatusOr<std::unique_ptr<PredictOutput>> Create(
      const std::string& path, const std::string& format, const std::vector<std::string>& classes);
  absl::Status BeginSection(const Header& header);
  absl::Status Write(const Clip& clip);
  absl::Status EndSection();
  absl::Status Commit();
  // Null unless records are written.
  RecordWriter* writer() { return writer_.get(); }

 private:
  // Lines; names in them could else move a terminal's cursor.
  absl::Status Put(const std::string& lines);

  std::unique_ptr<RecordWriter> writer_;
  std::unique_ptr<OutputFile> text_;
  bool csv_ = false;
  CsvReader reader_ = CsvReader::kProgram;
  bool begun_ = false;  // The table's first line is written.
  std::vector<std::string> columns_;
};

}  // namespace auricle

#endif  // AURICLE_TOOLS_PREDICT_OUTPUT_H_
