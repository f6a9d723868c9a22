// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/help.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "gflags/gflags.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/tool/flag_values.h"

namespace auricle {
namespace {

using Flag = gflags::CommandLineFlagInfo;

// Flags of the tool's own file, NAME.cc, ("") or of the file lib/tool/flags_GROUP.cc: all of them,
// or of "GROUP:a,b" those two.
std::vector<Flag> FlagsOfGroup(const Tool& tool, const std::string& group) {
  std::vector<Flag> all, flags;
  gflags::GetAllFlags(&all);
  const std::vector<std::string> parts = absl::StrSplit(group, absl::MaxSplits(':', 1));
  const std::string file = group.empty() ? absl::StrCat("/", tool.name, ".cc")
                                         : absl::StrCat("/flags_", parts[0], ".cc");
  const std::vector<std::string> names =
      parts.size() == 2 ? absl::StrSplit(parts[1], ',') : std::vector<std::string>();
  for (const Flag& flag : all) {
    if (!absl::EndsWith(flag.filename, file)) continue;
    if (names.empty() || std::count(names.begin(), names.end(), flag.name) > 0) {
      flags.push_back(flag);
    }
  }
  return flags;
}

std::vector<std::string> Groups(const Tool& tool) {
  std::vector<std::string> groups = {""};
  groups.insert(groups.end(), tool.flag_groups.begin(), tool.flag_groups.end());
  return groups;
}

std::vector<Flag> FlagsOf(const Tool& tool) {
  std::vector<Flag> flags;
  for (const std::string& group : Groups(tool)) {
    const std::vector<Flag> of_group = FlagsOfGroup(tool, group);
    flags.insert(flags.end(), of_group.begin(), of_group.end());
  }
  return flags;
}

absl::Status UnknownFlag(const std::string& name, const std::vector<Flag>& flags) {
  std::vector<std::string> names = {"help", "version"};
  for (const Flag& flag : flags) names.push_back(flag.name);
  const std::string near = Nearest(name, names);
  return ToolMisuse(absl::StrCat("no flag --", name,
                                 near.empty() ? "" : absl::StrCat("; did you mean --", near, "?")));
}

const Flag* Find(const std::vector<Flag>& flags, absl::string_view name) {
  const auto it =
      std::find_if(flags.begin(), flags.end(), [&](const Flag& flag) { return flag.name == name; });
  return it == flags.end() ? nullptr : &*it;
}

absl::Status SetFlag(const Flag& flag, const std::string& value) {
  // gflags takes "" for false; a forgotten value must not pass as one.
  if ((value.empty() && flag.type != "string") ||
      gflags::SetCommandLineOption(flag.name.c_str(), value.c_str()).empty()) {
    const std::string may_be = FlagMayBe(flag.name);
    return ToolMisuse(absl::StrCat("--", flag.name, "='", value, "' is not ",
                                   may_be.empty() ? absl::StrCat("a valid ", flag.type) : may_be,
                                   "; ", absl::StripTrailingAsciiWhitespace(flag.description)));
  }
  return absl::OkStatus();
}

// One flag from args[*i] on; advances *i past a separate value.
absl::Status ParseFlag(const std::vector<Flag>& flags, const std::vector<std::string>& args,
                       size_t* i) {
  absl::string_view text = args[*i];
  text.remove_prefix(absl::StartsWith(text, "--") ? 2 : 1);
  const std::vector<std::string> parts = absl::StrSplit(text, absl::MaxSplits('=', 1));
  const std::string& name = parts[0];
  if (const Flag* flag = Find(flags, name)) {
    if (parts.size() == 2) return SetFlag(*flag, parts[1]);
    if (flag->type == "bool") return SetFlag(*flag, "true");
    if (*i + 1 == args.size()) return ToolMisuse(absl::StrCat("--", name, " needs a value"));
    return SetFlag(*flag, args[++*i]);
  }
  if (parts.size() == 1 && absl::StartsWith(name, "no")) {
    const Flag* flag = Find(flags, name.substr(2));
    if (flag != nullptr && flag->type == "bool") return SetFlag(*flag, "false");
  }
  return UnknownFlag(name, flags);
}

// `text` in lines of at most 96 columns, indented by eight spaces.
std::string Wrap(const std::string& text) {
  std::string out;
  size_t column = 0;
  for (absl::string_view word : absl::StrSplit(text, absl::ByAnyChar(" \n"), absl::SkipEmpty())) {
    if (column > 0 && column + 1 + word.size() > 96) {
      out += "\n";
      column = 0;
    }
    absl::StrAppend(&out, column == 0 ? "        " : " ", word);
    column += (column == 0 ? 8 : 1) + word.size();
  }
  return out;
}

// With what it may be, unless it says so itself.
std::string Description(const Flag& flag) {
  const std::string may_be = FlagMayBe(flag.name);
  const bool names = flag.type == "string";
  return may_be.empty() || names ? flag.description
                                 : absl::StrCat(flag.description, " (", may_be, ")");
}

}  // namespace

absl::Status ParseFlags(const Tool& tool, const std::vector<std::string>& args,
                        std::vector<std::string>* inputs, bool* help, bool* version) {
  const std::vector<Flag> flags = FlagsOf(tool);
  const auto end = std::find(args.begin(), args.end(), "--");
  const auto asked = [&](absl::string_view word) {
    return std::find(args.begin(), end, word) != end;
  };
  *help = asked("--help") || asked("-h") || asked("-help");
  *version = asked("--version");
  if (*help || *version) return absl::OkStatus();
  inputs->assign(end == args.end() ? end : end + 1, args.end());
  std::vector<std::string> before_end;
  for (size_t i = 0; i < static_cast<size_t>(end - args.begin()); ++i) {
    const std::string& arg = args[i];
    if (arg.size() > 1 && arg[0] == '-') {
      RETURN_IF_ERROR(ParseFlag(flags, args, &i));
    } else {
      before_end.push_back(arg);
    }
  }
  inputs->insert(inputs->begin(), before_end.begin(), before_end.end());
  return absl::OkStatus();
}

std::vector<std::pair<std::string, std::string>> GivenStringFlags(const Tool& tool) {
  std::vector<std::pair<std::string, std::string>> given;
  for (const Flag& flag : FlagsOf(tool)) {
    if (flag.type == "string" && !flag.is_default)
      given.emplace_back(flag.name, flag.current_value);
  }
  return given;
}

std::vector<std::string> FlagNames(const Tool& tool) {
  std::vector<std::string> names;
  for (const Flag& flag : FlagsOf(tool)) names.push_back(flag.name);
  return names;
}

std::string HelpText(const Tool& tool) {
  const auto block = [](absl::string_view text) {
    return absl::StrCat(absl::StripTrailingAsciiWhitespace(text), "\n");
  };
  std::string out = absl::StrCat(tool.name, ": ", tool.purpose, "\n\n", block(tool.usage));
  if (tool.notes[0] != '\0') absl::StrAppend(&out, "\n", block(tool.notes));
  for (const std::string& group : Groups(tool)) {
    const std::vector<Flag> flags = FlagsOfGroup(tool, group);
    if (flags.empty()) continue;
    const std::string name = group.substr(0, group.find(':'));
    absl::StrAppend(&out, "\n", name.empty() ? "Flags" : absl::StrCat("Flags (", name, ")"), "\n");
    for (const Flag& flag : flags) {
      absl::StrAppend(&out, "    --", flag.name, "=", ShortestValue(flag.default_value, flag.type),
                      "\n", Wrap(Description(flag)), "\n");
    }
  }
  return out;
}

std::string ShortestValue(const std::string& value, const std::string& type) {
  double number = 0;
  if (type != "double" || !absl::SimpleAtod(value, &number)) return value;
  for (int digits = 6; digits < 17; ++digits) {
    const std::string shorter = absl::StrFormat("%.*g", digits, number);
    double back = 0;
    if (absl::SimpleAtod(shorter, &back) && back == number) return shorter;
  }
  return value;
}

}  // namespace auricle
