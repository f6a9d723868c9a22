// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/input_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "lib/audio/kind.h"
#include "lib/audio/open_interleaved.h"
#include "lib/base/status_macros.h"
#include "lib/base/stop.h"
#include "lib/records/fd.h"
#include "lib/records/framing.h"
#include "lib/tool/flags_run.h"
#include "lib/tool/input_paths.h"
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
  // Before all of it is gathered: it may have no end (/dev/zero).
  const AudioKind kind = KindOf(first);
  if (kind == AudioKind::kUnknown || kind == AudioKind::kForeign) {
    return absl::InvalidArgumentError(absl::StrCat("'", name, "': ", NotAudio(first)));
  }
  source.is_audio = true;
  ASSIGN_OR_RETURN(const int64_t memory_bytes, MemoryFromFlag());
  std::string note;
  auto bytes = SpoolPipe(std::move(fd), first, name, memory_bytes, &note);
  if (!bytes.ok()) return Annotate(bytes.status(), absl::StrCat("'", name, "'"));
  if (!note.empty()) Say(note);
  source.bytes = *std::move(bytes);
  return source;
}

absl::StatusOr<InputSource> FromPath(const std::string& path, const ReadOptions& options) {
  InputSource source;
  source.path = path;
  struct stat info;
  if (stat(path.c_str(), &info) != 0) {
    source.is_audio = HasAudioEnding(path);  // Else shards, or the reader says what is wrong.
    return source;
  }
  Fd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() >= 0 && !S_ISREG(info.st_mode)) return FromPipe(std::move(fd), path, options);
  // An unreadable file is an item that --max_bad may drop.
  if (fd.get() < 0 || HasAudioEnding(path)) {
    source.is_audio = !absl::EndsWith(path, ".tfr");
    return source;
  }
  ASSIGN_OR_RETURN(const std::string first, FirstBytes(fd.get(), path));
  source.is_audio = !LooksLikeRecords(first) && !absl::EndsWith(path, ".tfr");
  return source;
}

}  // namespace

absl::StatusOr<std::vector<InputSource>> OpenInputs(const std::vector<std::string>& inputs,
                                                    const ReadOptions& options) {
  std::vector<InputSource> sources;
  std::set<std::string> seen;
  for (const std::string& input : inputs) {
    std::vector<std::string> paths = {"-"};
    if (input != "-") {
      ASSIGN_OR_RETURN(paths, ExpandInput(input));
    } else if (isatty(STDIN_FILENO)) {
      return ToolMisuse(
          "no input: give audio files, a folder or a stream of clips, or pipe one in");
    }
    for (const std::string& path : paths) {
      if (!seen.insert(std::string(absl::StripPrefix(path, "./"))).second) {
        return ToolMisuse(absl::StrCat("'", path, "' is given twice; an item's id is its path"));
      }
      Fd copy(path == "-" ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : -1);
      ASSIGN_OR_RETURN(InputSource source, path == "-" ? FromPipe(std::move(copy), "stdin", options)
                                                       : FromPath(path, options));
      sources.push_back(std::move(source));
    }
  }
  return sources;
}

}  // namespace auricle
