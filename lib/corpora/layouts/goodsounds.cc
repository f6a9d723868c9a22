// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/layouts/goodsounds.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "lib/base/status_macros.h"
#include "lib/corpora/tables/database.h"
#include "lib/corpora/walk/tree.h"
#include "lib/corpora/walk/walk.h"

namespace auricle {
namespace {

constexpr const char* kQualities[] = {"good-sound", "bad-dynamics", "bad-pitch", "bad-timbre",
                                      "bad-attack"};
constexpr const char* kInstruments[] = {"flute",       "clarinet", "trumpet",   "violin",
                                        "cello",       "sax_alto", "sax_tenor", "sax_baritone",
                                        "sax_soprano", "oboe",     "piccolo",   "bass"};
constexpr char kAudio[] = "sound_files";

// A row of `sounds`, its pack by name.
struct Take {
  std::string pack, file, klass, instrument;
  bool operator<(const Take& other) const {
    return std::tie(pack, file, klass, instrument) <
           std::tie(other.pack, other.file, other.klass, other.instrument);
  }
  std::string key() const { return absl::StrCat(pack, "/", file); }
};

// A name that stands for one folder or file, and leads nowhere else.
bool IsPlainName(absl::string_view name) {
  return !name.empty() && name != "." && name != ".." && !absl::StrContains(name, '/');
}

bool IsMicrophone(absl::string_view folder) {
  return !absl::StrContains(folder, '_') && !absl::StrContains(folder, '#') &&
         !absl::StrContains(folder, ".csv");
}

absl::StatusOr<std::string> FindTree(const std::string& path) {
  if (!IsDirectory(path)) {
    if (IsFile(path) && Basename(path) == "database.sqlite") {
      return absl::InvalidArgumentError("this is the database; give the directory it lies in");
    }
    return absl::NotFoundError(absl::StrCat("there is no directory '", path, "'"));
  }
  for (const char* below : {"", "good-sounds"}) {
    const std::string tree = JoinPath(path, below);
    if (!IsFile(JoinPath(tree, "database.sqlite"))) continue;
    if (IsDirectory(JoinPath(tree, kAudio))) return tree;
    return absl::NotFoundError(absl::StrCat("'", tree, "' has database.sqlite but no ", kAudio,
                                            "/; unpack the audio beside the database"));
  }
  return absl::NotFoundError(
      "there is no database.sqlite; give the directory of Good-Sounds, with database.sqlite and "
      "sound_files/PACK/MICROPHONE/FILE.wav");
}

// Take → microphones that recorded it, in byte order.
using Recordings = std::map<std::string, std::vector<std::string>>;

absl::StatusOr<Recordings> FindRecordings(const std::string& tree, Listing* listing) {
  Recordings recordings;
  ASSIGN_OR_RETURN(const std::vector<std::string> files,
                   WalkAudio(JoinPath(tree, kAudio), listing));
  for (const std::string& file : files) {
    const std::vector<std::string> parts = absl::StrSplit(file, '/');
    if (parts.size() != 3 || !IsMicrophone(parts[1])) {
      ++listing->passed_over["audio files not in PACK/MICROPHONE/"];
    } else {
      recordings[absl::StrCat(parts[0], "/", parts[2])].push_back(parts[1]);
    }
  }
  return recordings;
}

// Rows that name a take of a pack; `named` gets the keys of all rows, scales included.
absl::StatusOr<std::vector<Take>> ReadTakes(const std::string& path, std::set<std::string>* named,
                                            Listing* listing) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Database> database, Database::Open(path));
  std::map<std::string, std::string> pack_names;
  ASSIGN_OR_RETURN(const std::vector<Database::Row> packs, database->Rows("packs", {"id", "name"}));
  for (const Database::Row& row : packs) pack_names[row[0].value_or("")] = row[1].value_or("");
  ASSIGN_OR_RETURN(
      const std::vector<Database::Row> sounds,
      database->Rows("sounds", {"id", "pack_id", "pack_filename", "klass", "instrument"}));
  listing->seen = sounds.size();
  std::vector<Take> takes;
  for (const Database::Row& row : sounds) {
    const std::string sound = absl::StrCat("sound ", row[0].value_or("without id"));
    Take take;
    take.file = row[2].value_or("");
    take.klass = row[3].value_or("");
    take.instrument = row[4].value_or("");
    if (!row[1].has_value() || take.file.empty()) {
      ++listing->passed_over["rows without pack or file"];
      continue;
    }
    const auto pack = pack_names.find(*row[1]);
    if (pack == pack_names.end()) {
      listing->Refuse(sound, absl::StrCat("its pack_id ", *row[1], " is not in the table packs"));
      continue;
    }
    take.pack = pack->second;
    if (!IsPlainName(take.pack) || !IsPlainName(take.file)) {
      listing->Refuse(sound, absl::StrCat("its pack '", take.pack, "' or file '", take.file,
                                          "' is not the name of one folder or file"));
      continue;
    }
    if (!IsAudioName(take.file)) take.file += ".wav";
    named->insert(take.key());
    if (absl::StrContains(take.klass, "scale")) {
      ++listing->passed_over["scales"];
      continue;
    }
    takes.push_back(std::move(take));
  }
  std::sort(takes.begin(), takes.end());
  return takes;
}

