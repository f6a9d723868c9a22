// SPDX-License-Identifier: Apache-2.0
#include "lib/report/figures/gnuplot_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "lib/base/status_macros.h"
#include "lib/base/stop.h"
#include "lib/records/files/fd.h"

extern char** environ;

namespace auricle {
namespace {

constexpr size_t kChunkBytes = 1 << 16;
// What is written before the second drawing, so that its writes end elsewhere than the first's: a
// write of the same number that fails leaves another hole.
constexpr size_t kPadding = 1000;

struct Pipe {
  Fd out, in;  // Read from the one what was written to the other.
};

absl::StatusOr<Pipe> MakePipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return ErrnoStatus(errno, "cannot make a pipe for gnuplot");
  Pipe made;
  made.out = Fd(ends[0]);
  made.in = Fd(ends[1]);
  return made;
}

// A child that is waited for however this scope is left.
class Child {
 public:
  ~Child() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    Wait();
  }
  absl::Status Start(int in, int out, int err);
  // Its wait status.
  int Wait() {
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = 0;
    return status;
  }

 private:
  pid_t pid_ = 0;
};

// Ours, but in a locale that has all letters and prints numbers in one way.
class Environment {
 public:
  Environment() {
    for (char** one = environ; *one != nullptr; ++one) {
      if (!absl::StartsWith(*one, "LC_ALL=")) pointers_.push_back(*one);
    }
    pointers_.push_back(locale_);
    pointers_.push_back(nullptr);
  }
  char** get() { return pointers_.data(); }

 private:
  char locale_[16] = "LC_ALL=C.UTF-8";
  std::vector<char*> pointers_;
};

absl::Status Child::Start(int in, int out, int err) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in, 0);
  posix_spawn_file_actions_adddup2(&actions, out, 1);
  posix_spawn_file_actions_adddup2(&actions, err, 2);
  // -d: no start-up file of the user's; -: the script is on stdin.
  char* const arguments[] = {const_cast<char*>("gnuplot"), const_cast<char*>("-d"),
                             const_cast<char*>("-"), nullptr};
  const int failed =
      posix_spawnp(&pid_, "gnuplot", &actions, nullptr, arguments, Environment().get());
  posix_spawn_file_actions_destroy(&actions);
  if (failed == 0) return absl::OkStatus();
  pid_ = 0;
  return absl::NotFoundError(absl::StrCat("cannot run gnuplot: ", std::strerror(failed),
                                          "; install gnuplot-nox, or give --nofigures"));
}

absl::Status Failed(int error, const char* what) {
  return ErrnoStatus(error, absl::StrCat("cannot ", what, " gnuplot"));
}

// Appends what there is to `text`; closes `from` at its end.
absl::Status Drain(Fd* from, std::string* text) {
  char chunk[kChunkBytes];
  const ssize_t got = read(from->get(), chunk, sizeof(chunk));
  if (got < 0 && errno != EINTR) return Failed(errno, "read from");
  if (got > 0) text->append(chunk, got);
  if (got == 0) from->Close();
  return absl::OkStatus();
}

// Writes some of `script`; closes `to` at its end, or where gnuplot reads no further: why, it says.
absl::Status Feed(absl::string_view* script, Fd* to) {
  const ssize_t put = write(to->get(), script->data(), script->size());
  if (put < 0 && errno != EPIPE && errno != EINTR && errno != EAGAIN) {
    return Failed(errno, "write to");
  }
  if (put > 0) script->remove_prefix(put);
  if (script->empty() || (put < 0 && errno == EPIPE)) to->Close();
  return absl::OkStatus();
}

// Feeds one end while the others are drained: neither side ever waits for the other. A closed
// descriptor is -1, which poll passes over.
absl::Status Exchange(absl::string_view script, Fd* in, Fd* out, Fd* err, std::string* drawing,
                      std::string* words) {
  fcntl(in->get(), F_SETFL, O_NONBLOCK);
  while (out->get() >= 0 || err->get() >= 0) {
    if (StopSignal() != 0) {
      return absl::CancelledError(absl::StrCat("stopped by signal ", StopSignal()));
    }
    pollfd ends[] = {{in->get(), POLLOUT, 0}, {out->get(), POLLIN, 0}, {err->get(), POLLIN, 0}};
    if (poll(ends, 3, -1) < 0) {
      if (errno == EINTR) continue;
      return Failed(errno, "wait for");
    }
    if (ends[0].revents != 0) RETURN_IF_ERROR(Feed(&script, in));
    if (ends[1].revents != 0) RETURN_IF_ERROR(Drain(out, drawing));
    if (ends[2].revents != 0) RETURN_IF_ERROR(Drain(err, words));
  }
  return absl::OkStatus();
}

