// SPDX-License-Identifier: Apache-2.0
// What list_corpus says of the plans that corpora bring with them.
#ifndef AURICLE_TOOLS_LIST_CORPUS_PARTS_H_
#define AURICLE_TOOLS_LIST_CORPUS_PARTS_H_

#include <string>

#include "absl/status/status.h"
#include "lib/corpora/corpus.h"

namespace auricle {

// Audits, as split_dataset does, the plan `split` of `listing`, which is the user's own; with a
// task `by` every plan. Whatever stands in two parts is warned of, as is a speaker where `by` is
// "" and the clips have one. Errors: a task `by` that there is not; a group of `by` in two parts.
absl::Status SayParts(const Listing& listing, const std::string& by);

}  // namespace auricle

#endif  // AURICLE_TOOLS_LIST_CORPUS_PARTS_H_
