// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/number_flags.h"

#include <algorithm>

#include "lib/tool/help.h"
#include "lib/tool/tool.h"

namespace auricle {
namespace {

std::vector<std::string>& AllNames() {
  static auto* const names = new std::vector<std::string>;
  return *names;
}

}  // namespace

NumberFlags::NumberFlags(std::initializer_list<const char*> names)
    : names_(names.begin(), names.end()) {
  AllNames().insert(AllNames().end(), names_.begin(), names_.end());
}

std::vector<std::string> UnknownNumberFlags(const Tool& tool) {
  const std::vector<std::string> flags = FlagNames(tool);
  std::vector<std::string> unknown;
  for (const std::string& name : AllNames()) {
    if (std::count(flags.begin(), flags.end(), name) == 0) unknown.push_back(name);
  }
  return unknown;
}

}  // namespace auricle
