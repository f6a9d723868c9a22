// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/layouts/iemocap.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "lib/base/status_macros.h"
#include "lib/corpora/layouts/emo_evaluation.h"
#include "lib/corpora/layouts/iemocap_names.h"
#include "lib/corpora/tables/table.h"
#include "lib/corpora/walk/tree.h"

namespace auricle {
namespace {

constexpr int kSessions = 5;

// Tasks that hold some of the emotions, in the published order of classes.
struct EmotionTask {
  const char* name;
  bool exc_is_hap;
  std::vector<std::string> classes;
};

const std::vector<EmotionTask>& EmotionTasks() {
  static const auto* const kTasks = new std::vector<EmotionTask>{
      {"emotion4", false, {"neu", "ang", "hap", "sad"}},
      {"emotion4_merged", true, {"neu", "ang", "hap", "sad"}},
      {"emotion6", false, {"neu", "ang", "hap", "sad", "exc", "fru"}},
  };
  return *kTasks;
}

std::string SessionFolder(int session) { return absl::StrCat("Session", session); }

// The directory that holds Session1 …, below or at what was given.
absl::StatusOr<std::string> FindTree(const std::string& path) {
  if (!IsDirectory(path)) {
    return absl::NotFoundError(absl::StrCat("there is no directory '", path, "'"));
  }
  for (const char* below : {"", "IEMOCAP_full_release"}) {
    for (int s = 1; s <= kSessions; ++s) {
      const std::string tree = JoinPath(path, below);
      if (IsDirectory(JoinPath(tree, SessionFolder(s)))) return tree;
    }
  }
  if (IsDirectory(JoinPath(path, "sentences")) || IsDirectory(JoinPath(path, "dialog"))) {
    return absl::NotFoundError(
        "this is one session of IEMOCAP; give the directory above, which holds Session1 … "
        "Session5");
  }
  return absl::NotFoundError(
      "none of Session1 … Session5 is there, nor in IEMOCAP_full_release; give the unpacked "
      "IEMOCAP_full_release, with Session1/sentences/wav and Session1/dialog/EmoEvaluation");
}

void SetVotes(const std::string& task, const std::map<std::string, int>& votes, Clip* clip) {
  if (votes.empty()) return;
  Distribution* const distribution = (*clip->mutable_labels())[task].mutable_distribution();
  distribution->set_votes(true);
  for (const char* code : EmoCodes()) {
    const auto named = votes.find(code);
    if (named == votes.end()) continue;
    distribution->add_names(code);
    distribution->add_shares(named->second);
  }
}

void SetEmotion(const EmoTurn& turn, Clip* clip) {
  SetName("emotion", turn.emotion, clip);
  for (const EmotionTask& task : EmotionTasks()) {
    const std::string name = task.exc_is_hap && turn.emotion == "exc" ? "hap" : turn.emotion;
    if (std::find(task.classes.begin(), task.classes.end(), name) != task.classes.end()) {
      SetName(task.name, name, clip);
    }
  }
  SetVotes("votes", turn.votes, clip);
  SetVotes("self_report", turn.self_reports, clip);
}

// Reads one session after the other.
class Sessions {
 public:
  Sessions(const CorpusRequest& request, std::string tree, std::string prefix, Listing* listing)
      : request_(request), tree_(std::move(tree)), prefix_(std::move(prefix)), listing_(listing) {}

  absl::Status Read(int session) {
    const std::string folder = SessionFolder(session);
    const std::string wavs = absl::StrCat(folder, "/sentences/wav");
    const std::string texts = absl::StrCat(folder, "/dialog/EmoEvaluation");
    for (const std::string& needed : {wavs, texts}) {
      if (IsDirectory(JoinPath(tree_, needed))) continue;
      ++listing_->seen;
      listing_->Refuse(needed,
                       "there is no such directory; unpack all of the corpus, or let each session "
                       "that is missing count as one clip (--max_bad)");
      return absl::OkStatus();
    }
    turns_.clear();
    contradicted_.clear();
    ASSIGN_OR_RETURN(const std::vector<std::string> files,
                     WalkTree(JoinPath(tree_, texts), listing_));
    for (const std::string& file : files) {
      // The folders below hold the single annotators' sheets.
      if (absl::StrContains(file, '/') || !absl::EndsWith(file, ".txt")) continue;
      RETURN_IF_ERROR(ReadTurns(absl::StrCat(texts, "/", file), Stem(file)));
    }
    ASSIGN_OR_RETURN(const std::vector<std::string> audio,
                     WalkAudio(JoinPath(tree_, wavs), listing_));
    for (const std::string& file : audio) AddClip(session, wavs, texts, file);
    for (const auto& [utterance, turn] : turns_) {
      listing_->Refuse(utterance,
                       absl::StrCat("line ", turn.line, " of its dialogue in ", texts,
                                    " labels it, but there is no WAV of it below ", wavs));
    }
    return absl::OkStatus();
  }

