// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/walk/file_finder.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "lib/base/alike.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/corpora/walk/tree.h"
#include "lib/corpora/walk/walk.h"

namespace auricle {
namespace {

namespace fs = std::filesystem;

constexpr size_t kNamesToCompare = 2000;
constexpr int64_t kErrorsToCompare = 5;

bool Exists(const std::string& path) {
  std::error_code error;
  return fs::exists(path.empty() ? "." : path, error);
}

}  // namespace

const FileFinder::Names& FileFinder::NamesOf(const std::string& folder) {
  const auto [known, fresh] = folders_.try_emplace(folder);
  if (!fresh) return known->second;
  std::error_code error;
  fs::directory_iterator entry(folder.empty() ? "." : folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename().native();
    known->second[AlikeKey(name)].push_back(name);
  }
  return known->second;
}

absl::Status FileFinder::NotFound(const std::string& path, const std::string& folder,
                                  const std::string& name) {
  std::string message =
      absl::StrCat("there is no file '", JoinPath(root_, ShowSpelling(path)), "'");
  // Only the first errors are shown.
  const bool compares = !name.empty() && not_found_++ < kErrorsToCompare;
  if (compares && NamesOf(folder).size() <= kNamesToCompare) {
    std::vector<std::string> all;
    for (const auto& [key, spellings] : NamesOf(folder)) {
      all.insert(all.end(), spellings.begin(), spellings.end());
    }
    const auto leaves_ending_out = [&name](const std::string& other) {
      return absl::StartsWith(other, name + ".") && IsAudioName(other);
    };
    const auto with_ending = std::find_if(all.begin(), all.end(), leaves_ending_out);
    std::string near = with_ending == all.end() ? "" : *with_ending;
    // Two of three letters would be near to anything.
    if (near.empty() && name.size() > 3) near = Nearest(name, all);
    if (!near.empty()) {
      absl::StrAppend(&message, "; did you mean '", ShowSpelling(near), "' in '",
                      folder.empty() ? "." : folder, "'?");
    }
  }
  return absl::NotFoundError(absl::StrCat(message, " (--root says below what)"));
}

// Component by component: each as it is spelled, else as the only one that reads alike.
absl::StatusOr<std::string> FileFinder::FindAlike(const std::string& path) {
  std::string found = absl::StartsWith(path, "/") ? "/" : "";
  for (const absl::string_view part : absl::StrSplit(path, '/', absl::SkipEmpty())) {
    const std::string folder = JoinPath(root_, found);
    const std::string name(part);
    if (Exists(JoinPath(folder, name))) {
      found = JoinPath(found, name);
      continue;
    }
    const Names& names = NamesOf(folder);
    const auto alike = names.find(AlikeKey(name));
    if (alike == names.end()) return NotFound(path, folder, name);
    if (alike->second.size() > 1) {
      return absl::InvalidArgumentError(absl::StrCat(
          "there is no file '", ShowSpelling(path), "', and several read alike: ",
          ShowSpellings(alike->second), "; write the one that is meant into the table"));
    }
    found = JoinPath(found, alike->second[0]);
  }
  if (!IsFile(JoinPath(root_, found))) return NotFound(path, "", "");
  return found;
}

absl::StatusOr<std::string> FileFinder::Find(const std::string& path) {
  if (IsFile(JoinPath(root_, path))) return path;
  const std::string slashed = absl::StrReplaceAll(path, {{"\\", "/"}});
  const bool is_there = slashed != path && IsFile(JoinPath(root_, slashed));
  absl::StatusOr<std::string> found = is_there ? slashed : FindAlike(slashed);
  if (!found.ok() && slashed != path) {
    return absl::NotFoundError(absl::StrCat(
        found.status().message(), "; its backslashes are Windows', and were taken for /"));
  }
  RETURN_IF_ERROR(found.status());
  Respelled* const kind = is_there ? &slashes_ : &spelling_;
  if (kind->count++ == 0) {
    kind->asked = path;
    kind->found = *found;
  }
  return found;
}

std::vector<std::string> FileFinder::Notes() const {
  std::vector<std::string> notes;
  if (slashes_.count > 0) {
    notes.push_back(absl::StrCat(slashes_.count, slashes_.count == 1 ? " path has" : " paths have",
                                 " backslashes, as on Windows; took '", slashes_.found, "' for '",
                                 slashes_.asked, "'"));
  }
  if (spelling_.count > 0) {
    notes.push_back(absl::StrCat(
        "warning: ", spelling_.count, spelling_.count == 1 ? " path is" : " paths are",
        " spelled otherwise on the disk (in case or in Unicode's normal form); took the file '",
        ShowSpelling(spelling_.found), "' for '", ShowSpelling(spelling_.asked), "'"));
  }
  return notes;
}

}  // namespace auricle
