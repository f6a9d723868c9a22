// SPDX-License-Identifier: Apache-2.0
// list_corpus: a corpus on disk → clips (id, source, path, labels, official plans).
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "gflags/gflags.h"
#include "lib/base/status_macros.h"
#include "lib/corpora/corpus.h"
#include "lib/corpora/registry.h"
#include "lib/corpora/summary.h"
#include "lib/records/writer.h"
#include "lib/tool/clip_filter.h"
#include "lib/tool/flags_io.h"
#include "lib/tool/tool.h"

DEFINE_string(corpus, "", "How PATH is laid out: one of the names above.");
DEFINE_string(root, "",
              "The directory that stored paths are relative to, stored as given here. Default: "
              "PATH, or the table's directory. A relative one holds where the pipe is run.");
DEFINE_string(name, "",
              "What the corpus is called; begins every id. Default: the corpus' own name, or the "
              "name of the directory or table.");
DEFINE_string(task, "", "csv, folders: what the label is called. Default: its column; label.");
DEFINE_string(columns, "",
              "csv: names of the columns, for a table without a header. folders: names of the "
              "levels of folders, from the top (speaker,word). An empty name passes one over.");
DEFINE_string(tasks, "", "csv: the columns that become tasks, beside the label. Default: all.");
DEFINE_string(file_column, "",
              "csv: the audio files. Default: file, filename, path, audio or wav; "
              "else the first column.");
DEFINE_string(label_column, "",
              "csv: the label, which no row may lack. Default: label, or the only "
              "column beside the file.");
DEFINE_string(id_column, "", "csv: unique ids. Default: the path.");
DEFINE_string(source_column, "",
              "csv, folders: what a clip was cut from; no split parts it. Default: the file.");
DEFINE_string(split_column, "",
              "csv, folders: train, valid (dev, val) or test (eval): becomes the plan 'official'.");
DEFINE_string(start_column, "", "csv: where the clip starts in its file, in seconds.");
DEFINE_string(end_column, "", "csv: where it ends, in seconds.");
DEFINE_bool(allow_unlabelled, false,
            "csv: an empty label is unknown, not an error. iemocap: so is a WAV without emotion.");
DEFINE_bool(all_microphones, false,
            "goodsounds: every microphone's recording of a take, not only that of the first name.");

namespace auricle {
namespace {

// The registry is the only list there is: --help prints it, in lines of at most 96 columns.
const char* Notes() {
  static const std::string* const kNotes = [] {
    std::string notes = "Corpora (--corpus=NAME):\n";
    for (const CorpusParser& parser : CorpusParsers()) {
      std::string line = absl::StrFormat("    %-17s", parser.name);
      for (const absl::string_view word : absl::StrSplit(parser.layout, ' ')) {
        if (line.size() + 1 + word.size() > 96) {
          absl::StrAppend(&notes, line, "\n");
          line = std::string(21, ' ');
        }
        absl::StrAppend(&line, " ", word);
      }
      absl::StrAppend(&notes, line, "\n");
    }
    absl::StrAppend(
        &notes,
        "Reads names and metadata, never audio. Says what it saw, used and refused; a refused\n"
        "clip is an error unless --max_bad allows it. The order of clips follows from names\n"
        "alone. An empty cell of a further column is unknown.");
    return new std::string(notes);
  }();
  return kNotes->c_str();
}

const Tool kTool = {
    "list_corpus",
    "a corpus on disk becomes a stream of clips with paths and labels",
    "    list_corpus --corpus=NAME PATH > clips.tfr\n"
    "    list_corpus --corpus=fsdd /data/fsdd | split_dataset --by=speaker | wav2mel > fsdd.tfr",
    Notes(),
    {"io:max_bad,output"}};

std::vector<std::string> Names(const std::string& flag) {
  return flag.empty() ? std::vector<std::string>() : absl::StrSplit(flag, ',');
}

CorpusRequest RequestFromFlags(const std::string& path) {
  CorpusRequest request;
  request.path = path;
  request.root = FLAGS_root;
  request.name = FLAGS_name;
  request.task = FLAGS_task;
  request.columns = Names(FLAGS_columns);
  request.tasks = Names(FLAGS_tasks);
  request.file_column = FLAGS_file_column;
  request.label_column = FLAGS_label_column;
  request.id_column = FLAGS_id_column;
  request.source_column = FLAGS_source_column;
  request.split_column = FLAGS_split_column;
  request.start_column = FLAGS_start_column;
  request.end_column = FLAGS_end_column;
  request.allow_unlabelled = FLAGS_allow_unlabelled;
  request.all_microphones = FLAGS_all_microphones;
  return request;
}

// The flags that were given, of those that shape the listing.
std::vector<std::string> GivenFlags() {
  std::vector<std::string> given;
  for (const char* name : {"corpus", "name", "columns", "task", "tasks", "file_column",
                           "label_column", "id_column", "source_column", "split_column",
                           "start_column", "end_column", "allow_unlabelled", "all_microphones"}) {
    if (!gflags::GetCommandLineFlagInfoOrDie(name).is_default) given.push_back(name);
  }
  return given;
}

absl::Status ListTool(const std::vector<std::string>& inputs) {
  if (const auto known = FindCorpus(FLAGS_corpus); !known.ok()) {
    return ToolMisuse(absl::StrCat("--corpus: ", known.status().message()));
  }
  if (inputs.size() != 1) {
    return ToolMisuse("give one PATH; list several corpora in turn, and cat the streams");
  }
  if (inputs[0] == "-" && FLAGS_corpus != "csv") {
    return ToolMisuse("give the PATH of the corpus; only csv reads from stdin");
  }
  ASSIGN_OR_RETURN(BadItems bad, BadItems::FromFlag());
  ASSIGN_OR_RETURN(Listing listing, ListCorpus(FLAGS_corpus, RequestFromFlags(inputs[0])));
  for (const std::string& line : DescribeListing(listing)) Say(line);
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordWriter> writer, RecordWriter::Create(FLAGS_output));
  StampProvenance(GivenFlags(), {}, &listing.header);
  RETURN_IF_ERROR(writer->BeginSection(listing.header));
  for (const Dropped& refused : listing.refused) {
    RETURN_IF_ERROR(bad.Allow(absl::InvalidArgumentError(refused.reason()), refused.id(),
                              refused.id(), writer.get()));
  }
  RETURN_IF_ERROR(bad.Finish(listing.clips.size() + listing.refused.size()));
  for (const Clip& clip : listing.clips) RETURN_IF_ERROR(writer->Write(clip));
  return writer->Commit();
}

}  // namespace
}  // namespace auricle

int main(int argc, char** argv) {
  return auricle::ToolMain(argc, argv, auricle::kTool, &auricle::ListTool);
}
