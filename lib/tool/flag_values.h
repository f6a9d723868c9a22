// SPDX-License-Identifier: Apache-2.0
// What a flag may be, in one line beside its definition: it is checked when the flag is set, and
// said by --help and by the error that refuses another value.
#ifndef AURICLE_LIB_TOOL_FLAG_VALUES_H_
#define AURICLE_LIB_TOOL_FLAG_VALUES_H_

#include <cstdint>
#include <string>
#include <vector>

namespace auricle {

// For FLAG_IS_FROM: no bound but what the flag's type holds.
inline constexpr double kAnyNumber = 1e300;

// A number from `low` to `high`, both included; NaN is none.
#define FLAG_IS_FROM(name, low, high) \
  static const bool name##_is_from = ::auricle::RestrictRange(#name, &FLAGS_##name, low, high)
// One of the names that follow.
#define FLAG_IS_ONE_OF(name, ...) \
  static const bool name##_is_one_of = ::auricle::RestrictNames(#name, &FLAGS_##name, {__VA_ARGS__})

// What `flag` may be, as a phrase: "0.015625 to 16", "0 or more", "lstm or gru"; "" if nothing was
// said.
std::string FlagMayBe(const std::string& flag);

bool RestrictRange(const char* name, const double* flag, double low, double high);
bool RestrictRange(const char* name, const int32_t* flag, double low, double high);
bool RestrictNames(const char* name, const std::string* flag, std::vector<std::string> names);

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_FLAG_VALUES_H_