// Why `take` cannot become a clip, or "".
std::string Unfit(const Take& take, const Recordings& recordings) {
  if (std::find(std::begin(kInstruments), std::end(kInstruments), take.instrument) ==
      std::end(kInstruments)) {
    return absl::StrCat("its instrument '", take.instrument, "' is none of ",
                        absl::StrJoin(kInstruments, ", "));
  }
  if (take.klass.empty()) return "its klass is empty";
  if (recordings.count(take.key()) == 0) {
    return absl::StrCat("no microphone below ", kAudio, "/", take.pack, "/ has ", take.file);
  }
  return "";
}

void AddClips(const CorpusRequest& request, const std::string& prefix, const Take& take,
              const std::vector<std::string>& microphones, Listing* listing) {
  for (const std::string& microphone : microphones) {
    if (&microphone != &microphones[0] && !request.all_microphones) {
      ++listing->passed_over["recordings by a further microphone (--all_microphones)"];
      continue;
    }
    const std::string& corpus = listing->header.corpus().name();
    const std::string path = absl::StrCat(take.pack, "/", microphone, "/", take.file);
    Clip clip;
    clip.set_id(absl::StrCat(corpus, "/", path));
    clip.set_source(absl::StrCat(corpus, "/", take.key()));
    clip.mutable_audio()->set_path(absl::StrCat(prefix, kAudio, "/", path));
    const std::string quality = QualityOfKlass(take.klass);
    if (!quality.empty()) SetName("quality", quality, &clip);
    SetName("klass", take.klass, &clip);
    SetName("instrument", take.instrument, &clip);
    SetName("pack", take.pack, &clip);
    SetName("microphone", microphone, &clip);
    listing->Add(std::move(clip));
  }
}

// Rows of one take, which should be one: `first` … `last` of sorted takes.
void AddTake(const CorpusRequest& request, const std::string& prefix, const Recordings& recordings,
             const Take* first, const Take* last, Listing* listing) {
  if (*first < *(last - 1)) {
    listing->Refuse(first->key(),
                    absl::StrCat(last - first, " rows of the database differ on it (", first->klass,
                                 " ", first->instrument, ", ", (last - 1)->klass, " ",
                                 (last - 1)->instrument, "); delete the wrong ones"));
    return;
  }
  if (last - first > 1) listing->passed_over["rows given twice alike"] += last - first - 1;
  const std::string why = Unfit(*first, recordings);
  if (!why.empty()) return listing->Refuse(first->key(), why);
  AddClips(request, prefix, *first, recordings.at(first->key()), listing);
}

void NoteKlassesWithoutQuality(Listing* listing) {
  std::map<std::string, int64_t> without;
  for (const Clip& clip : listing->clips) {
    if (clip.labels().count("quality") == 0) ++without[clip.labels().at("klass").name()];
  }
  if (without.empty()) return;
  const std::string said = absl::StrJoin(without, ", ", [](std::string* out, const auto& klass) {
    absl::StrAppend(out, klass.first, " (", klass.second, ")");
  });
  listing->notes.push_back(absl::StrCat("no quality, by the published rule: ", said));
}

}  // namespace

std::string QualityOfKlass(absl::string_view klass) {
  if (absl::StrContains(klass, "bad-pitch")) return "bad-pitch";
  const size_t bad = klass.find("bad");
  const bool twice =
      bad != absl::string_view::npos && klass.find("bad", bad + 1) != absl::string_view::npos;
  if (twice || absl::StrContains(klass, ' ')) return "";
  std::string quality;
  for (const char* name : {"good-sound", "bad-dynamics", "bad-attack", "bad-timbre"}) {
    if (absl::StrContains(klass, name)) quality = name;
  }
  return absl::StrContains(klass, "bad-richness") ? "bad-timbre" : quality;
}

absl::StatusOr<Listing> ListGoodsounds(const CorpusRequest& request) {
  Listing listing;
  listing.unit = "sounds";
  CorpusRequest of_tree = request;
  ASSIGN_OR_RETURN(of_tree.path, FindTree(request.path));
  ASSIGN_OR_RETURN(const std::string prefix, PrefixBelowRoot(of_tree));
  NameCorpus(request, "goodsounds", of_tree.path, &listing.header);
  AddVocabulary("quality", kQualities, &listing.header);
  AddVocabulary("instrument", kInstruments, &listing.header);
  ASSIGN_OR_RETURN(const Recordings recordings, FindRecordings(of_tree.path, &listing));
  std::set<std::string> named;
  absl::StatusOr<std::vector<Take>> takes =
      ReadTakes(JoinPath(of_tree.path, "database.sqlite"), &named, &listing);
  if (!takes.ok()) return Annotate(takes.status(), "database.sqlite");
  for (auto first = takes->begin(); first != takes->end();) {
    const auto last = std::find_if(first, takes->end(),
                                   [&](const Take& take) { return take.key() != first->key(); });
    AddTake(request, prefix, recordings, &*first, &*first + (last - first), &listing);
    first = last;
  }
  for (const auto& [take, microphones] : recordings) {
    if (named.count(take) == 0) ++listing.passed_over["takes that no row names"];
  }
  NoteKlassesWithoutQuality(&listing);
  return listing;
}

}  // namespace auricle
