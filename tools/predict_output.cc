// SPDX-License-Identifier: Apache-2.0
#include "tools/predict_output.h"

#include <unistd.h>

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/tool/tool.h"

namespace auricle {

absl::StatusOr<std::unique_ptr<PredictOutput>> PredictOutput::Create(
    const std::string& path, const std::string& format, const std::vector<std::string>& classes) {
  auto output = std::make_unique<PredictOutput>();
  output->columns_ = classes;
  const bool spreadsheet = format == "spreadsheet";
  if (spreadsheet) output->reader_ = CsvReader::kSpreadsheet;
  const bool terminal = path == "-" && isatty(STDOUT_FILENO) != 0;
  output->csv_ = format == "csv" || spreadsheet || (format == "auto" && terminal);
  if (output->csv_ || format == "jsonl") {
    ASSIGN_OR_RETURN(output->text_, OutputFile::Create(path));
  } else if (format == "records" || format == "auto") {
    ASSIGN_OR_RETURN(output->writer_, RecordWriter::Create(path));
  } else {
    return ToolMisuse(
        absl::StrCat("--format='", format, "', want auto, records, csv, spreadsheet or jsonl"));
  }
  return output;
}

absl::Status PredictOutput::BeginSection(const Header& header) {
  return writer_ != nullptr ? writer_->BeginSection(header) : absl::OkStatus();
}

absl::Status PredictOutput::Write(const Clip& clip) {
  if (writer_ != nullptr) return writer_->Write(clip);
  if (clip.predictions_size() == 0) return absl::OkStatus();  // A later chunk of an item.
  if (!csv_) {
    ASSIGN_OR_RETURN(const std::string line, JsonLine(clip, 0));
    RETURN_IF_ERROR(Put(line));
    return text_->Flush();
  }
  if (!begun_) {
    for (const Prediction& prediction : clip.predictions()) {
      AddClasses({prediction.classes().begin(), prediction.classes().end()}, &columns_);
    }
    RETURN_IF_ERROR(Put(CsvHeader(columns_, reader_)));
    begun_ = true;
  }
  ASSIGN_OR_RETURN(const std::string rows, CsvRows(clip, 0, columns_, reader_));
  RETURN_IF_ERROR(Put(rows));
  return text_->Flush();
}

absl::Status PredictOutput::Put(const std::string& lines) {
  if (!text_->is_terminal()) return text_->Append(lines);
  std::vector<std::string> escaped;
  for (const absl::string_view line : absl::StrSplit(lines, '\n')) {
    escaped.push_back(EscapeForTerminal(line));
  }
  return text_->Append(absl::StrJoin(escaped, "\n"));
}

absl::Status PredictOutput::EndSection() {
  return writer_ != nullptr ? writer_->EndSection() : absl::OkStatus();
}

absl::Status PredictOutput::Commit() {
  if (writer_ != nullptr) return writer_->Commit();
  if (csv_ && !begun_) RETURN_IF_ERROR(Put(CsvHeader(columns_, reader_)));
  return text_->Commit();
}

}  // namespace auricle
