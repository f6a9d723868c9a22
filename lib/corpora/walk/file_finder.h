// SPDX-License-Identifier: Apache-2.0
// The files that a table names, where it spells them otherwise than the disk does: with
// backslashes, in another Unicode normal form, in another case.
#ifndef AURICLE_LIB_CORPORA_WALK_FILE_FINDER_H_
#define AURICLE_LIB_CORPORA_WALK_FILE_FINDER_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace auricle {

class FileFinder {
 public:
  // `root`: what relative paths are relative to; "": all are absolute.
  explicit FileFinder(std::string root) : root_(std::move(root)) {}

  const std::string& root() const { return root_; }

  // `path` where there is such a file, else the one file that reads alike, as the disk spells it.
  // Errors: kNotFound, with the name that is near or what the path has that no path here has;
  // kInvalidArgument if several files read alike.
  absl::StatusOr<std::string> Find(const std::string& path);

  // What was found under another spelling, a line a kind.
  std::vector<std::string> Notes() const;

 private:
  // AlikeKey → names in a folder.
  using Names = std::map<std::string, std::vector<std::string>>;
  struct Respelled {
    int64_t count = 0;
    std::string asked, found;  // The first.
  };

  const Names& NamesOf(const std::string& folder);
  absl::StatusOr<std::string> FindAlike(const std::string& path);
  absl::Status NotFound(const std::string& path, const std::string& folder,
                        const std::string& name);

  const std::string root_;
  std::map<std::string, Names> folders_;
  Respelled slashes_, spelling_;
  int64_t not_found_ = 0;
};

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_WALK_FILE_FINDER_H_
