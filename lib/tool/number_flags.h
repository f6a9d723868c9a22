// SPDX-License-Identifier: Apache-2.0
// The flags that stand in what a tool writes, because they shape its numbers.
#ifndef AURICLE_LIB_TOOL_NUMBER_FLAGS_H_
#define AURICLE_LIB_TOOL_NUMBER_FLAGS_H_

#include <initializer_list>
#include <string>
#include <vector>

namespace auricle {

struct Tool;

// A list of such flags. It is made before main, at the scope of a file, so that ToolMain sees a
// name that is no flag of the tool at every start, whatever the tool is asked to do: a flag that
// was renamed would else be missing from provenance without a word.
class NumberFlags {
 public:
  NumberFlags(std::initializer_list<const char*> names);
  const std::vector<std::string>& names() const { return names_; }

 private:
  std::vector<std::string> names_;
};

// Names of all lists that are no flags of `tool`.
std::vector<std::string> UnknownNumberFlags(const Tool& tool);

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_NUMBER_FLAGS_H_
