// SPDX-License-Identifier: Apache-2.0
// The files below a directory, in an order that does not depend on the file system.
#ifndef AURICLE_LIB_CORPORA_WALK_TREE_H_
#define AURICLE_LIB_CORPORA_WALK_TREE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/corpora/corpus.h"
#include "lib/corpora/walk/walk.h"

namespace auricle {

// Names directly in `directory`, in byte order, without hidden ones. Errors: CheckDirectory's;
// kUnavailable if it cannot be read.
absl::StatusOr<std::vector<std::string>> NamesIn(const std::string& directory);

// All files below `directory` as WalkFolder finds them. What it passes over and the faults it meets
// go into `listing`. Errors: WalkFolder's.
absl::StatusOr<std::vector<std::string>> WalkTree(const std::string& directory, Listing* listing);

// The same, audio files only; others are passed over. Adds to listing->seen.
absl::StatusOr<std::vector<std::string>> WalkAudio(const std::string& directory, Listing* listing);
// The same with all that the walk tells.
absl::StatusOr<Walk> WalkAudioTree(const std::string& directory, Listing* listing);

// What leads from --root to PATH, to be put before paths below PATH: "" without --root, else
// "x/y/". Errors: kInvalidArgument if PATH does not lie below the root.
absl::StatusOr<std::string> PrefixBelowRoot(const CorpusRequest& request);

// Whether `below`, a path relative to a root, is none or leads out of it ("", "..", "../x").
bool LeadsOut(absl::string_view below);

bool IsDirectory(const std::string& path);
bool IsFile(const std::string& path);

// "a/b/c.wav" → "c.wav"; → "c". The name of directory "x/..", resolved.
std::string Basename(absl::string_view path);
std::string Stem(absl::string_view path);
std::string NameOfDirectory(const std::string& path);

// "a/b"; b alone if it is absolute or a is "".
std::string JoinPath(absl::string_view a, absl::string_view b);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_WALK_TREE_H_
