// SPDX-License-Identifier: Apache-2.0
#include "lib/base/class_order.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace auricle {
namespace {

bool IsWholeNumber(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

// Digits of any length; "01" and "1" are two names, told apart by their bytes.
bool NumberLess(const std::string& a, const std::string& b) {
  const std::string x = a.substr(std::min(a.find_first_not_of('0'), a.size()));
  const std::string y = b.substr(std::min(b.find_first_not_of('0'), b.size()));
  if (x.size() != y.size()) return x.size() < y.size();
  return x != y ? x < y : a < b;
}

}  // namespace

std::vector<std::string> SortClasses(std::vector<std::string> names) {
  if (std::all_of(names.begin(), names.end(), IsWholeNumber)) {
    std::sort(names.begin(), names.end(), NumberLess);
  } else {
    std::sort(names.begin(), names.end());
  }
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace auricle
