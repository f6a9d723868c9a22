// SPDX-License-Identifier: Apache-2.0
// Small corpora on disk, for tests.
#ifndef AURICLE_LIB_CORPORA_WALK_TREE_TESTING_H_
#define AURICLE_LIB_CORPORA_WALK_TREE_TESTING_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "lib/corpora/corpus.h"

namespace auricle {

// A fresh directory below the test's own.
std::string FreshDirectory();

// Writes a file below `directory`, with the folders it lies in.
void WriteFile(const std::string& directory, const std::string& path, const std::string& text = "");

// "path task=name task=name" of each clip, tasks sorted: for comparing listings as a whole. Votes
// are written ang:1,sad:2, tags {bright,dark}.
std::vector<std::string> Lines(const Listing& listing);

// The reasons of what was refused, as "item: reason".
std::vector<std::string> Refusals(const Listing& listing);

// "task: class class" of a vocabulary, "task: none" if there is none.
std::string Classes(const Listing& listing, const std::string& task);

// A corpus in a fresh directory, to be filled and listed.
class ParserTest : public testing::Test {
 protected:
  ParserTest() : directory_(FreshDirectory()) { request_.path = directory_; }
  Listing Listed(absl::string_view corpus);
  std::string ErrorOf(absl::string_view corpus);

  std::string directory_;
  CorpusRequest request_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_WALK_TREE_TESTING_H_
