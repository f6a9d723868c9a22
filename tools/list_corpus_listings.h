// SPDX-License-Identifier: Apache-2.0
// Several corpora listed, and written as a section each.
#ifndef AURICLE_TOOLS_LIST_CORPUS_LISTINGS_H_
#define AURICLE_TOOLS_LIST_CORPUS_LISTINGS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/corpora/corpus.h"
#include "lib/tool/clip_filter.h"

namespace auricle {

// Lists all before anything is written, so that a bad one is not found in the middle of a pipe, and
// says what was found and what plans hold (SayParts). Errors: a listing's; two of one name.
absl::StatusOr<std::vector<Listing>> ListCorpora(const std::string& corpus,
                                                 const std::vector<CorpusRequest>& requests,
                                                 const std::string& by);

// Writes a section for each to --output; `bad` judges what was refused.
absl::Status WriteListings(const std::vector<Listing>& listings, BadItems* bad);

}  // namespace auricle

#endif  // AURICLE_TOOLS_LIST_CORPUS_LISTINGS_H_
