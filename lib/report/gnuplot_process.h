// SPDX-License-Identifier: Apache-2.0
// gnuplot in a process of its own, without a shell and without the user's start-up file.
#ifndef AURICLE_LIB_REPORT_GNUPLOT_PROCESS_H_
#define AURICLE_LIB_REPORT_GNUPLOT_PROCESS_H_

#include <string>
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

// Runs `script` with `folder` as the working directory. Errors: kNotFound if there is no gnuplot;
// kInternal with what it said.
absl::Status RunGnuplot(TempFolder* folder, const std::string& script);

}  // namespace auricle

#endif  // AURICLE_LIB_REPORT_GNUPLOT_PROCESS_H_