 private:
  absl::Status ReadTurns(const std::string& path, const std::string& dialogue) {
    ASSIGN_OR_RETURN(const std::string text, ReadText(JoinPath(tree_, path)));
    const EmoEvaluation evaluation = ParseEmoEvaluation(text);
    const auto refuse = [&](int64_t line, absl::string_view why) {
      listing_->Refuse(absl::StrCat(path, " line ", line), why);
    };
    for (const EmoEvaluation::Odd& odd : evaluation.odd) refuse(odd.line, odd.why);
    if (evaluation.unknown_votes > 0) {
      listing_->passed_over["votes for words that are no emotion"] += evaluation.unknown_votes;
    }
    for (const EmoTurn& turn : evaluation.turns) {
      UtteranceName name;
      if (!ParseUtteranceName(turn.utterance, &name) || name.dialogue != dialogue) {
        refuse(turn.line, absl::StrCat("'", turn.utterance, "' is no utterance of this dialogue"));
        continue;
      }
      const auto [before, fresh] = turns_.emplace(turn.utterance, turn);
      if (fresh) continue;
      if (before->second.emotion == turn.emotion) {
        ++listing_->passed_over["labels given twice alike"];
      } else {
        contradicted_[turn.utterance] = absl::StrCat(
            "its dialogue calls it ", before->second.emotion, " in line ", before->second.line,
            " and ", turn.emotion, " in line ", turn.line, "; strike one out");
      }
    }
    return absl::OkStatus();
  }

  void AddClip(int session, const std::string& wavs, const std::string& texts,
               const std::string& file) {
    const std::string path = absl::StrCat(wavs, "/", file), utterance = Stem(file);
    UtteranceName name;
    const bool named = ParseUtteranceName(utterance, &name);
    // Exactly this utterance: "…_F00" is not labelled by the line of "…_F001".
    const auto turn = turns_.find(utterance);
    std::string why;
    if (!named || name.session != absl::StrCat("Ses0", session) ||
        file != absl::StrCat(name.dialogue, "/", Basename(file))) {
      why = absl::StrCat(
          "an utterance of this session lies in DIALOGUE/DIALOGUE_F000.wav (or "
          "_M000), where a dialogue is called Ses0",
          session, "F_… or Ses0", session, "M_…");
    } else if (contradicted_.count(utterance) > 0) {
      why = contradicted_[utterance];
    } else if (turn == turns_.end() && !request_.allow_unlabelled) {
      why = absl::StrCat("no line of ", texts, "/", name.dialogue,
                         ".txt labels it; copy that file, "
                         "or keep it for other tasks than emotion (--allow_unlabelled)");
    }
    if (why.empty()) {
      Clip clip;
      clip.set_id(absl::StrCat(listing_->header.corpus().name(), "/", utterance));
      clip.mutable_audio()->set_path(absl::StrCat(prefix_, path));
      SetName("session", name.session, &clip);
      SetName("speaker", name.speaker, &clip);
      SetName("gender", name.gender, &clip);
      SetName("dialogue", name.dialogue, &clip);
      if (!name.scenario.empty()) SetName("scenario", name.scenario, &clip);
      if (turn != turns_.end()) SetEmotion(turn->second, &clip);
      listing_->Add(std::move(clip));
    } else {
      listing_->Refuse(path, why);
    }
    if (turn != turns_.end()) turns_.erase(turn);
  }

  const CorpusRequest& request_;
  const std::string tree_, prefix_;
  Listing* const listing_;
  std::map<std::string, EmoTurn> turns_;             // Of this session, not met as WAV yet.
  std::map<std::string, std::string> contradicted_;  // Utterance → why it has no one label.
};

void AddVocabularies(Header* header) {
  for (const EmotionTask& task : EmotionTasks()) AddVocabulary(task.name, task.classes, header);
  AddVocabulary("emotion", EmoCodes(), header);
  // Nobody chooses "no majority", the last.
  const absl::Span<const char* const> chosen = EmoCodes().first(EmoCodes().size() - 1);
  AddVocabulary("votes", chosen, header);
  AddVocabulary("self_report", chosen, header);
}

}  // namespace

absl::StatusOr<Listing> ListIemocap(const CorpusRequest& request) {
  Listing listing;
  listing.unit = "WAVs";
  CorpusRequest of_tree = request;
  ASSIGN_OR_RETURN(of_tree.path, FindTree(request.path));
  ASSIGN_OR_RETURN(const std::string prefix, PrefixBelowRoot(of_tree));
  NameCorpus(request, "iemocap", of_tree.path, &listing.header);
  AddVocabularies(&listing.header);
  Sessions sessions(request, of_tree.path, prefix, &listing);
  for (int session = 1; session <= kSessions; ++session) {
    RETURN_IF_ERROR(sessions.Read(session));
  }
  return listing;
}

}  // namespace auricle
