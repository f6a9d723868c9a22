// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/tree.h"

#include <sys/stat.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/base/stop.h"

namespace auricle {
namespace {

namespace fs = std::filesystem;

// What libsndfile reads, and what it does not but a user may expect: wav2mel names those.
constexpr absl::string_view kAudioEndings[] = {".wav",  ".flac", ".ogg", ".oga",  ".opus", ".mp3",
                                               ".au",   ".snd",  ".aif", ".aiff", ".aifc", ".w64",
                                               ".rf64", ".caf",  ".sph", ".m4a",  ".wma"};

std::string Ending(absl::string_view path) {
  const std::string name = Basename(path);
  const size_t dot = name.rfind('.');
  return dot == std::string::npos ? "" : absl::AsciiStrToLower(name.substr(dot));
}

// A folder as the file system knows it, whatever path leads there.
using Folder = std::pair<dev_t, ino_t>;

Folder FolderAt(const fs::path& path) {
  struct stat found = {};
  stat(path.c_str(), &found);
  return {found.st_dev, found.st_ino};
}

// `way`: the folders from the root to the one that `directory` lies in. A link to one of them, or
// to `directory` itself, would be walked without end.
absl::Status Walk(const fs::path& directory, const std::string& prefix, std::vector<Folder> way,
                  std::vector<std::string>* files, Listing* listing) {
  way.push_back(FolderAt(directory));
  std::error_code error;
  fs::directory_iterator entry(directory, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    if (StopSignal() != 0) return absl::CancelledError("stopped while listing the corpus");
    const std::string name = entry->path().filename().native();
    const std::string path = prefix + name;
    if (name[0] == '.' || name == "__MACOSX") {
      ++listing->passed_over["hidden"];
      continue;
    }
    std::error_code of_entry;
    if (entry->is_directory(of_entry)) {
      if (entry->is_symlink(of_entry) &&
          std::find(way.begin(), way.end(), FolderAt(entry->path())) != way.end()) {
        ++listing->passed_over["links to a folder that they lie in"];
        continue;
      }
      RETURN_IF_ERROR(Walk(entry->path(), path + "/", way, files, listing));
    } else if (entry->is_regular_file(of_entry)) {
      files->push_back(path);
    } else if (entry->is_symlink(of_entry)) {
      listing->Refuse(path, "it is a link that leads nowhere");
    } else {
      ++listing->passed_over["neither files nor folders"];
    }
  }
  if (error) listing->Refuse(prefix.empty() ? "." : prefix, error.message());
  return absl::OkStatus();
}

absl::Status CheckDirectory(const std::string& directory) {
  std::error_code error;
  const fs::file_status status = fs::status(directory, error);
  if (!fs::exists(status)) {
    return absl::NotFoundError(absl::StrCat("there is no directory '", directory, "'"));
  }
  if (!fs::is_directory(status)) {
    return absl::InvalidArgumentError(absl::StrCat("'", directory, "' is a file, not a directory"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<std::string>> NamesIn(const std::string& directory) {
  RETURN_IF_ERROR(CheckDirectory(directory));
  std::vector<std::string> names;
  std::error_code error;
  fs::directory_iterator entry(directory, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    if (StopSignal() != 0) return absl::CancelledError("stopped while listing the corpus");
    std::string name = entry->path().filename().native();
    if (name[0] != '.') names.push_back(std::move(name));
  }
  if (error) {
    return absl::UnavailableError(absl::StrCat("cannot read '", directory, "': ", error.message()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

absl::StatusOr<std::vector<std::string>> WalkTree(const std::string& directory, Listing* listing) {
  RETURN_IF_ERROR(CheckDirectory(directory));
  std::vector<std::string> files;
  RETURN_IF_ERROR(Walk(directory, "", {}, &files, listing));
  std::sort(files.begin(), files.end());
  return files;
}

absl::StatusOr<std::vector<std::string>> WalkAudio(const std::string& directory, Listing* listing) {
  ASSIGN_OR_RETURN(std::vector<std::string> files, WalkTree(directory, listing));
  listing->seen += files.size();
  std::vector<std::string> audio;
  for (std::string& file : files) {
    if (IsAudioName(file)) {
      audio.push_back(std::move(file));
    } else {
      ++listing->passed_over[absl::StrCat("not audio (", Ending(file), ")")];
    }
  }
  return audio;
}

absl::StatusOr<std::string> PrefixBelowRoot(const CorpusRequest& request) {
  if (request.root.empty()) return std::string();
  std::error_code no_path, no_root;
  const fs::path path = fs::canonical(request.path, no_path);
  const fs::path root = fs::canonical(request.root, no_root);
  const std::string below = path.lexically_relative(root).native();
  if (no_path || no_root || LeadsOut(below)) {
    return absl::InvalidArgumentError(absl::StrCat("it does not lie below --root='", request.root,
                                                   "'; leave --root out, or name a folder above"));
  }
  return below == "." ? std::string() : below + "/";
}

bool LeadsOut(absl::string_view below) {
  return below.empty() || below == ".." || absl::StartsWith(below, "../");
}

bool IsAudioName(absl::string_view path) {
  const std::string ending = Ending(path);
  return std::find(std::begin(kAudioEndings), std::end(kAudioEndings), ending) !=
         std::end(kAudioEndings);
}

bool IsDirectory(const std::string& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

bool IsFile(const std::string& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

std::string Basename(absl::string_view path) {
  const size_t slash = path.rfind('/');
  return std::string(slash == absl::string_view::npos ? path : path.substr(slash + 1));
}

std::string Stem(absl::string_view path) {
  const std::string name = Basename(path);
  const size_t dot = name.rfind('.');
  return dot == std::string::npos || dot == 0 ? name : name.substr(0, dot);
}

std::string NameOfDirectory(const std::string& path) {
  std::error_code error;
  const fs::path full = fs::canonical(path, error);
  return error ? Basename(path) : full.filename().native();
}

std::string JoinPath(absl::string_view a, absl::string_view b) {
  if (a.empty() || absl::StartsWith(b, "/")) return std::string(b);
  if (b.empty()) return std::string(a);
  return absl::StrCat(a, absl::EndsWith(a, "/") ? "" : "/", b);
}

}  // namespace auricle
