// SPDX-License-Identifier: Apache-2.0
// The files below a directory, in an order that does not depend on the file system.
#ifndef AURICLE_LIB_CORPORA_TREE_H_
#define AURICLE_LIB_CORPORA_TREE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/corpora/corpus.h"

namespace auricle {

// Names directly in `directory`, in byte order, without hidden ones. Errors: as WalkTree's;
// kUnavailable if it cannot be read.
absl::StatusOr<std::vector<std::string>> NamesIn(const std::string& directory);

// All files below `directory` as paths relative to it, in byte order; links are followed, but not
// to a folder that the way there went through. Hidden names (.x, __MACOSX) are passed over, folders
// that cannot be read are refused, both in `listing`. Errors: kNotFound; kInvalidArgument if it is
// no directory.
absl::StatusOr<std::vector<std::string>> WalkTree(const std::string& directory, Listing* listing);

// The same, audio files only, by their names' endings; others are passed over. Sets listing->seen.
absl::StatusOr<std::vector<std::string>> WalkAudio(const std::string& directory, Listing* listing);

// What leads from --root to PATH, to be put before paths below PATH: "" without --root, else
// "x/y/". Errors: kInvalidArgument if PATH does not lie below the root.
absl::StatusOr<std::string> PrefixBelowRoot(const CorpusRequest& request);

// Whether `below`, a path relative to a root, is none or leads out of it ("", "..", "../x").
bool LeadsOut(absl::string_view below);

bool IsAudioName(absl::string_view path);
bool IsDirectory(const std::string& path);
bool IsFile(const std::string& path);

// "a/b/c.wav" → "c.wav"; → "c". The name of directory "x/..", resolved.
std::string Basename(absl::string_view path);
std::string Stem(absl::string_view path);
std::string NameOfDirectory(const std::string& path);

// "a/b"; b alone if it is absolute or a is "".
std::string JoinPath(absl::string_view a, absl::string_view b);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_TREE_H_
