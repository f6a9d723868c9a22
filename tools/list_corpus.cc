// SPDX-License-Identifier: Apache-2.0
// list_corpus: a corpus on disk → clips (id, source, path, labels, official plans).
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gflags/gflags.h"
#include "lib/base/status_macros.h"
#include "lib/corpora/corpus.h"
#include "lib/corpora/registry.h"
#include "lib/tool/clip_filter.h"
#include "lib/tool/flags_io.h"
#include "lib/tool/flags_run.h"
#include "lib/tool/tool.h"
#include "tools/list_corpus_help.h"
#include "tools/list_corpus_listings.h"

DEFINE_string(corpus, "", "How PATH is laid out: one of the names above.");
DEFINE_string(root, "",
              "The directory that stored paths are relative to, stored as given here. Default: "
              "PATH, or the table's directory. A relative one holds where the pipe is run.");
DEFINE_string(
    name, "",
    "What the corpus (one PATH) is called; begins every id. Default: the corpus' own name, or the "
    "name of the directory or table.");
DEFINE_string(task, "", "csv, folders: what the label is called. Default: its column; label.");
DEFINE_string(columns, "",
              "csv: names of the columns, for a table without a header. folders: names of the "
              "levels of folders, from the top (speaker,word). An empty name passes one over.");
DEFINE_string(tasks, "",
              "csv, folders: the columns that become tasks, beside the label. Default: all.");
DEFINE_string(file_column, "",
              "csv: the audio files. Default: file, filename, path, audio, wav, or the first.");
DEFINE_string(label_column, "",
              "csv: the label, which no row may lack. Default: label, or the only further column.");
DEFINE_string(id_column, "", "csv: unique ids. Default: the path.");
DEFINE_string(source_column, "",
              "csv, folders: what a clip was cut from; no split parts it. Default: the file.");
DEFINE_string(split_column, "",
              "csv alone, folders: train, valid (dev, val), test (eval): the plan 'official'.");
DEFINE_string(start_column, "", "csv: where the clip starts in its file, in seconds.");
DEFINE_string(end_column, "", "csv: where it ends, in seconds.");
DEFINE_string(channel_column, "", "csv: its channel, from 1; empty or 0: the mean of all.");
DEFINE_string(class_order, "",
              "csv, folders: the label's classes, a,b,c, in the order that losses and "
              "reports take. Default: sorted, by number if all are whole numbers.");
DEFINE_string(by, "",
              "A task, such as speaker: a name of it in two parts of a plan is an error. Default: "
              "csv_parts warns of a speaker, if a column is called that.");
DEFINE_bool(allow_unseen, false, "csv_parts: classes that no row of train.csv has are no error.");
DEFINE_bool(allow_unlabelled, false,
            "csv: an empty label is unknown, not an error. iemocap: so is a WAV without emotion.");
DEFINE_bool(all_microphones, false,
            "goodsounds: every microphone's recording of a take, not only that of the first name.");
DEFINE_uint64(
    at_most, 0,
    "Draws so many clips, by --seed: of each part of the plan official (csv_parts: split) "
    "where the corpus brings one, else of all. What 100 draws is some of what 200 draws. "
    "0: all. The anti-transfer paper's NSynth: 56001.");

namespace auricle {
namespace {

const Tool kTool = {
    "list_corpus",
    "a corpus on disk becomes a stream of clips with paths and labels",
    "    list_corpus --corpus=NAME PATH… > clips.tfr\n"
    "    list_corpus --corpus=fsdd /data/fsdd | split_dataset --by=speaker | wav2mel > fsdd.tfr\n"
    "    list_corpus --corpus=csv_parts --root=/data/wav labels/*/ | wav2mel > corpora.tfr",
    CorporaHelp(),
    {"io:max_bad,output", "run:seed"}};

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
  request.channel_column = FLAGS_channel_column;
  request.class_order = Names(FLAGS_class_order);
  request.allow_unseen = FLAGS_allow_unseen;
  request.allow_unlabelled = FLAGS_allow_unlabelled;
  request.all_microphones = FLAGS_all_microphones;
  request.at_most = FLAGS_at_most;
  request.seed = FLAGS_seed;
  return request;
}

bool IsGiven(const std::string& flag) {
  return !gflags::GetCommandLineFlagInfoOrDie(flag.c_str()).is_default;
}

// The flags that were given, of those that shape the listing.
std::vector<std::string> GivenFlags() {
  std::vector<std::string> shaping = ParserFlags(), given;
  shaping.insert(shaping.end(), {"corpus", "name", "at_most"});
  for (const std::string& flag : shaping) {
    if (IsGiven(flag)) given.push_back(flag);
  }
  if (FLAGS_at_most > 0) given.push_back("seed");
  return given;
}

absl::Status CheckCall(const std::vector<std::string>& inputs) {
  const absl::StatusOr<const CorpusParser*> parser = FindCorpus(FLAGS_corpus);
  if (!parser.ok()) return ToolMisuse(absl::StrCat("--corpus: ", parser.status().message()));
  for (const std::string& flag : ParserFlags()) {
    const absl::Status read = CheckFlag(**parser, flag);
    if (IsGiven(flag) && !read.ok()) return ToolMisuse(read.message());
  }
  for (const std::string& input : inputs) {
    if (input != "-" || FLAGS_corpus == "csv") continue;
    return ToolMisuse("give the PATH of the corpus; only csv reads from stdin");
  }
  if (inputs.size() > 1 && !FLAGS_name.empty()) {
    return ToolMisuse("--name is of one corpus; list several in turn, and cat the streams");
  }
  return absl::OkStatus();
}

absl::Status ListTool(const std::vector<std::string>& inputs) {
  EndAtFirstSignal();
  RETURN_IF_ERROR(CheckCall(inputs));
  ASSIGN_OR_RETURN(BadItems bad, BadItems::FromFlag());
  std::vector<CorpusRequest> requests;
  for (const std::string& input : inputs) requests.push_back(RequestFromFlags(input));
  ASSIGN_OR_RETURN(std::vector<Listing> listings, ListCorpora(FLAGS_corpus, requests, FLAGS_by));
  for (Listing& listing : listings) StampProvenance(GivenFlags(), {}, &listing.header);
  return WriteListings(listings, &bad);
}

}  // namespace
}  // namespace auricle

int main(int argc, char** argv) {
  return auricle::ToolMain(argc, argv, auricle::kTool, &auricle::ListTool);
}
