// SPDX-License-Identifier: Apache-2.0
// list_corpus: a corpus on disk → clips (id, source, path, labels, official plans).
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gflags/gflags.h"
#include "lib/base/status_macros.h"
#include "lib/corpora/corpus.h"
#include "lib/corpora/registry.h"
#include "lib/tool/clip_filter.h"
#include "lib/tool/flags_io.h"
#include "lib/tool/flags_run.h"
#include "lib/tool/tool.h"
#include "tools/flags_layout.h"
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
DEFINE_string(by, "",
              "A task, such as speaker: a name of it in two parts of a plan is an error. Default: "
              "csv_parts warns of a speaker, if a column is called that.");
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
    "    list_corpus --label_pattern='{label}_{speaker}_{take}.wav' DIR | wav2mel > dir.tfr\n"
    "    list_corpus --corpus=csv_parts --root=/data/wav labels/*/ | wav2mel > corpora.tfr",
    CorporaHelp(),
    {"layout", "io:max_bad,output", "run:seed"},
    Header::CLIPS};

CorpusRequest RequestFromFlags(const std::string& path) {
  CorpusRequest request = LayoutFromFlags();
  request.path = path;
  request.root = FLAGS_root;
  request.name = FLAGS_name;
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
  if (FLAGS_corpus.empty() && !FLAGS_label_pattern.empty()) FLAGS_corpus = "folders";
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
