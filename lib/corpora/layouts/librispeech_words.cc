// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/layouts/librispeech_words.h"

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "lib/base/status_macros.h"
#include "lib/corpora/layouts/word_labels.h"
#include "lib/corpora/tables/table.h"
#include "lib/corpora/walk/tree.h"

namespace auricle {
namespace {

constexpr char kAudio[] = "split", kLabels[] = "word_labels", kList[] = "1000-mostfreq";
constexpr char kLabelsEnding[] = "-selected-1000.txt";
constexpr int kWords = 1000;

absl::Status CheckTree(const std::string& path) {
  if (!IsDirectory(path)) {
    return absl::NotFoundError(absl::StrCat("there is no directory '", path, "'"));
  }
  const bool audio = IsDirectory(JoinPath(path, kAudio));
  const bool list = IsFile(JoinPath(path, absl::StrCat(kLabels, "/", kList)));
  if (audio && list) return absl::OkStatus();
  return absl::NotFoundError(absl::StrCat(
      "there is no ", audio ? "" : "split/", audio || list ? "" : " and no ",
      list ? "" : "word_labels/1000-mostfreq",
      "; give the directory that holds LibriSpeech's subsets in split/ (train-clean-100, …) and "
      "SpeechVGG's word_labels/"));
}

Part PartOfSubset(absl::string_view subset) {
  if (absl::StartsWith(subset, "train")) return TRAIN;
  if (absl::StartsWith(subset, "dev")) return VALID;
  return absl::StartsWith(subset, "test") ? TEST : UNASSIGNED;
}

// Utterance → path below split/SUBSET/.
using Utterances = std::unordered_map<std::string, std::string>;

class Subsets {
 public:
  Subsets(const CorpusRequest& request, std::string prefix, const std::vector<std::string>& words,
          Listing* listing)
      : request_(request),
        prefix_(std::move(prefix)),
        words_(words.begin(), words.end()),
        listing_(listing) {}

  // Files of all subsets, with audio of one and labels of one or both.
  absl::Status Find() {
    ASSIGN_OR_RETURN(const std::vector<std::string> files,
                     WalkAudio(JoinPath(request_.path, kAudio), listing_));
    for (const std::string& file : files) {
      const std::vector<std::string> parts = absl::StrSplit(file, '/');
      const std::string utterance = Stem(file);
      if (parts.size() != 4 ||
          !absl::StartsWith(utterance, absl::StrCat(parts[1], "-", parts[2], "-"))) {
        ++listing_->passed_over["audio files not in SUBSET/SPEAKER/CHAPTER/"];
        continue;
      }
      audio_[parts[0]][utterance] = file;
    }
    ASSIGN_OR_RETURN(const std::vector<std::string> texts,
                     WalkTree(JoinPath(request_.path, kLabels), listing_));
    for (const std::string& text : texts) {
      if (text == kList) continue;
      if (absl::StrContains(text, '/') || !absl::EndsWith(text, kLabelsEnding)) {
        ++listing_->passed_over["files of word_labels/ that are neither list nor labels"];
        continue;
      }
      labels_.insert(text.substr(0, text.size() - strlen(kLabelsEnding)));
    }
    return absl::OkStatus();
  }

  absl::Status Read() {
    listing_->seen = 0;
    for (const auto& [subset, utterances] : audio_) {
      if (labels_.count(subset) > 0) continue;
      RefuseSubset(subset, absl::StrCat("there is no ", kLabels, "/", subset, kLabelsEnding,
                                        "; copy it, or take the subset out of ", kAudio, "/"));
    }
    for (const std::string& subset : labels_) {
      if (audio_.count(subset) == 0) {
        RefuseSubset(subset, absl::StrCat("it has labels, but no audio in ", kAudio, "/", subset,
                                          "/SPEAKER/CHAPTER/; unpack it, or take the labels out"));
        continue;
      }
      RETURN_IF_ERROR(ReadSubset(subset));
    }
    return absl::OkStatus();
  }

 private:
  void RefuseSubset(const std::string& subset, const std::string& why) {
    ++listing_->seen;
    listing_->Refuse(subset, why);
  }

