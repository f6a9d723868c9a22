// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/output_guard.h"

#include <glob.h>
#include <sys/stat.h>

#include <climits>
#include <cstdlib>
#include <memory>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gflags/gflags.h"
#include "lib/audio/decode/kind.h"
#include "lib/base/status_macros.h"
#include "lib/records/files/fd.h"
#include "lib/records/files/shard_name.h"
#include "lib/records/framing.h"
#include "lib/records/reader.h"
#include "lib/tool/help.h"

namespace auricle {
namespace {

// A regular file, whatever its names.
struct Identity {
  dev_t device = 0;
  ino_t inode = 0;
};

std::optional<Identity> IdentityOf(const std::string& path) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
  return Identity{info.st_dev, info.st_ino};
}

bool IsSame(const std::string& path, const Identity& file) {
  const std::optional<Identity> other = IdentityOf(path);
  return other.has_value() && other->device == file.device && other->inode == file.inode;
}

std::string OutputFlag() {
  std::string value;
  return gflags::GetCommandLineOption("output", &value) ? value : "-";
}

// The file, or the shards "name@8" of it.
std::vector<std::string> FilesOf(const std::string& name) {
  const absl::StatusOr<std::vector<std::string>> shards = ShardFiles(name);
  if (shards.ok() && !shards->empty()) return *shards;
  return {name};
}

std::vector<std::string> Matches(const std::string& pattern) {
  if (pattern.find_first_of("*?[") == std::string::npos) return {};
  glob_t found = {};
  const bool any = glob(pattern.c_str(), GLOB_NOSORT, nullptr, &found) == 0;
  std::vector<std::string> files(found.gl_pathv, found.gl_pathv + (any ? found.gl_pathc : 0));
  globfree(&found);
  return files;
}

std::string RealPath(const std::string& path) {
  char resolved[PATH_MAX];
  return realpath(path.c_str(), resolved) != nullptr ? resolved : "";
}

bool LiesIn(const std::string& file, const std::string& folder) {
  struct stat info;
  if (stat(folder.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) return false;
  const std::string top = RealPath(folder);
  return top == "/" || absl::StartsWith(RealPath(file), absl::StrCat(top, "/"));
}

std::string FirstBytes(const std::string& path) {
  const absl::StatusOr<Fd> fd = OpenToRead(path);
  std::string first(kKindBytes, '\0');
  size_t size = 0;
  while (fd.ok() && size < first.size()) {
    const auto got = ReadSome(fd->get(), &first[size], first.size() - size, path);
    if (!got.ok() || *got == 0) break;
    size += *got;
  }
  first.resize(size);
  return first;
}

// A stream that is too damaged to tell is one of any kind.
bool IsStreamOf(const std::string& path, Header::Content content) {
  if (content == Header::CONTENT_UNSPECIFIED || !LooksLikeRecords(FirstBytes(path))) return false;
  const auto reader = RecordReader::Open(path);
  if (!reader.ok()) return true;
  const absl::StatusOr<bool> section = (*reader)->NextSection();
  return !section.ok() || !*section || (*reader)->header().content() == content;
}

// What the tool writes; --format may ask for text in place of a stream.
Header::Content Writes(const Tool& tool) {
  std::string format;
  const bool text = gflags::GetCommandLineOption("format", &format) && !format.empty() &&
                    format != "auto" && format != "records";
  return text ? Header::CONTENT_UNSPECIFIED : tool.writes;
}

absl::Status Refuse(const std::string& output, absl::string_view what) {
  return ToolMisuse(
      absl::StrCat("--output='", output, "' ", what, ", which would be lost; name another file"));
}

// `words`: of which flag, or "the input".
absl::Status CheckFile(const std::string& output, const Identity& file, const std::string& input,
                       absl::string_view words) {
  for (const std::string& path : FilesOf(input)) {
    if (IsSame(path, file)) return Refuse(output, absl::StrCat("is ", words, " '", path, "'"));
  }
  return absl::OkStatus();
}

absl::Status CheckInput(const Tool& tool, const std::string& output, const Identity& file,
                        const std::string& input) {
  RETURN_IF_ERROR(CheckFile(output, file, input, "the input"));
  for (const std::string& path : Matches(input)) {
    RETURN_IF_ERROR(CheckFile(output, file, path, "the input"));
  }
  if (!LiesIn(output, input)) return absl::OkStatus();
  // A tool that writes pages and tables may find its last one there.
  const AudioKind kind = KindOf(FirstBytes(output));
  if (Writes(tool) == Header::CONTENT_UNSPECIFIED && kind == AudioKind::kUnknown) {
    return absl::OkStatus();
  }
  return Refuse(output, absl::StrCat("is a file of the input '", input, "'"));
}

}  // namespace

absl::Status CheckOutputIsNoInput(const Tool& tool, const std::vector<std::string>& inputs) {
  for (const std::string& output : FilesOf(OutputFlag())) {
    const std::optional<Identity> file = IdentityOf(output);
    if (!file.has_value() || IsStreamOf(output, Writes(tool))) continue;
    for (const std::string& input : inputs) {
      RETURN_IF_ERROR(CheckInput(tool, output, *file, input));
    }
    for (const auto& [name, value] : GivenStringFlags(tool)) {
      // That a checkpoint is the output is its own misuse.
      if (name == "output" || name == "checkpoint") continue;
      RETURN_IF_ERROR(CheckFile(output, *file, value, absl::StrCat("the file of --", name)));
    }
  }
  return absl::OkStatus();
}

bool IsOutputFile(const std::string& path) {
  static const std::optional<Identity> kOutput = IdentityOf(OutputFlag());
  return kOutput.has_value() && IsSame(path, *kOutput);
}

}  // namespace auricle
