// SPDX-License-Identifier: Apache-2.0
// Classes, speakers and sources of a listing that read alike: said, and made one if asked.
#ifndef AURICLE_LIB_CORPORA_ALIKE_LABELS_H_
#define AURICLE_LIB_CORPORA_ALIKE_LABELS_H_

#include "lib/corpora/corpus.h"

namespace auricle {

// Notes the names of each task that read alike (AlikeKey) and are not the same; with
// request.merge_alike they become the one in request.class_order, else the most frequent one, else
// the first in byte order, and how many clips that changed is noted. Sources are looked at where
// request.source_column names them.
void TreatAlikeLabels(const CorpusRequest& request, Listing* listing);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_ALIKE_LABELS_H_
