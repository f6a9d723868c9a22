// SPDX-License-Identifier: Apache-2.0
// The text of one dialogue's file in IEMOCAP's EmoEvaluation/: a line a turn, and after it a line
// an annotator.
//
//   [6.2901 - 8.2357]<TAB>Ses01F_impro01_F000<TAB>neu<TAB>[2.5000, 2.5000, 2.5000]
//   C-E2:<TAB>Neutral; Anger;<TAB>(free text)      categories: C-E…, and of the actors C-F…, C-M…
//   A-E3:<TAB>val 3; act 2; dom  2;<TAB>()         ratings, not read
#ifndef AURICLE_LIB_CORPORA_LAYOUTS_EMO_EVALUATION_H_
#define AURICLE_LIB_CORPORA_LAYOUTS_EMO_EVALUATION_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace auricle {

struct EmoTurn {
  int64_t line = 0;       // From 1.
  std::string utterance;  // As written.
  std::string emotion;    // One of EmoCodes(): what most annotators said, or "xxx".
  // Code → how often annotators named it (one may name several), by others and by the actors.
  std::map<std::string, int> votes, self_reports;
};

struct EmoEvaluation {
  struct Odd {
    int64_t line;
    std::string why;
  };
  std::vector<EmoTurn> turns;  // In the order of the text.
  std::vector<Odd> odd;        // Lines that should have been turns or votes and are not.
  int64_t unknown_votes = 0;   // Words of annotators that are no emotion; they are not counted.
};

// Bytes of any encoding, LF or CRLF: only the annotators' free text, which is not read, may be
// other than ASCII.
EmoEvaluation ParseEmoEvaluation(absl::string_view text);

// The corpus' eleven codes: those of the published tasks first, "xxx" (no majority) last.
absl::Span<const char* const> EmoCodes();

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_LAYOUTS_EMO_EVALUATION_H_
