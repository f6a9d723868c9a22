// SPDX-License-Identifier: Apache-2.0
// A folder of class folders: PATH/CLASS/**/*.wav, or with more levels named,
// PATH/SPEAKER/WORD/*.wav; or of files whose names say their labels.
#ifndef AURICLE_LIB_CORPORA_LAYOUTS_FOLDERS_H_
#define AURICLE_LIB_CORPORA_LAYOUTS_FOLDERS_H_

#include "absl/status/statusor.h"
#include "lib/corpora/corpus.h"

namespace auricle {

// request.columns name the levels of folders from the top (default: one, the label; with a
// label_pattern none); a level without a name is passed over. The fields of request.label_pattern
// (name_pattern.h) are used as the levels are. Folders of the lowest level that hold no audio, and
// one file under two labels, are noted.
absl::StatusOr<Listing> ListFolders(const CorpusRequest& request);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_LAYOUTS_FOLDERS_H_
