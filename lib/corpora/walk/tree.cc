// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/walk/tree.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/base/stop.h"

namespace auricle {
namespace {

namespace fs = std::filesystem;

// What the walk met beside files goes into the listing: faults are refused, the rest is counted.
void Report(const Walk& walk, Listing* listing) {
  for (const Walk::Fault& fault : walk.faults) listing->Refuse(fault.path, fault.reason);
  for (const auto& [kind, left_out] : walk.passed_over) {
    listing->passed_over[kind] += left_out.count;
    if (kind != "linked again") continue;
    listing->notes.push_back(absl::StrCat("the link '", left_out.first, "'",
                                          left_out.count > 1 ? " and others lead" : " leads",
                                          " to a folder that is walked already"));
  }
  for (std::string& line : DescribeForeignAudio(walk.passed_over)) {
    listing->notes.push_back(std::move(line));
  }
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
  ASSIGN_OR_RETURN(Walk walk, WalkFolder(directory));
  Report(walk, listing);
  return std::move(walk.files);
}

absl::StatusOr<std::vector<std::string>> WalkAudio(const std::string& directory, Listing* listing) {
  ASSIGN_OR_RETURN(Walk walk, WalkAudioTree(directory, listing));
  return std::move(walk.files);
}

absl::StatusOr<Walk> WalkAudioTree(const std::string& directory, Listing* listing) {
  ASSIGN_OR_RETURN(Walk walk, WalkAudioFolder(directory));
  Report(walk, listing);
  listing->seen += walk.seen;
  return walk;
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
