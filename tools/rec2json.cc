// SPDX-License-Identifier: Apache-2.0
// Any stream of records as JSON lines.
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gflags/gflags.h"
#include "lib/base/status_macros.h"
#include "lib/records/files/output_file.h"
#include "lib/records/json.h"
#include "lib/records/reader.h"
#include "lib/tool/tool.h"

DEFINE_int64(
    head, -1,
    "Only the first N records (and the headers before them; 0: the first header); the rest is "
    "not looked at.");
DEFINE_bool(count, false, "Only the number of records (clips, tensors or results) of all inputs.");
DEFINE_bool(check, false,
            "Print nothing but read all and verify every checksum, count and digest; exit 1 if "
            "anything is damaged or missing.");
DEFINE_bool(tensors, false, "All numbers of every tensor, row-major, instead of a summary.");
DEFINE_bool(salvage, false, "Take what is left of a damaged input instead of stopping.");
DEFINE_string(output, "-", "Where the lines go: a file, which appears only when whole, or -.");

namespace auricle {
namespace {

const Tool kTool = {
    "rec2json",
    "shows any stream of records (clips, a model, results) as JSON lines",
    "    rec2json [--head=N | --count | --check] [--tensors] [STREAM...]\n"
    "    wav2mel a.wav | rec2json | head\n"
    "    rec2json x.tfr | jq -r 'select(.clip) | [.clip.id, .clip.labels.digit.name] | @tsv'\n",
    "One line a record: {\"header\": …}, {\"clip\": …}, {\"tensor\": …}, {\"result\": …} or\n"
    "{\"end\": …}, with the fields of protos/*.proto. What is empty, off or unknown (0, false) is\n"
    "left out; figures that are 0 are not. Tensors are shown as dtype, shape, min, max and mean.\n"
    "NaN and the infinities are strings; fingerprints and digests are hexadecimal strings.",
    {}};

// Prints lines, counts records, and knows when enough have been shown.
class Show {
 public:
  static absl::StatusOr<std::unique_ptr<Show>> Create() {
    ASSIGN_OR_RETURN(std::unique_ptr<OutputFile> out, OutputFile::Create(FLAGS_output));
    return std::unique_ptr<Show>(new Show(std::move(out)));
  }

  absl::Status Line(const Record& record) {
    if (FLAGS_check || FLAGS_count) return absl::OkStatus();
    return Line(RecordToJson(record, options_));
  }
  absl::Status Line(const std::string& text) {
    RETURN_IF_ERROR(out_->Append(absl::StrCat(text, "\n")));
    return out_->Flush();  // Who watches a slow pipe sees each record as it comes.
  }
  void Count() { ++records_; }
  bool done() const { return FLAGS_head >= 0 && records_ >= FLAGS_head; }
  int64_t records() const { return records_; }
  absl::Status Commit() { return out_->Commit(); }

 private:
  explicit Show(std::unique_ptr<OutputFile> out) : out_(std::move(out)) {
    options_.tensors = FLAGS_tensors;
    options_.ascii = out_->is_terminal();
  }

  std::unique_ptr<OutputFile> out_;
  JsonOptions options_;
  int64_t records_ = 0;
};

absl::Status ShowSection(RecordReader* reader, Show* show) {
  Record record;
  *record.mutable_header() = reader->header();
  RETURN_IF_ERROR(show->Line(record));
  while (!show->done()) {
    ASSIGN_OR_RETURN(const bool more, reader->Next(&record));
    if (!more) {
      *record.mutable_end() = reader->end();
      return show->Line(record);
    }
    show->Count();
    RETURN_IF_ERROR(show->Line(record));
  }
  return absl::OkStatus();
}

absl::Status ShowStream(const std::string& path, Show* show) {
  ReadOptions options;
  options.salvage = FLAGS_salvage;
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordReader> reader, RecordReader::Open(path, options));
  do {  // Of --head=0 a header.
    ASSIGN_OR_RETURN(const bool more, reader->NextSection());
    if (!more) break;
    RETURN_IF_ERROR(ShowSection(reader.get(), show));
  } while (!show->done());
  if (!reader->salvage_note().empty()) Say(reader->salvage_note());
  return absl::OkStatus();
}

absl::Status Run(const std::vector<std::string>& inputs) {
  if ((FLAGS_head >= 0) + FLAGS_count + FLAGS_check > 1) {
    return ToolMisuse("--head, --count and --check exclude one another");
  }
  if (FLAGS_check && FLAGS_salvage) {
    return ToolMisuse("--check looks for damage and --salvage overlooks it; give one");
  }
  ASSIGN_OR_RETURN(const std::unique_ptr<Show> show, Show::Create());
  for (const std::string& input : inputs) {
    RETURN_IF_ERROR(ShowStream(input, show.get()));
    if (show->done()) break;
  }
  if (FLAGS_count) RETURN_IF_ERROR(show->Line(absl::StrCat(show->records())));
  return show->Commit();
}

}  // namespace
}  // namespace auricle

int main(int argc, char** argv) {
  return auricle::ToolMain(argc, argv, auricle::kTool, &auricle::Run);
}
