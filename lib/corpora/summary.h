// SPDX-License-Identifier: Apache-2.0
// What a parser saw, used and refused, in words for stderr. Names are not escaped here.
#ifndef AURICLE_LIB_CORPORA_SUMMARY_H_
#define AURICLE_LIB_CORPORA_SUMMARY_H_

#include <string>
#include <vector>

#include "lib/corpora/corpus.h"

namespace auricle {

// Notes, the first refusals with their reasons, the counts, and the tasks with their classes.
std::vector<std::string> DescribeListing(const Listing& listing);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_SUMMARY_H_
