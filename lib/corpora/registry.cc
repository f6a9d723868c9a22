// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/registry.h"

#include <algorithm>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/corpora/alike_labels.h"
#include "lib/corpora/at_most.h"
#include "lib/corpora/layouts/crema_d.h"
#include "lib/corpora/layouts/emodb.h"
#include "lib/corpora/layouts/esc.h"
#include "lib/corpora/layouts/folders.h"
#include "lib/corpora/layouts/fsdd.h"
#include "lib/corpora/layouts/goodsounds.h"
#include "lib/corpora/layouts/iemocap.h"
#include "lib/corpora/layouts/librispeech_words.h"
#include "lib/corpora/layouts/nsynth.h"
#include "lib/corpora/layouts/ravdess.h"
#include "lib/corpora/layouts/urbansound8k.h"
#include "lib/corpora/tables/csv.h"
#include "lib/corpora/tables/csv_parts.h"

namespace auricle {
namespace {

// clang-format off: it tears texts apart.

// The flags that tables and folders of the user's own read.
constexpr char kOfTable[] =
    "allow_unlabelled,channel_column,class_order,columns,end_column,file_column,id_column,"
    "label_column,merge_alike,source_column,split_column,start_column,tag_separators,tags,task,"
    "tasks";
constexpr char kOfTables[] =
    "allow_unlabelled,allow_unseen,channel_column,class_order,columns,end_column,file_column,"
    "id_column,label_column,merge_alike,source_column,split_column,start_column,tag_separators,"
    "tags,task,tasks";
constexpr char kOfFolders[] =
    "class_order,columns,label_column,label_pattern,merge_alike,source_column,split_column,task,"
    "tasks";

constexpr CorpusParser kParsers[] = {
    {"crema_d",
     "CREMA-D: the directory of AudioWAV/ and VideoDemographics.csv. Tasks emotion (6), level, "
     "sentence, speaker, gender, age, race, ethnicity",
     "", &ListCremaD},
    {"csv",
     "a table (CSV or TSV) with a header: a column of files, every further column a task; paths "
     "are relative to the table's directory, or to --root",
     kOfTable, &ListCsv},
    {"csv_parts",
     "the directory of train.csv, devel.csv (or val.csv, …) and test.csv, with columns as in csv, "
     "a label among them; the last two may be missing. Plan split, which every tool takes by "
     "default; paths are relative to the directory, or to --root",
     kOfTables, &ListCsvParts},
    {"emodb",
     "EmoDB (Berlin): the directory of wav/. Tasks emotion (7), speaker, gender, age, text, "
     "version",
     "", &ListEmodb},
    {"esc",
     "ESC-10 or ESC-50: the directory, or its meta.tsv or esc50.csv. Tasks category and fold; the "
     "source is the Freesound clip; plans official.1 … official.5, each with that fold as the test",
     "", &ListEsc},
    {"folders",
     "a directory of class folders, CLASS/**/*.wav: task label; --columns=speaker,label names "
     "deeper levels, --label_pattern takes labels from the files' names",
     kOfFolders, &ListFolders},
    {"fsdd",
     "the Free Spoken Digit Dataset: the directory, or its recordings/. Tasks digit and speaker; "
     "plan official (recordings 0-4 test)",
     "", &ListFsdd},
    {"goodsounds",
     "Good-Sounds: the directory of database.sqlite and sound_files/. Tasks quality (5), "
     "instrument (12), klass, pack, microphone; one recording a take, unless --all_microphones",
     "all_microphones", &ListGoodsounds},
    {"iemocap",
     "IEMOCAP: the directory of Session1 … Session5. Tasks emotion (all codes), emotion4 (neu ang "
     "hap sad), emotion4_merged (exc counts as hap), emotion6, votes and self_report (how many "
     "annotators or actors said what), session, speaker, gender, dialogue, scenario",
     "allow_unlabelled", &ListIemocap},
    {"librispeech_words",
     "LibriSpeech with SpeechVGG's word labels: the directory of split/SUBSET/SPEAKER/CHAPTER/ and "
     "word_labels/. Tasks word (1000), speaker, chapter, subset; the source is the utterance; plan "
     "official",
     "", &ListLibrispeechWords},
    {"nsynth",
     "NSynth: the directory of nsynth-train, nsynth-valid, nsynth-test, each with examples.json "
     "and audio/. Tasks instrument_family (11), instrument_source, instrument, pitch, velocity, "
     "qualities (tags); plan official",
     "", &ListNsynth},
    {"ravdess",
     "RAVDESS: the directory of Actor_01 … Actor_24, or one above. Tasks emotion (8), intensity, "
     "statement, repetition, speaker, gender, vocal_channel (speech, song), modality",
     "", &ListRavdess},
    {"urbansound8k",
     "UrbanSound8K: the directory of metadata/ and audio/. Tasks class (10), fold, salience; the "
     "source is the Freesound clip; plans official.1 … official.10, each with that fold as the "
     "test",
     "", &ListUrbansound8k},
};
// clang-format on

std::vector<absl::string_view> FlagsOf(const CorpusParser& parser) {
  return absl::StrSplit(parser.flags, ',', absl::SkipEmpty());
}

}  // namespace

absl::Span<const CorpusParser> CorpusParsers() { return kParsers; }

absl::StatusOr<const CorpusParser*> FindCorpus(absl::string_view name) {
  std::vector<std::string> names;
  for (const CorpusParser& parser : kParsers) {
    if (name == parser.name) return &parser;
    names.push_back(parser.name);
  }
  return absl::InvalidArgumentError(
      absl::StrCat(name.empty() ? "how PATH is laid out is not said"
                                : absl::StrCat("no corpus is called '", name, "'"),
                   InsteadOf(name, names)));
}

std::vector<std::string> ParserFlags() {
  std::set<std::string> flags;
  for (const CorpusParser& parser : kParsers) {
    for (const absl::string_view flag : FlagsOf(parser)) flags.insert(std::string(flag));
  }
  return {flags.begin(), flags.end()};
}

absl::Status CheckFlag(const CorpusParser& parser, absl::string_view flag) {
  const auto reads = [flag](const CorpusParser& of) {
    const std::vector<absl::string_view> flags = FlagsOf(of);
    return std::find(flags.begin(), flags.end(), flag) != flags.end();
  };
  if (reads(parser)) return absl::OkStatus();
  std::vector<std::string> readers;
  for (const CorpusParser& other : kParsers) {
    if (reads(other)) readers.push_back(other.name);
  }
  return absl::InvalidArgumentError(absl::StrCat("--", flag,
                                                 " says nothing to --corpus=", parser.name,
                                                 "; it is for ", absl::StrJoin(readers, ", ")));
}

absl::StatusOr<Listing> ListCorpus(absl::string_view corpus, const CorpusRequest& request) {
  ASSIGN_OR_RETURN(const CorpusParser* parser, FindCorpus(corpus));
  const std::string context = absl::StrCat(parser->name, " '", request.path, "'");
  absl::StatusOr<Listing> listing = parser->parse(request);
  if (!listing.ok()) return Annotate(listing.status(), context);
  TreatAlikeLabels(request, &*listing);
  if (!request.class_order.empty()) {
    RETURN_IF_ERROR(Annotate(PrescribeClasses(request.class_order, &*listing), context));
  }
  RETURN_IF_ERROR(Annotate(FinishListing(&*listing), context));
  if (request.at_most > 0) KeepAtMost(request.at_most, request.seed, &*listing);
  return listing;
}

}  // namespace auricle
