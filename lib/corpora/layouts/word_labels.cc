// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/layouts/word_labels.h"

#include <cmath>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "lib/base/text.h"

namespace auricle {
namespace {

constexpr size_t kFields = 6;

// Lines without the spaces around them, with numbers from 1; no byte order mark.
template <typename Use>
void ForEachLine(absl::string_view text, const Use& use) {
  if (absl::StartsWith(text, "\xef\xbb\xbf")) text.remove_prefix(3);
  int64_t number = 0;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    line = absl::StripAsciiWhitespace(line);
    if (!line.empty()) use(number, line);
  }
}

bool Seconds(absl::string_view text, double* seconds) {
  return absl::SimpleAtod(text, seconds) && std::isfinite(*seconds) && *seconds >= 0;
}

std::string ParseLine(absl::string_view line, WordLabel* label) {
  const std::vector<absl::string_view> fields =
      absl::StrSplit(line, absl::ByAnyChar(" \t"), absl::SkipEmpty());
  if (fields.size() != kFields) {
    return absl::StrCat("it has ", fields.size(), " fields, want ", kFields,
                        ": utterance, -, start s, duration s, word, -");
  }
  if (!Seconds(fields[2], &label->start_s) || !Seconds(fields[3], &label->duration_s) ||
      label->duration_s == 0) {
    return absl::StrCat("its start '", fields[2], "' and duration '", fields[3],
                        "' are not two numbers of seconds, the second above 0");
  }
  label->utterance = std::string(fields[0]);
  label->word = absl::AsciiStrToLower(fields[4]);
  return "";
}

}  // namespace

void ParseWordLabels(absl::string_view text, const std::function<void(const WordLabel&)>& use,
                     const std::function<void(int64_t line, const std::string& why)>& refuse) {
  ForEachLine(text, [&](int64_t number, absl::string_view line) {
    WordLabel label;
    label.line = number;
    const std::string why = ParseLine(line, &label);
    if (why.empty()) {
      use(label);
    } else {
      refuse(number, why);
    }
  });
}

absl::StatusOr<std::vector<std::string>> ParseWordList(absl::string_view text) {
  std::vector<std::string> words;
  std::set<std::string> seen;
  std::string wrong;
  ForEachLine(text, [&](int64_t number, absl::string_view line) {
    std::string word = absl::AsciiStrToLower(line);
    if (!wrong.empty()) return;
    if (word.find_first_of(" \t") != std::string::npos) {
      wrong = absl::StrCat("line ", number, " holds more than one word, '", word, "'");
    } else if (!IsUtf8(word)) {
      wrong = absl::StrCat("line ", number, " is not UTF-8; convert it: iconv -f latin1 -t utf-8");
    } else if (!seen.insert(word).second) {
      wrong = absl::StrCat("line ", number, " holds '", word, "' a second time");
    }
    words.push_back(std::move(word));
  });
  if (wrong.empty() && words.empty()) wrong = "it holds no words";
  if (!wrong.empty()) return absl::InvalidArgumentError(wrong);
  return words;
}

}  // namespace auricle
