// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/input_paths.h"

#include <glob.h>
#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/corpora/walk/walk.h"
#include "lib/tool/tool.h"

namespace auricle {
namespace {

void SayPassedOver(const Walk& walk, const std::string& folder, const std::string& prefix) {
  if (walk.passed_over.empty()) return;
  Say(absl::StrCat("folder '", folder, "': ", walk.files.size(),
                   walk.files.size() == 1 ? " audio file" : " audio files",
                   "; passed over: ", DescribePassedOver(walk.passed_over)));
  for (const std::string& line : DescribeForeignAudio(walk.passed_over, prefix)) Say(line);
}

// What cannot be read stands among the files: as an item that --max_bad may drop.
absl::StatusOr<InputPaths> FilesOf(const std::string& folder) {
  ASSIGN_OR_RETURN(const Walk walk, WalkAudioFolder(folder));
  const std::string prefix = absl::StrCat(folder, absl::EndsWith(folder, "/") ? "" : "/");
  SayPassedOver(walk, folder, prefix);
  InputPaths found;
  found.from_folder = true;
  for (const std::string& file : walk.files) found.paths.push_back(absl::StrCat(prefix, file));
  for (const Walk::Fault& fault : walk.faults) {
    found.paths.push_back(fault.path == "." ? folder : absl::StrCat(prefix, fault.path));
  }
  if (found.paths.empty()) {
    return absl::NotFoundError(absl::StrCat("folder '", folder, "' has no audio files"));
  }
  std::sort(found.paths.begin(), found.paths.end());
  return found;
}

absl::StatusOr<InputPaths> Matches(const std::string& pattern) {
  glob_t found = {};
  const int status = glob(pattern.c_str(), 0, nullptr, &found);
  std::vector<std::string> files(found.gl_pathv,
                                 found.gl_pathv + (status == 0 ? found.gl_pathc : 0));
  globfree(&found);
  if (files.empty()) return absl::NotFoundError(absl::StrCat("no file matches '", pattern, "'"));
  return InputPaths{std::move(files)};  // glob sorts them.
}

}  // namespace

absl::StatusOr<InputPaths> ExpandInput(const std::string& input) {
  struct stat info;
  if (stat(input.c_str(), &info) == 0) {
    if (S_ISDIR(info.st_mode)) return FilesOf(input);
    return InputPaths{{input}};
  }
  if (input.find_first_of("*?[") != std::string::npos) return Matches(input);
  return InputPaths{{input}};
}

}  // namespace auricle
