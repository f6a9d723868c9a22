// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/registry.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/corpora/csv.h"
#include "lib/corpora/csv_parts.h"
#include "lib/corpora/esc.h"
#include "lib/corpora/folders.h"
#include "lib/corpora/fsdd.h"
#include "lib/corpora/goodsounds.h"
#include "lib/corpora/iemocap.h"
#include "lib/corpora/librispeech_words.h"
#include "lib/corpora/nsynth.h"

namespace auricle {
namespace {

constexpr CorpusParser kParsers[] = {
    {"csv",
     "a table (CSV or TSV) with a header: a column of files, every further column a task; paths "
     "are relative to the table's directory, or to --root",
     &ListCsv},
    {"csv_parts",
     "the directory of train.csv, devel.csv (or val.csv, …) and test.csv, with columns as in csv, "
     "a "
     "label among them; the last two may be missing. Plan split, which every tool takes by "
     "default; "
     "paths are relative to the directory, or to --root",
     &ListCsvParts},
    {"esc",
     "ESC-10 or ESC-50: the directory, or its meta.tsv or esc50.csv. Tasks category and fold; the "
     "source is the Freesound clip; plans official.1 … official.5, each with that fold as the test",
     &ListEsc},
    {"folders",
     "a directory of class folders, CLASS/**/*.wav: task label; --columns=speaker,label names "
     "deeper levels",
     &ListFolders},
    {"fsdd",
     "the Free Spoken Digit Dataset: the directory, or its recordings/. Tasks digit and speaker; "
     "plan official (recordings 0-4 test)",
     &ListFsdd},
    {"goodsounds",
     "Good-Sounds: the directory of database.sqlite and sound_files/. Tasks quality (5), "
     "instrument (12), klass, pack, microphone; one recording a take, unless --all_microphones",
     &ListGoodsounds},
    {"iemocap",
     "IEMOCAP: the directory of Session1 … Session5. Tasks emotion (all codes), emotion4 (neu ang "
     "hap sad), emotion4_merged (exc counts as hap), emotion6, votes and self_report (how many "
     "annotators or actors said what), session, speaker, gender, dialogue, scenario",
     &ListIemocap},
    {"librispeech_words",
     "LibriSpeech with SpeechVGG's word labels: the directory of split/SUBSET/SPEAKER/CHAPTER/ and "
     "word_labels/. Tasks word (1000), speaker, chapter, subset; the source is the utterance; plan "
     "official",
     &ListLibrispeechWords},
    {"nsynth",
     "NSynth: the directory of nsynth-train, nsynth-valid, nsynth-test, each with examples.json "
     "and audio/. Tasks instrument_family (11), instrument_source, instrument, pitch, velocity, "
     "qualities (tags); plan official",
     &ListNsynth},
};

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

absl::StatusOr<Listing> ListCorpus(absl::string_view corpus, const CorpusRequest& request) {
  ASSIGN_OR_RETURN(const CorpusParser* parser, FindCorpus(corpus));
  const std::string context = absl::StrCat(parser->name, " '", request.path, "'");
  absl::StatusOr<Listing> listing = parser->parse(request);
  if (!listing.ok()) return Annotate(listing.status(), context);
  if (!request.class_order.empty()) {
    RETURN_IF_ERROR(Annotate(PrescribeClasses(request.class_order, &*listing), context));
  }
  RETURN_IF_ERROR(Annotate(FinishListing(&*listing), context));
  return listing;
}

}  // namespace auricle
