// SPDX-License-Identifier: Apache-2.0
// The harness of every tool: flags, --help, exit status, signals, words on stderr. gflags is used
// in lib/tool and tools/ alone.
#ifndef AURICLE_LIB_TOOL_TOOL_H_
#define AURICLE_LIB_TOOL_TOOL_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "protos/record.pb.h"

namespace auricle {

struct Tool {
  const char* name;     // "wav2mel"
  const char* purpose;  // One line.
  const char* usage;    // Synopsis lines and one real example, as they should be shown.
  const char* notes;    // What else a user must know; may be "".
  // Flag groups that the tool takes and --help shows: "io" is lib/tool/flags_io.cc. The flags that
  // its own file (tools/NAME.cc) defines need no naming and are shown first. "run:seed,threads" is
  // those two of a group: a tool takes no flag that would change nothing.
  std::vector<std::string> flag_groups;
  // What --output holds, if it is a stream: only such a stream may be replaced that is an input.
  Header::Content writes = Header::CONTENT_UNSPECIFIED;
};

// Parses the flags, refuses an --output that is an input, runs `run(inputs)` and exits. inputs: the
// positional arguments; none: {"-"}. Flags are --name=value, --name value, --bool, --nobool, before
// or between inputs; "--" ends them. Exit status: 0 done, or the reader of our stdout left early
// (kCancelled without a signal); 1 failed; 2 misuse (ToolMisuse, an unknown flag, a bad value); 128
// + n after signal n. An error is one line on stderr, "NAME: message [CODE]", its control bytes
// escaped.
int ToolMain(int argc, char** argv, const Tool& tool,
             absl::Status (*run)(const std::vector<std::string>& inputs));

// From now on the first SIGINT, SIGTERM or SIGHUP ends the tool where it stands, not only the
// second: for tools that have nothing to wind up, as a file appears when it is whole, and a stream
// that is cut has no end.
void EndAtFirstSignal();

// An error of how the tool was called: exit 2, with a pointer to --help.
absl::Status ToolMisuse(absl::string_view message);

// One line on stderr: "NAME: message", control bytes escaped. For summaries, notes and warnings.
void Say(absl::string_view message);

// The running tool's name, and the version that stands in Provenance.version.
const std::string& ToolName();
const char* AuricleVersion();

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_TOOL_H_
