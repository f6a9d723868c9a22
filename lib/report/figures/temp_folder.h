// SPDX-License-Identifier: Apache-2.0
// Files that libraries and programs want to write and that nobody keeps.
#ifndef AURICLE_LIB_REPORT_FIGURES_TEMP_FOLDER_H_
#define AURICLE_LIB_REPORT_FIGURES_TEMP_FOLDER_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace auricle {

// A folder under $TMPDIR that goes with this object.
class TempFolder {
 public:
  static absl::StatusOr<TempFolder> Create();
  TempFolder(TempFolder&& other);
  ~TempFolder();
  // The path of a file in it, which will be removed.
  std::string Claim(const std::string& file);
  absl::Status Write(const std::string& file, const std::string& text);
  const std::string& path() const { return path_; }

 private:
  explicit TempFolder(std::string path) : path_(std::move(path)) {}
  std::string Path(const std::string& file) const;
  std::string path_;
  std::vector<std::string> files_;
};

// A whole file; empty if it cannot be read.
std::string ReadWhole(const std::string& path);

}  // namespace auricle

#endif  // AURICLE_LIB_REPORT_FIGURES_TEMP_FOLDER_H_
