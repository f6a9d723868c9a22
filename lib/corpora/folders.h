// SPDX-License-Identifier: Apache-2.0
// A folder of class folders: PATH/CLASS/**/*.wav, or with more levels named,
// PATH/SPEAKER/WORD/*.wav.
#ifndef AURICLE_LIB_CORPORA_FOLDERS_H_
#define AURICLE_LIB_CORPORA_FOLDERS_H_

#include "absl/status/statusor.h"
#include "lib/corpora/corpus.h"

namespace auricle {

// request.columns name the levels of folders from the top (default: one, the label); a level
// without a name is passed over.
absl::StatusOr<Listing> ListFolders(const CorpusRequest& request);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_FOLDERS_H_
