// SPDX-License-Identifier: Apache-2.0
// list_corpus' flags that say how a layout is to be read, mostly one of the user's own.
#ifndef AURICLE_TOOLS_FLAGS_LAYOUT_H_
#define AURICLE_TOOLS_FLAGS_LAYOUT_H_

#include "gflags/gflags_declare.h"
#include "lib/corpora/corpus.h"

DECLARE_string(label_pattern);

namespace auricle {

// What these flags say; path, root, name, at_most and seed are left to the caller.
CorpusRequest LayoutFromFlags();

}  // namespace auricle

#endif  // AURICLE_TOOLS_FLAGS_LAYOUT_H_
