// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/walk/walk.h"

#include <sys/stat.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <iterator>
#include <set>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lib/base/status_macros.h"
#include "lib/base/stop.h"

namespace auricle {
namespace {

namespace fs = std::filesystem;

constexpr absl::string_view kAudioEndings[] = {".wav", ".wave", ".flac", ".ogg", ".oga",  ".opus",
                                               ".mp3", ".au",   ".snd",  ".aif", ".aiff", ".aifc",
                                               ".caf", ".w64",  ".rf64", ".sph", ".nist", ".voc"};

// Audio that is not decoded here; ffmpeg reads all of it.
constexpr absl::string_view kForeignEndings[] = {
    ".3gp", ".aac", ".ac3", ".amr", ".ape", ".dsf", ".dff", ".m4a", ".m4b", ".m4p",  ".mka", ".mkv",
    ".mov", ".mp1", ".mp2", ".mp4", ".mpc", ".ra",  ".shn", ".spx", ".tta", ".webm", ".wma", ".wv"};

// What file systems, desktops and storage boxes keep beside a user's files.
constexpr absl::string_view kSystemNames[] = {"__MACOSX",
                                              "lost+found",
                                              "$RECYCLE.BIN",
                                              "RECYCLER",
                                              "@eaDir",
                                              "@Recycle",
                                              "#recycle",
                                              "System Volume Information",
                                              "__pycache__",
                                              "@Recently-Snapshot",
                                              "Network Trash Folder",
                                              "Temporary Items"};

template <size_t n>
bool IsOneOf(absl::string_view word, const absl::string_view (&words)[n]) {
  return std::any_of(std::begin(words), std::end(words),
                     [&](absl::string_view w) { return absl::EqualsIgnoreCase(word, w); });
}

std::string Ending(absl::string_view path) {
  const absl::string_view name = path.substr(path.rfind('/') + 1);
  const size_t dot = name.rfind('.');
  return dot == absl::string_view::npos ? "" : absl::AsciiStrToLower(name.substr(dot));
}

class Walker {
 public:
  explicit Walker(std::string root) : root_(std::move(root)) {}

  // Folders that are really there come before links, and links in the order of their paths: so
  // which of two ways a folder is reached by does not depend on the file system.
  absl::StatusOr<Walk> Run() {
    RETURN_IF_ERROR(WalkBelow(""));
    while (!links_.empty()) {
      const std::string link = *links_.begin();
      links_.erase(links_.begin());
      if (walked_.count(FolderAt(link)) > 0) {
        PassOver("linked again", link);
      } else {
        RETURN_IF_ERROR(WalkBelow(link));
      }
    }
    std::sort(walk_.files.begin(), walk_.files.end());
    walk_.seen = walk_.files.size();
    std::sort(walk_.folders.begin(), walk_.folders.end());
    std::sort(walk_.faults.begin(), walk_.faults.end(),
              [](const Walk::Fault& a, const Walk::Fault& b) { return a.path < b.path; });
    return std::move(walk_);
  }

 private:
  // A folder as the file system knows it, whatever path leads there.
  using Folder = std::pair<dev_t, ino_t>;

  fs::path PathOf(const std::string& below) const {
    return below.empty() ? fs::path(root_) : fs::path(root_) / below;
  }

  Folder FolderAt(const std::string& below) const {
    struct stat found = {};
    stat(PathOf(below).c_str(), &found);
    return {found.st_dev, found.st_ino};
  }

  void PassOver(const std::string& kind, const std::string& path) {
    LeftOut& left_out = walk_.passed_over[kind];
    if (left_out.count++ == 0 || path < left_out.first) left_out.first = path;
  }

  absl::Status WalkBelow(const std::string& top) {
    std::deque<std::string> open = {top};
    while (!open.empty()) {
      const std::string folder = std::move(open.front());
      open.pop_front();
      if (!walked_.insert(FolderAt(folder)).second) continue;  // Bound to a second place.
      walk_.folders.push_back(folder);
      std::error_code error;
      fs::directory_iterator entry(PathOf(folder), error);
      for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
        if (StopSignal() != 0) return absl::CancelledError("stopped while walking the folder");
        Visit(*entry, folder, &open);
      }
      if (error) walk_.faults.push_back({folder.empty() ? "." : folder, error.message()});
    }
    return absl::OkStatus();
  }

  void Visit(const fs::directory_entry& entry, const std::string& folder,
             std::deque<std::string>* open) {
    const std::string name = entry.path().filename().native();
    const std::string path = folder.empty() ? name : absl::StrCat(folder, "/", name);
    if (name[0] == '.') return PassOver("hidden", path);
    if (IsOneOf(name, kSystemNames)) return PassOver("of the system", path);
    std::error_code error;
    const bool is_link = entry.is_symlink(error);
    if (entry.is_directory(error)) {
      if (is_link) {
        links_.insert(path);
      } else {
        open->push_back(path);
      }
    } else if (entry.is_regular_file(error)) {
      walk_.files.push_back(path);
    } else if (is_link) {
      walk_.faults.push_back({path, "it is a link that leads nowhere"});
    } else {
      PassOver("neither files nor folders", path);
    }
  }

  const std::string root_;
  Walk walk_;
  std::set<Folder> walked_;
  std::set<std::string> links_;  // To folders; still to be followed.
};

}  // namespace

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

absl::StatusOr<Walk> WalkFolder(const std::string& directory) {
  RETURN_IF_ERROR(CheckDirectory(directory));
  return Walker(directory).Run();
}

absl::StatusOr<Walk> WalkAudioFolder(const std::string& directory) {
  ASSIGN_OR_RETURN(Walk walk, WalkFolder(directory));
  std::vector<std::string> audio;
  for (std::string& file : walk.files) {
    if (IsAudioName(file)) {
      audio.push_back(std::move(file));
      continue;
    }
    const std::string ending = Ending(file);
    const bool foreign = IsOneOf(ending, kForeignEndings);
    const std::string named = ending.empty() ? "no ending" : ending;
    LeftOut& left_out =
        walk.passed_over[foreign ? ending : absl::StrCat("not audio (", named, ")")];
    if (left_out.count++ == 0) left_out.first = file;
  }
  walk.files = std::move(audio);
  return walk;
}

bool IsAudioName(absl::string_view path) { return IsOneOf(Ending(path), kAudioEndings); }

std::vector<std::string> DescribeForeignAudio(const std::map<std::string, LeftOut>& passed_over,
                                              const std::string& prefix) {
  std::vector<std::string> lines;
  for (const auto& [kind, left_out] : passed_over) {
    if (!IsOneOf(kind, kForeignEndings)) continue;
    const std::string first = absl::StrCat(prefix, left_out.first);
    const std::string stem = first.substr(0, first.size() - kind.size());
    lines.push_back(absl::StrCat(
        "warning: ", left_out.count, left_out.count == 1 ? " file" : " files", " of ", kind,
        left_out.count == 1 ? " is" : " are", " left out, for that is not decoded here; convert ",
        left_out.count == 1 ? "it" : "each", ": ffmpeg -i '", first, "' '", stem, ".flac'"));
  }
  return lines;
}

std::string DescribePassedOver(const std::map<std::string, LeftOut>& passed_over) {
  std::vector<std::string> kinds;
  for (const auto& [kind, left_out] : passed_over) {
    kinds.push_back(absl::StrCat(left_out.count, " ", kind, " ('", left_out.first,
                                 left_out.count > 1 ? "', …)" : "')"));
  }
  return absl::StrJoin(kinds, ", ");
}

}  // namespace auricle
