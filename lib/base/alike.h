// SPDX-License-Identifier: Apache-2.0
// Names that read alike and are not the same bytes: with a no-break space, decomposed (NFD) as a
// Mac writes them, in another case, with spaces around them.
#ifndef AURICLE_LIB_BASE_ALIKE_H_
#define AURICLE_LIB_BASE_ALIKE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace auricle {

// What all spellings that read alike have in common: folded case, one normal form (NFKC), every
// kind of space, dash and apostrophe as ASCII's, one space between words and none around them,
// without characters that show nothing (U+200B, U+FEFF) and without the apostrophe by which a
// spreadsheet keeps -1 from being a formula. Text that is not UTF-8 is its own key.
std::string AlikeKey(absl::string_view text);

// `text` with every character written as \uNNNN that could be taken for another: spaces that are
// none of ASCII's, marks that combine, letters that can be decomposed, what shows nothing.
std::string ShowSpelling(absl::string_view text);

// Of the distinct `names` those that are alike: sorted sets of two or more, in their order.
std::vector<std::vector<std::string>> AlikeNames(const std::vector<std::string>& names);

// "'cat' and 'cat\u00a0'", each as ShowSpelling; at most four and how many more there are.
std::string ShowSpellings(const std::vector<std::string>& names);

}  // namespace auricle

#endif  // AURICLE_LIB_BASE_ALIKE_H_
