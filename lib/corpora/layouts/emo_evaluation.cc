// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/layouts/emo_evaluation.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace auricle {
namespace {

constexpr const char* kCodes[] = {"neu", "ang", "hap", "sad", "fru", "exc",
                                  "sur", "fea", "dis", "oth", "xxx"};

// What annotators wrote → code.
constexpr const char* kWords[][2] = {
    {"neutral", "neu"},  {"neutral state", "neu"}, {"anger", "ang"},   {"happiness", "hap"},
    {"sadness", "sad"},  {"frustration", "fru"},   {"excited", "exc"}, {"excitement", "exc"},
    {"surprise", "sur"}, {"fear", "fea"},          {"disgust", "dis"}, {"other", "oth"},
};

std::string CodeOfWord(absl::string_view word) {
  for (const auto& [written, code] : kWords) {
    if (absl::EqualsIgnoreCase(word, written)) return code;
  }
  return "";
}

// "[6.2901 - 8.2357]<TAB>Ses01F_impro01_F000<TAB>neu<TAB>[…]"; why it is none, or "".
std::string ParseTurn(absl::string_view line, EmoTurn* turn) {
  constexpr char kWanted[] = "want '[start - end]<TAB>utterance<TAB>emotion<TAB>[v, a, d]'";
  const size_t close = line.find(']');
  if (close == absl::string_view::npos) return absl::StrCat("its '[' is never closed; ", kWanted);
  const std::vector<absl::string_view> fields =
      absl::StrSplit(line.substr(close + 1), absl::ByAnyChar(" \t"), absl::SkipWhitespace());
  if (fields.size() < 2) return absl::StrCat("it names no utterance or no emotion; ", kWanted);
  turn->utterance = std::string(fields[0]);
  turn->emotion = std::string(fields[1]);
  if (std::find(std::begin(kCodes), std::end(kCodes), turn->emotion) != std::end(kCodes)) return "";
  return absl::StrCat("'", turn->utterance, "' is of emotion '", turn->emotion, "', none of ",
                      absl::StrJoin(kCodes, ", "));
}

// "C-E2:<TAB>Neutral; Anger;<TAB>(free text)". The actors' own lines are C-F1, C-M1.
std::string AddVotes(absl::string_view line, EmoTurn* turn, int64_t* unknown) {
  const size_t colon = line.find(':');
  if (colon == absl::string_view::npos) return "it has no ':' after the annotator";
  const bool self = line[2] != 'E';
  const absl::string_view rest = absl::StripLeadingAsciiWhitespace(line.substr(colon + 1));
  const absl::string_view names = rest.substr(0, rest.find_first_of("\t("));
  for (absl::string_view word : absl::StrSplit(names, ';')) {
    word = absl::StripAsciiWhitespace(word);
    if (word.empty()) continue;
    const std::string code = CodeOfWord(word);
    if (code.empty()) {
      ++*unknown;
    } else {
      ++(self ? turn->self_reports : turn->votes)[code];
    }
  }
  return "";
}

}  // namespace

absl::Span<const char* const> EmoCodes() { return kCodes; }

EmoEvaluation ParseEmoEvaluation(absl::string_view text) {
  EmoEvaluation parsed;
  bool of_turn = false;  // The votes that follow belong to the last turn.
  int64_t number = 0;
  if (absl::StrContains(text, '\0')) {
    parsed.odd.push_back({1,
                          "the file holds NUL bytes; if it is UTF-16, convert it: iconv -f "
                          "utf-16 -t utf-8"});
    return parsed;
  }
  if (absl::StartsWith(text, "\xef\xbb\xbf")) text.remove_prefix(3);
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    line = absl::StripAsciiWhitespace(line);
    std::string why;
    if (absl::StartsWith(line, "[")) {
      EmoTurn turn;
      turn.line = number;
      why = ParseTurn(line, &turn);
      of_turn = why.empty();
      if (of_turn) parsed.turns.push_back(std::move(turn));
    } else if (absl::StartsWith(line, "C-") && line.size() > 2) {
      if (of_turn) why = AddVotes(line, &parsed.turns.back(), &parsed.unknown_votes);
    }
    if (!why.empty()) parsed.odd.push_back({number, why});
  }
  return parsed;
}

}  // namespace auricle