  absl::Status ReadSubset(const std::string& subset) {
    const std::string path = absl::StrCat(kLabels, "/", subset, kLabelsEnding);
    ASSIGN_OR_RETURN(const std::string text, ReadText(JoinPath(request_.path, path)));
    const auto refuse = [&](int64_t line, const std::string& why) {
      ++listing_->seen;
      listing_->Refuse(absl::StrCat(path, " line ", line), why);
    };
    std::unordered_map<std::string, std::string> word_at;
    const Utterances& utterances = audio_.at(subset);
    const auto use = [&](const WordLabel& label) {
      const auto utterance = utterances.find(label.utterance);
      if (utterance == utterances.end()) {
        return refuse(label.line, absl::StrCat("there is no audio of '", label.utterance, "' in ",
                                               kAudio, "/", subset));
      }
      if (words_.count(label.word) == 0) {
        return refuse(label.line,
                      absl::StrCat("'", label.word, "' is not in ", kLabels, "/", kList));
      }
      const std::string id =
          absl::StrCat(subset, "/", label.utterance, "#", label.start_s, "+", label.duration_s);
      const auto [before, fresh] = word_at.emplace(id, label.word);
      if (!fresh && before->second != label.word) {
        return refuse(label.line, absl::StrCat("it calls '", label.word,
                                               "' what an earlier line "
                                               "calls '",
                                               before->second, "'"));
      }
      ++listing_->seen;
      if (fresh) return AddClip(subset, utterance->second, id, label);
      ++listing_->passed_over["lines given twice alike"];
    };
    ParseWordLabels(text, use, refuse);
    return absl::OkStatus();
  }

  void AddClip(const std::string& subset, const std::string& file, const std::string& id,
               const WordLabel& label) {
    const std::string& corpus = listing_->header.corpus().name();
    const std::vector<std::string> parts = absl::StrSplit(file, '/');
    Clip clip;
    clip.set_id(absl::StrCat(corpus, "/", id));
    clip.set_source(absl::StrCat(corpus, "/", subset, "/", label.utterance));
    clip.mutable_audio()->set_path(absl::StrCat(prefix_, kAudio, "/", file));
    clip.mutable_audio()->set_start_s(label.start_s);
    clip.mutable_audio()->set_duration_s(label.duration_s);
    SetName("word", label.word, &clip);
    SetName("speaker", parts[1], &clip);
    SetName("chapter", parts[2], &clip);
    SetName("subset", subset, &clip);
    const Part part = PartOfSubset(subset);
    if (part != UNASSIGNED) (*clip.mutable_assignments())["official"] = part;
    listing_->Add(std::move(clip));
  }

  const CorpusRequest& request_;
  const std::string prefix_;
  const std::unordered_set<std::string> words_;
  Listing* const listing_;
  std::map<std::string, Utterances> audio_;  // By subset.
  std::set<std::string> labels_;             // Subsets that have some.
};

void DescribeCorpus(const CorpusRequest& request, const std::vector<std::string>& words,
                    Listing* listing) {
  Header* const header = &listing->header;
  NameCorpus(request, "librispeech_words", request.path, header);
  header->mutable_corpus()->set_licence("CC BY 4.0");
  AddVocabulary("word", words, header);
  AddPlan("official", "official: subsets train… train, dev… valid, test… test", header);
  if (words.size() == kWords) return;
  listing->notes.push_back(absl::StrCat(kLabels, "/", kList, " holds ", words.size(),
                                        " words; the published list has ", kWords));
}

}  // namespace

absl::StatusOr<Listing> ListLibrispeechWords(const CorpusRequest& request) {
  RETURN_IF_ERROR(CheckTree(request.path));
  ASSIGN_OR_RETURN(const std::string prefix, PrefixBelowRoot(request));
  const std::string list = absl::StrCat(kLabels, "/", kList);
  ASSIGN_OR_RETURN(const std::string text, ReadText(JoinPath(request.path, list)));
  const absl::StatusOr<std::vector<std::string>> words = ParseWordList(text);
  if (!words.ok()) return Annotate(words.status(), list);
  Listing listing;
  listing.unit = "words";
  DescribeCorpus(request, *words, &listing);
  Subsets subsets(request, prefix, *words, &listing);
  RETURN_IF_ERROR(subsets.Find());
  RETURN_IF_ERROR(subsets.Read());
  return listing;
}

}  // namespace auricle
