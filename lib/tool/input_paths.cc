// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/input_paths.h"

#include <glob.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace auricle {
namespace {

namespace fs = std::filesystem;

constexpr const char* kEndings[] = {".wav", ".flac", ".ogg",  ".oga",  ".opus", ".mp3", ".au",
                                    ".snd", ".aif",  ".aiff", ".aifc", ".caf",  ".w64", ".rf64"};

absl::StatusOr<std::vector<std::string>> FilesOf(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  fs::recursive_directory_iterator walk(folder, fs::directory_options::follow_directory_symlink,
                                        error);
  for (; !error && walk != fs::recursive_directory_iterator(); walk.increment(error)) {
    std::error_code ignored;
    const std::string path = walk->path().string();
    if (HasAudioEnding(path) && walk->is_regular_file(ignored)) files.push_back(path);
  }
  if (error)
    return absl::UnavailableError(absl::StrCat("folder '", folder, "': ", error.message()));
  if (files.empty()) {
    return absl::NotFoundError(absl::StrCat("folder '", folder, "' has no audio files"));
  }
  std::sort(files.begin(), files.end());
  return files;
}

absl::StatusOr<std::vector<std::string>> Matches(const std::string& pattern) {
  glob_t found = {};
  const int status = glob(pattern.c_str(), 0, nullptr, &found);
  std::vector<std::string> files(found.gl_pathv,
                                 found.gl_pathv + (status == 0 ? found.gl_pathc : 0));
  globfree(&found);
  if (files.empty()) return absl::NotFoundError(absl::StrCat("no file matches '", pattern, "'"));
  return files;  // glob sorts them.
}

}  // namespace

bool HasAudioEnding(const std::string& path) {
  const std::string lower = absl::AsciiStrToLower(path);
  return std::any_of(std::begin(kEndings), std::end(kEndings),
                     [&](const char* ending) { return absl::EndsWith(lower, ending); });
}

absl::StatusOr<std::vector<std::string>> ExpandInput(const std::string& input) {
  struct stat info;
  if (stat(input.c_str(), &info) == 0) {
    if (S_ISDIR(info.st_mode)) return FilesOf(input);
    return std::vector<std::string>{input};
  }
  if (input.find_first_of("*?[") != std::string::npos) return Matches(input);
  return std::vector<std::string>{input};
}

}  // namespace auricle
