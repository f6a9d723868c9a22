// SPDX-License-Identifier: Apache-2.0
// The harness of every tool: flags, --help, exit status, signals, words on stderr. gflags and glog
// are used in lib/tool and tools/ alone.
#ifndef AURICLE_LIB_TOOL_TOOL_H_
#define AURICLE_LIB_TOOL_TOOL_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace auricle {

struct Tool {
  const char* name;      // "wav2mel"
  const char* purpose;   // One line.
  const char* usage;     // Synopsis lines and one real example.
  const char* notes;     // What else a user must know; may be "".
  // Flag groups shown by --help and accepted: the stems of lib/tool/flags_*.cc, e.g. {"io", "clips"}.
  // Flags that the tool's own main defines belong to it without being named.
  std::vector<std::string> flag_groups;
};

// Runs `run(inputs)` between parsing and exit. inputs: the positional arguments; none gives {"-"}.
// Exit status: 0 done (or the reader of our stdout left early), 1 failed, 2 misuse (kInvalidArgument
// from ToolMisuse, an unknown flag, a bad value), 128 + n after signal n. Errors are one line on
// stderr: "NAME: message [CODE]", control bytes escaped.
int ToolMain(int argc, char** argv, const Tool& tool,
             absl::Status (*run)(const std::vector<std::string>& inputs));

// An error of how the tool was called: exit 2, with a pointer to --help.
absl::Status ToolMisuse(absl::string_view message);

// One line on stderr: "NAME: message", control bytes escaped. For summaries, notes and warnings.
void Say(absl::string_view message);

// Flags that shape numbers, as "name=value" sorted by name: those of `names` that the tool has.
// Goes into Provenance.flags.
std::vector<std::string> FlagsForProvenance(const std::vector<std::string>& names);

// The version that stands in Provenance.version.
const char* AuricleVersion();

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_TOOL_H_
