// SPDX-License-Identifier: Apache-2.0
// A part of a large corpus, drawn by a seed.
#ifndef AURICLE_LIB_CORPORA_AT_MOST_H_
#define AURICLE_LIB_CORPORA_AT_MOST_H_

#include <cstdint>

#include "lib/corpora/corpus.h"

namespace auricle {

// Leaves `most` clips of each part of the plan that the corpus brings (official, else split), or of
// all clips where it brings none: those whose ids have the least hashes, so that fewer are always
// some of more. Their order stays, and so do the vocabularies: a class that none of them has is a
// class of the corpus still. The others are passed over.
void KeepAtMost(int64_t most, uint64_t seed, Listing* listing);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_AT_MOST_H_
