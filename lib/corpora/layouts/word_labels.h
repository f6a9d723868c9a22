// SPDX-License-Identifier: Apache-2.0
// The text files of SpeechVGG's word labels for LibriSpeech.
#ifndef AURICLE_LIB_CORPORA_LAYOUTS_WORD_LABELS_H_
#define AURICLE_LIB_CORPORA_LAYOUTS_WORD_LABELS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace auricle {

// One line of SUBSET-selected-1000.txt: six fields between spaces; the second and the sixth are not
// read. The word in lower case.
struct WordLabel {
  int64_t line = 0;  // From 1.
  std::string utterance;
  double start_s = 0, duration_s = 0;
  std::string word;
};

// Calls `use` for every line that is one, `refuse` for every other that is not blank. LF or CRLF.
void ParseWordLabels(absl::string_view text, const std::function<void(const WordLabel&)>& use,
                     const std::function<void(int64_t line, const std::string& why)>& refuse);

// The words of 1000-mostfreq, one a line, in lower case: the order is that of the classes.
// Errors: kInvalidArgument for two words in a line, a word given twice, no words.
absl::StatusOr<std::vector<std::string>> ParseWordList(absl::string_view text);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_LAYOUTS_WORD_LABELS_H_
