// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/input_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "lib/audio/decode/kind.h"
#include "lib/audio/decode/open_interleaved.h"
#include "lib/base/status_macros.h"
#include "lib/base/stop.h"
#include "lib/corpora/walk/walk.h"
#include "lib/records/files/fd.h"
#include "lib/records/framing.h"
#include "lib/tool/flags_run.h"
#include "lib/tool/input_paths.h"
#include "lib/tool/name_list.h"
#include "lib/tool/tool.h"

namespace auricle {
namespace {

absl::StatusOr<std::string> FirstBytes(int fd, const std::string& name) {
  std::string first(kFrameHeadBytes, '\0');
  size_t size = 0;
  while (size < first.size()) {
    const ssize_t got = read(fd, &first[size], first.size() - size);
    if (StopSignal() != 0) return absl::CancelledError("stopped while waiting for input");
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return absl::UnavailableError(absl::StrCat("'", name, "': ", strerror(errno)));
    if (got == 0) break;
    size += got;
  }
  first.resize(size);
  return first;
}

// Names with line ends or zeros between; they begin with neither, but for empty lines.
bool MayBeText(absl::string_view first) {
  return first[0] != '\0' && std::all_of(first.begin(), first.end(), [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return byte >= ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0';
         });
}

// All of a pipe, of which `first` was read.
absl::StatusOr<std::shared_ptr<const Bytes>> Spooled(Fd fd, const std::string& first,
                                                     const std::string& name) {
  ASSIGN_OR_RETURN(const int64_t memory_bytes, MemoryFromFlag());
  std::string note;
  auto bytes = SpoolPipe(std::move(fd), first, name, memory_bytes, &note);
  if (!bytes.ok()) return Annotate(bytes.status(), absl::StrCat("'", name, "'"));
  if (!note.empty()) Say(note);
  return bytes;
}

// A pipe can be looked at only once, so it is opened here and now.
absl::StatusOr<InputSource> FromPipe(Fd fd, const std::string& name, const ReadOptions& options) {
  InputSource source;
  source.path = name;
  ASSIGN_OR_RETURN(const std::string first, FirstBytes(fd.get(), name));
  if (first.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", name, "' is empty: no clips, no audio (did the tool before fail?)"));
  }
  if (LooksLikeRecords(first)) {
    ASSIGN_OR_RETURN(source.reader, RecordReader::FromFd(fd.Release(), name, options, first));
    return source;
  }
  // Before all of it is gathered: it may have no end (/dev/zero). Text may be a list of names.
  const AudioKind kind = KindOf(first);
  if (kind == AudioKind::kForeign || (kind == AudioKind::kUnknown && !MayBeText(first))) {
    return absl::InvalidArgumentError(absl::StrCat("'", name, "': ", NotAudio(first)));
  }
  source.is_audio = true;
  ASSIGN_OR_RETURN(source.bytes, Spooled(std::move(fd), first, name));
  return source;
}

absl::StatusOr<InputSource> FromPath(const std::string& path, const ReadOptions& options) {
  InputSource source;
  source.path = path;
  struct stat info;
  if (stat(path.c_str(), &info) != 0) {
    source.is_audio = IsAudioName(path);  // Else shards, or the reader says what is wrong.
    return source;
  }
  Fd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() >= 0 && !S_ISREG(info.st_mode)) return FromPipe(std::move(fd), path, options);
  // An unreadable file is an item that --max_bad may drop.
  if (fd.get() < 0 || IsAudioName(path)) {
    source.is_audio = !absl::EndsWith(path, ".tfr");
    return source;
  }
  ASSIGN_OR_RETURN(const std::string first, FirstBytes(fd.get(), path));
  source.is_audio = !LooksLikeRecords(first) && !absl::EndsWith(path, ".tfr");
  return source;
}

class Opener {
 public:
  explicit Opener(const ReadOptions& options) : options_(options) {}

  absl::Status Add(const std::string& input) {
    if (input == "-") return AddStdin();
    ASSIGN_OR_RETURN(const InputPaths found, ExpandInput(input));
    for (const std::string& path : found.paths) {
      RETURN_IF_ERROR(CheckFresh(path));
      if (found.from_folder) {
        sources_.emplace_back();
        sources_.back().path = path;
        sources_.back().is_audio = true;
      } else {
        ASSIGN_OR_RETURN(InputSource source, FromPath(path, options_));
        sources_.push_back(std::move(source));
      }
    }
    return absl::OkStatus();
  }

  std::vector<InputSource> sources() { return std::move(sources_); }

 private:
  absl::Status CheckFresh(const std::string& path) {
    if (seen_.insert(std::string(absl::StripPrefix(path, "./"))).second) return absl::OkStatus();
    return ToolMisuse(absl::StrCat("'", path, "' is given twice; an item's id is its path"));
  }

  absl::Status AddStdin() {
    if (isatty(STDIN_FILENO)) {
      return ToolMisuse(
          "no input: give audio files, a folder or a stream of clips, or pipe one in");
    }
    RETURN_IF_ERROR(CheckFresh("-"));
    ASSIGN_OR_RETURN(InputSource source,
                     FromPipe(Fd(fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)), "stdin", options_));
    absl::StatusOr<std::vector<std::string>> names = std::vector<std::string>();
    if (source.is_audio) names = NamesInPipe(*source.bytes);
    if (!names.ok()) return Annotate(names.status(), "'stdin'");
    for (const std::string& name : *names) RETURN_IF_ERROR(Add(name));
    if (names->empty()) sources_.push_back(std::move(source));
    return absl::OkStatus();
  }

  const ReadOptions& options_;
  std::vector<InputSource> sources_;
  std::set<std::string> seen_;
};

}  // namespace

absl::StatusOr<std::vector<InputSource>> OpenInputs(const std::vector<std::string>& inputs,
                                                    const ReadOptions& options) {
  Opener opener(options);
  for (const std::string& input : inputs) RETURN_IF_ERROR(opener.Add(input));
  return opener.sources();
}

}  // namespace auricle