// What gnuplot and its libraries said, but that fontconfig cannot keep a cache, which only saves
// time (a font that cannot be read would be drawn by another), and that an axis whose values are
// all alike was widened, which draws what there is.
std::string OwnWords(const std::string& words) {
  std::string own;
  for (const absl::string_view line : absl::StrSplit(words, '\n')) {
    const absl::string_view text = absl::StripAsciiWhitespace(line);
    if (text.empty() || text == "Fontconfig error: No writable cache directories" ||
        absl::StartsWith(text, "Warning: empty x range") ||
        absl::StartsWith(text, "Warning: empty y range")) {
      continue;
    }
    absl::StrAppend(&own, own.empty() ? "" : "; ", text);
  }
  return own;
}

// The time of making is no part of a PDF.
void FixPdfDate(std::string* pdf) {
  constexpr absl::string_view kKey = "/CreationDate (D:";
  const size_t at = pdf->find(std::string(kKey));
  if (at == std::string::npos) return;
  const size_t from = at + kKey.size();
  const size_t to = pdf->find(')', from);
  if (to == std::string::npos) return;
  const std::string fixed = "20000101000000Z00'00";
  for (size_t i = from; i < to; ++i) (*pdf)[i] = fixed[std::min(i - from, fixed.size() - 1)];
}

absl::StatusOr<std::string> RunOnce(absl::string_view script) {
  ASSIGN_OR_RETURN(Pipe in, MakePipe());
  ASSIGN_OR_RETURN(Pipe out, MakePipe());
  ASSIGN_OR_RETURN(Pipe err, MakePipe());
  Child child;
  RETURN_IF_ERROR(child.Start(in.out.get(), out.in.get(), err.in.get()));
  in.out.Close();
  out.in.Close();
  err.in.Close();
  std::string drawing, words;
  RETURN_IF_ERROR(Exchange(script, &in.in, &out.out, &err.out, &drawing, &words));
  in.in.Close();
  const int status = child.Wait();
  const std::string said = OwnWords(words);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0 && said.empty()) {
    FixPdfDate(&drawing);
    return drawing;
  }
  const std::string how = WIFSIGNALED(status) ? absl::StrCat("signal ", WTERMSIG(status))
                                              : absl::StrCat("status ", WEXITSTATUS(status));
  return absl::InternalError(absl::StrCat("gnuplot failed (", how, "): ", said));
}

}  // namespace

std::string DataBlocks(const std::vector<std::string>& data) {
  std::string commands;
  for (size_t d = 0; d < data.size(); ++d) {
    absl::StrAppend(&commands, "$d", d, " << EOD\n", data[d],
                    absl::EndsWith(data[d], "\n") ? "" : "\n", "EOD\n");
  }
  return commands;
}

absl::StatusOr<std::string> RunGnuplot(absl::string_view script) {
  ASSIGN_OR_RETURN(const std::string drawing, RunOnce(script));
  const std::string padding(kPadding, '-');
  ASSIGN_OR_RETURN(const std::string again, RunOnce(absl::StrCat("set print '-'\nprint \"", padding,
                                                                 "\"\nset print\n", script)));
  if (again == absl::StrCat(padding, "\n", drawing)) return drawing;
  return absl::InternalError(
      "gnuplot drew a figure twice and not the same; are its writes failing?");
}

absl::Status CheckDrawing(absl::string_view drawing, absl::string_view format) {
  constexpr absl::string_view kPngEnd("\0\0\0\0IEND\xae\x42\x60\x82", 12);
  const absl::string_view end = format == "png"   ? kPngEnd
                                : format == "pdf" ? absl::string_view("%%EOF")
                                                  : absl::string_view("</svg>");
  const absl::string_view text =
      format == "png" ? drawing : absl::StripTrailingAsciiWhitespace(drawing);
  if (absl::EndsWith(text, end)) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("gnuplot left a figure unfinished: ", drawing.size(),
                                          " bytes that do not end ", "as ", format, " does"));
}

}  // namespace auricle
