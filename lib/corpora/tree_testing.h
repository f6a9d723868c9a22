// SPDX-License-Identifier: Apache-2.0
// Small corpora on disk, for tests.
#ifndef AURICLE_LIB_CORPORA_TREE_TESTING_H_
#define AURICLE_LIB_CORPORA_TREE_TESTING_H_

#include <string>
#include <vector>

#include "lib/corpora/corpus.h"

namespace auricle {

// A fresh directory below the test's own.
std::string FreshDirectory();

// Writes a file below `directory`, with the folders it lies in.
void WriteFile(const std::string& directory, const std::string& path, const std::string& text = "");

// "path task=name task=name" of each clip, tasks sorted: for comparing listings as a whole.
std::vector<std::string> Lines(const Listing& listing);

// The reasons of what was refused, as "item: reason".
std::vector<std::string> Refusals(const Listing& listing);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_TREE_TESTING_H_
