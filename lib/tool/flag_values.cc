// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/flag_values.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "gflags/gflags.h"

namespace auricle {
namespace {

struct Range {
  double low, high;
};

// gflags gives a validator the flag's name and no more. Filled before main, read only after.
std::map<std::string, Range>& Ranges() {
  static auto* const ranges = new std::map<std::string, Range>;
  return *ranges;
}
std::map<std::string, std::vector<std::string>>& Names() {
  static auto* const names = new std::map<std::string, std::vector<std::string>>;
  return *names;
}

template <typename Number>
bool IsInRange(const char* flag, Number value) {
  const Range& range = Ranges().at(flag);
  return value >= range.low && value <= range.high;
}

bool IsAName(const char* flag, const std::string& value) {
  const std::vector<std::string>& names = Names().at(flag);
  return std::count(names.begin(), names.end(), value) > 0;
}

}  // namespace

bool RestrictRange(const char* name, const double* flag, double low, double high) {
  Ranges()[name] = {low, high};
  return gflags::RegisterFlagValidator(flag, &IsInRange<double>);
}

bool RestrictRange(const char* name, const int32_t* flag, double low, double high) {
  Ranges()[name] = {low, high};
  return gflags::RegisterFlagValidator(flag, &IsInRange<int32_t>);
}

bool RestrictNames(const char* name, const std::string* flag, std::vector<std::string> names) {
  Names()[name] = std::move(names);
  return gflags::RegisterFlagValidator(flag, &IsAName);
}

std::string FlagMayBe(const std::string& flag) {
  const auto number = [](double value) { return absl::StrFormat("%.10g", value); };
  if (const auto range = Ranges().find(flag); range != Ranges().end()) {
    const auto [low, high] = range->second;
    return high >= kAnyNumber ? absl::StrCat(number(low), " or more")
                              : absl::StrCat(number(low), " to ", number(high));
  }
  const auto found = Names().find(flag);
  if (found == Names().end()) return "";
  const std::vector<std::string>& names = found->second;
  const std::string all_but_last = absl::StrJoin(names.begin(), names.end() - 1, ", ");
  return names.size() == 1 ? names[0] : absl::StrCat(all_but_last, " or ", names.back());
}

}  // namespace auricle
