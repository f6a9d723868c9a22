// SPDX-License-Identifier: Apache-2.0
// The little language of flags that list things with arguments (--loss, --augment), parsed; knows
// none of the things.
#ifndef AURICLE_LIB_BASE_TERMS_H_
#define AURICLE_LIB_BASE_TERMS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace auricle {

//   text     = term { "," term }
//   term     = [ number "*" ] name [ "(" [ argument { "," argument } ] ")" ]
//   argument = name "=" ( value | "[" value { "," value } "]" )
//   name     = letter { letter | digit | "_" }
//   value    = { letter | digit | one of _ . : + - % / # }, at least one
// Blanks may stand between any two of these. Example:
//   cross_entropy(smoothing=0.1), 0.5*antitransfer(at=[conv4_2,conv5_1], beta=2)
struct TermArgument {
  std::string name;
  std::vector<std::string> values;  // One, unless it was a list.
  size_t position = 0;              // In the text, from 1; 0: it was not parsed.
};

struct Term {
  double factor = 1;  // Finite, not negative.
  std::string name;
  std::vector<TermArgument> arguments;  // Sorted by name, each once.
  size_t position = 0;
};

// How errors speak of a text: "loss, at character 1: the text ends; want the name of an objective".
struct TermLanguage {
  std::string what;   // "loss"
  std::string thing;  // "an objective"
};

// Errors: kInvalidArgument with what was found, where (counted from 1) and what was expected.
absl::StatusOr<std::vector<Term>> ParseTerms(absl::string_view text, const TermLanguage& language);

// The canonical text: arguments sorted, no blanks, factors only where not 1.
// ParseTerms(FormatTerms(x)) gives x, but for positions.
std::string FormatTerms(const std::vector<Term>& terms);

}  // namespace auricle

#endif  // AURICLE_LIB_BASE_TERMS_H_
