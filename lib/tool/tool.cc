// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/tool.h"

#include <fcntl.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lib/base/status_macros.h"
#include "lib/base/stop.h"
#include "lib/base/text.h"
#include "lib/tool/help.h"
#include "lib/tool/number_flags.h"
#include "lib/tool/output_guard.h"
#include "lib/tool/say.h"
#include "lib/tool/signals.h"

namespace auricle {
namespace {

constexpr char kMisusePayload[] = "auricle/misuse";
constexpr char kVersion[] = "0.1.0";

std::string& MutableToolName() {
  static std::string* const name = new std::string("auricle");
  return *name;
}

// A stream that the caller closed would be the number of the next file that is opened, and words
// for stderr would end up in the output. Its place is taken by what can be used for nothing.
void KeepStreamNumbers() {
  for (int fd = 0; fd <= 2; ++fd) {
    if (fcntl(fd, F_GETFD) < 0) open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
  }
}

// What is left in stdio's buffer counts too: a full disk must not look like success.
absl::Status FlushStdout() {
  if (std::fflush(stdout) == 0 && !std::ferror(stdout)) return absl::OkStatus();
  if (errno == EPIPE) return absl::CancelledError("the reader of stdout left");
  return absl::UnavailableError(absl::StrCat("cannot write to stdout: ", strerror(errno)));
}

int ExitStatus(const absl::Status& status) {
  if (status.ok()) return 0;
  const bool misuse = status.GetPayload(kMisusePayload).has_value();
  if (absl::IsCancelled(status) && StopSignal() == 0) return 0;
  std::string line(status.message().data(), status.message().size());
  if (misuse) {
    absl::StrAppend(&line, " (", ToolName(), " --help shows how)");
  } else if (!absl::IsCancelled(status)) {
    absl::StrAppend(&line, " [", absl::StatusCodeToString(status.code()), "]");
  }
  Say(line);
  if (StopSignal() != 0) DieOfSignal(StopSignal());
  return misuse ? 2 : 1;
}

absl::Status ParseAndRun(const Tool& tool, const std::vector<std::string>& args,
                         absl::Status (*run)(const std::vector<std::string>&)) {
  if (const std::vector<std::string> unknown = UnknownNumberFlags(tool); !unknown.empty()) {
    return absl::InternalError(absl::StrCat("no such flags, but they are to stand in provenance: ",
                                            absl::StrJoin(unknown, ", ")));
  }
  std::vector<std::string> inputs;
  bool help = false, version = false;
  const absl::Status parsed = ParseFlags(tool, args, &inputs, &help, &version);
  if (help) {
    std::fputs(HelpText(tool).c_str(), stdout);
    return FlushStdout();
  }
  if (version) {
    std::printf("%s %s\n", tool.name, kVersion);
    return FlushStdout();
  }
  if (!parsed.ok()) return parsed;
  RETURN_IF_ERROR(CheckOutputIsNoInput(tool, inputs));
  if (inputs.empty()) inputs = {"-"};
  const absl::Status done = run(inputs);
  const absl::Status flushed = FlushStdout();
  return done.ok() ? flushed : done;
}

}  // namespace

int ToolMain(int argc, char** argv, const Tool& tool,
             absl::Status (*run)(const std::vector<std::string>& inputs)) {
  MutableToolName() = tool.name;
  KeepStreamNumbers();
  NameLastWords(tool.name);
  InstallLastResorts();
  InstallHandlers();
  return ExitStatus(ParseAndRun(tool, std::vector<std::string>(argv + 1, argv + argc), run));
}

absl::Status ToolMisuse(absl::string_view message) {
  absl::Status status = absl::InvalidArgumentError(message);
  status.SetPayload(kMisusePayload, absl::Cord("misuse"));
  return status;
}

void Say(absl::string_view message) {
  WriteStderrLine(EscapeForTerminal(absl::StrCat(ToolName(), ": ", message)));
}

const std::string& ToolName() { return MutableToolName(); }
const char* AuricleVersion() { return kVersion; }

}  // namespace auricle
