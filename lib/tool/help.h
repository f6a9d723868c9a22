// SPDX-License-Identifier: Apache-2.0
// Which flags a tool takes, setting them, and the text of --help.
#ifndef AURICLE_LIB_TOOL_HELP_H_
#define AURICLE_LIB_TOOL_HELP_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "lib/tool/tool.h"

namespace auricle {

// Parses `args` (without argv[0]) for `tool`; the positional ones become `inputs`. Where help or
// the version is asked for, says so and looks at nothing else. Errors: ToolMisuse, with "did you
// mean" for unknown flags.
absl::Status ParseFlags(const Tool& tool, const std::vector<std::string>& args,
                        std::vector<std::string>* inputs, bool* help, bool* version);

// {name, value} of the flags of text that were given.
std::vector<std::pair<std::string, std::string>> GivenStringFlags(const Tool& tool);
// The names of all flags that the tool takes.
std::vector<std::string> FlagNames(const Tool& tool);

// Purpose, usage, notes, then every flag the tool takes with its default, group by group.
std::string HelpText(const Tool& tool);

// `value` of a flag as gflags prints it, with doubles in their shortest form that reads back the
// same: gflags says 0.94999999999999996 for 0.95.
std::string ShortestValue(const std::string& value, const std::string& type);

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_HELP_H_
